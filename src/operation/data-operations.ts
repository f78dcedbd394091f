import { addCheckType } from "./add-check.js";
import { addExclusionType } from "./add-exclusion.js";
import { addFieldType } from "./add-field.js";
import { addForeignKeyType } from "./add-foreign-key.js";
import { addIndexType } from "./add-index.js";
import { addUniqueType } from "./add-unique.js";
import { alterEnumType } from "./alter-enum.js";
import { alterFieldType } from "./alter-field.js";
import { alterPrimaryKeyType } from "./alter-primary-key.js";
import { alterTableType } from "./alter-table.js";
import { createEnumType } from "./create-enum.js";
import { createObjectType } from "./create-object.js";
import { createTableType } from "./create-table.js";
import { dropCheckType } from "./drop-check.js";
import { dropEnumType } from "./drop-enum.js";
import { dropExclusionType } from "./drop-exclusion.js";
import { dropFieldType } from "./drop-field.js";
import { dropForeignKeyType } from "./drop-foreign-key.js";
import { dropIndexType } from "./drop-index.js";
import { dropObjectType } from "./drop-object.js";
import { dropTableType } from "./drop-table.js";
import { dropUniqueType } from "./drop-unique.js";
import type { OperationType } from "./operation.js";
import { renameFieldType } from "./rename-field.js";
import { renameIndexType } from "./rename-index.js";
import { renameTableType } from "./rename-table.js";
import { setDefaultsType } from "./set-defaults.js";
import { setTypeMappingsType } from "./set-type-mappings.js";
import { upsertDataType } from "./upsert-data.js";

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
