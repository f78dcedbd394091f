import { customType } from "./custom-operation.js";
import { dataOperationTypes } from "./data-operations.js";
import type { Operation, OperationType } from "./operation.js";
import { byKind, parseWith } from "./parse-operation.js";
import { runScriptType } from "./run-script.js";
import { runSqlType } from "./run-sql.js";

/**
 * Every operation that ships with the tool. The authoring classes, the sandbox's module, the
 * documentation and the tests loop over this list: an operation exists when it stands here.
 */
export const operationTypes: readonly OperationType[] = Object.freeze([
  ...dataOperationTypes,
  runSqlType,
  runScriptType,
]);

const types = byKind([...operationTypes, customType]);

/**
 * Makes an operation of its plain form, `{ type: "create_table", ... }`; a class of the author's
 * own has the type `custom`.
 *
 * @param path where it stands, `$.operations[0]`; errors begin with it.
 * @throws OperationError for an unknown type or key, with the nearest one, and for wrong values.
 */
export function parseOperation(data: unknown, path: string): Operation {
  return parseWith(types, data, path);
}
