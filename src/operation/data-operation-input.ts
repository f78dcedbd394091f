import type { AddCheckData } from "./add-check.js";
import type { AddExclusionData } from "./add-exclusion.js";
import type { AddFieldData } from "./add-field.js";
import type { AddForeignKeyData } from "./add-foreign-key.js";
import type { AddIndexData } from "./add-index.js";
import type { AddUniqueData } from "./add-unique.js";
import type { AlterEnumData } from "./alter-enum.js";
import type { AlterFieldData } from "./alter-field.js";
import type { AlterPrimaryKeyData } from "./alter-primary-key.js";
import type { AlterTableData } from "./alter-table.js";
import type { CreateEnumData } from "./create-enum.js";
import type { CreateObjectData } from "./create-object.js";
import type { CreateTableData } from "./create-table.js";
import type { DropCheckData } from "./drop-check.js";
import type { DropEnumData } from "./drop-enum.js";
import type { DropExclusionData } from "./drop-exclusion.js";
import type { DropFieldData } from "./drop-field.js";
import type { DropForeignKeyData } from "./drop-foreign-key.js";
import type { DropIndexData } from "./drop-index.js";
import type { DropObjectData } from "./drop-object.js";
import type { DropTableData } from "./drop-table.js";
import type { DropUniqueData } from "./drop-unique.js";
import type { InputOf } from "./plain-operation.js";
import type { RenameFieldData } from "./rename-field.js";
import type { RenameIndexData } from "./rename-index.js";
import type { RenameTableData } from "./rename-table.js";
import type { SetDefaultsData } from "./set-defaults.js";
import type { SetTypeMappingsData } from "./set-type-mappings.js";
import type { UpsertDataData } from "./upsert-data.js";

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
