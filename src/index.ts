/**
 * What a migration imports: exactly the names that the sandbox offers.
 *
 * @module
 */

export { type MigrationData, register } from "./migration/register.js";
export type { AddCheckData } from "./operation/add-check.js";
export type { AddExclusionData } from "./operation/add-exclusion.js";
export type { AddFieldData } from "./operation/add-field.js";
export type { AddForeignKeyData } from "./operation/add-foreign-key.js";
export type { AddIndexData } from "./operation/add-index.js";
export type { AddUniqueData } from "./operation/add-unique.js";
export type { AlterEnumData } from "./operation/alter-enum.js";
export type { AlterFieldData } from "./operation/alter-field.js";
export type { AlterPrimaryKeyData } from "./operation/alter-primary-key.js";
export type { AlterTableData } from "./operation/alter-table.js";
export { Operation, type OperationInput } from "./operation/author-operation.js";
export type { Mutate, ScriptValue, Sql, State } from "./operation/author-state.js";
export {
  AddField,
  AddForeignKey,
  AddIndex,
  AlterEnum,
  AlterField,
  AlterTable,
  bytes,
  CreateEnum,
  CreateObject,
  CreateTable,
  DropEnum,
  DropField,
  DropForeignKey,
  DropIndex,
  DropObject,
  DropTable,
  noop,
  RenameField,
  RenameIndex,
  RenameTable,
  RunScript,
  RunSQL,
  ref,
  SetDefaults,
  SetTypeMappings,
  UpsertData,
  verbatim,
} from "./operation/authoring.js";
export {
  AddCheck,
  AddExclusion,
  AddUnique,
  AlterPrimaryKey,
  DropCheck,
  DropExclusion,
  DropUnique,
} from "./operation/authoring-constraints.js";
export type { CreateEnumData } from "./operation/create-enum.js";
export type { CreateObjectData } from "./operation/create-object.js";
export type { CreateTableData } from "./operation/create-table.js";
export type { Context, SqlResult } from "./operation/custom-operation.js";
export type { DataOperationInput } from "./operation/data-operations.js";
export type { DropCheckData } from "./operation/drop-check.js";
export type { DropEnumData } from "./operation/drop-enum.js";
export type { DropExclusionData } from "./operation/drop-exclusion.js";
export type { DropFieldData } from "./operation/drop-field.js";
export type { DropForeignKeyData } from "./operation/drop-foreign-key.js";
export type { DropIndexData } from "./operation/drop-index.js";
export type { DropObjectData } from "./operation/drop-object.js";
export type { DropTableData } from "./operation/drop-table.js";
export type { DropUniqueData } from "./operation/drop-unique.js";
export type { DefaultData, FieldData, OtherType } from "./operation/field-data.js";
export type { ForeignKeyConstraintData, ForeignKeyData } from "./operation/foreign-key-data.js";
export type { IndexData, IndexFieldData } from "./operation/index-data.js";
export type { RenameFieldData } from "./operation/rename-field.js";
export type { RenameIndexData } from "./operation/rename-index.js";
export type { RenameTableData } from "./operation/rename-table.js";
export type {
  BytesData,
  JsonData,
  RefData,
  RowValueData,
  VerbatimData,
} from "./operation/row-value.js";
export type {
  RunScriptData,
  Script,
  ScriptDatabase,
  ScriptParameter,
} from "./operation/run-script.js";
export type { NoopData, RunSQLData } from "./operation/run-sql.js";
export type { SetDefaultsData } from "./operation/set-defaults.js";
export type { SetTypeMappingsData } from "./operation/set-type-mappings.js";
export type { TableData } from "./operation/table-data.js";
export type { UpsertDataData } from "./operation/upsert-data.js";
