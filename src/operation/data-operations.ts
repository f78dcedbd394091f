import { type AddCheckData, addCheckType } from "./add-check.js";
import { type AddExclusionData, addExclusionType } from "./add-exclusion.js";
import { type AddFieldData, addFieldType } from "./add-field.js";
import { type AddForeignKeyData, addForeignKeyType } from "./add-foreign-key.js";
import { type AddIndexData, addIndexType } from "./add-index.js";
import { type AddUniqueData, addUniqueType } from "./add-unique.js";
import { type AlterEnumData, alterEnumType } from "./alter-enum.js";
import { type AlterFieldData, alterFieldType } from "./alter-field.js";
import { type AlterPrimaryKeyData, alterPrimaryKeyType } from "./alter-primary-key.js";
import { type AlterTableData, alterTableType } from "./alter-table.js";
import { type CreateEnumData, createEnumType } from "./create-enum.js";
import { type CreateObjectData, createObjectType } from "./create-object.js";
import { type CreateTableData, createTableType } from "./create-table.js";
import { type DropCheckData, dropCheckType } from "./drop-check.js";
import { type DropEnumData, dropEnumType } from "./drop-enum.js";
import { type DropExclusionData, dropExclusionType } from "./drop-exclusion.js";
import { type DropFieldData, dropFieldType } from "./drop-field.js";
import { type DropForeignKeyData, dropForeignKeyType } from "./drop-foreign-key.js";
import { type DropIndexData, dropIndexType } from "./drop-index.js";
import { type DropObjectData, dropObjectType } from "./drop-object.js";
import { type DropTableData, dropTableType } from "./drop-table.js";
import { type DropUniqueData, dropUniqueType } from "./drop-unique.js";
import type { OperationType } from "./operation.js";
import type { InputOf } from "./plain-operation.js";
import { type RenameFieldData, renameFieldType } from "./rename-field.js";
import { type RenameIndexData, renameIndexType } from "./rename-index.js";
import { type RenameTableData, renameTableType } from "./rename-table.js";
import { type SetDefaultsData, setDefaultsType } from "./set-defaults.js";
import { type SetTypeMappingsData, setTypeMappingsType } from "./set-type-mappings.js";
import { type UpsertDataData, upsertDataType } from "./upsert-data.js";

/** The operations that are pure data: those that another operation may hold and apply. */
export const dataOperationTypes: readonly OperationType[] = Object.freeze([
  createTableType,
  dropTableType,
  renameTableType,
  alterTableType,
  addFieldType,
  dropFieldType,
  alterFieldType,
  renameFieldType,
  addIndexType,
  dropIndexType,
  renameIndexType,
  addForeignKeyType,
  dropForeignKeyType,
  addCheckType,
  dropCheckType,
  addUniqueType,
  dropUniqueType,
  addExclusionType,
  dropExclusionType,
  alterPrimaryKeyType,
  createEnumType,
  alterEnumType,
  dropEnumType,
  createObjectType,
  dropObjectType,
  upsertDataType,
  setDefaultsType,
  setTypeMappingsType,
]);

/** The operations that are pure data, by their types. */
interface DataOperations {
  readonly create_table: CreateTableData;
  readonly drop_table: DropTableData;
  readonly rename_table: RenameTableData;
  readonly alter_table: AlterTableData;
  readonly add_field: AddFieldData;
  readonly drop_field: DropFieldData;
  readonly alter_field: AlterFieldData;
  readonly rename_field: RenameFieldData;
  readonly add_index: AddIndexData;
  readonly drop_index: DropIndexData;
  readonly rename_index: RenameIndexData;
  readonly add_foreign_key: AddForeignKeyData;
  readonly drop_foreign_key: DropForeignKeyData;
  readonly add_check: AddCheckData;
  readonly drop_check: DropCheckData;
  readonly add_unique: AddUniqueData;
  readonly drop_unique: DropUniqueData;
  readonly add_exclusion: AddExclusionData;
  readonly drop_exclusion: DropExclusionData;
  readonly alter_primary_key: AlterPrimaryKeyData;
  readonly create_enum: CreateEnumData;
  readonly alter_enum: AlterEnumData;
  readonly drop_enum: DropEnumData;
  readonly create_object: CreateObjectData;
  readonly drop_object: DropObjectData;
  readonly upsert_data: UpsertDataData;
  readonly set_defaults: SetDefaultsData;
  readonly set_type_mappings: SetTypeMappingsData;
}

/**
 * An operation that another one may hold and apply: `new CreateTable({...})`, or its plain form
 * `{ type: "create_table", ... }`.
 */
export type DataOperationInput = InputOf<DataOperations>;
