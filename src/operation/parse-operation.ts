import { suggestion } from "../text/nearest-name.js";
import { memberOf } from "../text/record.js";
import type { Operation, OperationData, OperationType } from "./operation.js";
import { OperationError } from "./operation-error.js";

/**
 * Makes an operation of its plain form.
 *
 * @param path where it stands, `$.operations[0]`.
 * @throws OperationError for an unknown `type`, with the nearest one, and for wrong data.
 */
export function parseWith(
  types: ReadonlyMap<string, OperationType>,
  data: unknown,
  path: string,
): Operation {
  if (!isOperationData(data)) {
    throw new OperationError({
      code: "OPERATION_INVALID",
      message: "this is not an operation",
      hint: 'Write new CreateTable({...}), or { type: "create_table", ... }.',
      path,
    });
  }
  const type = types.get(data.type);
  if (type !== undefined) return type.parse(data, path);
  throw new OperationError({
    code: "OPERATION_UNKNOWN_TYPE",
    message: `"${data.type}" is not an operation that can stand here`,
    hint: suggestion(data.type, types.keys(), `The types are ${[...types.keys()].join(", ")}.`),
    path: `${path}.type`,
  });
}

/** The types by their kind. */
export function byKind(types: readonly OperationType[]): ReadonlyMap<string, OperationType> {
  return new Map(types.map((type) => [type.kind, type]));
}

function isOperationData(data: unknown): data is OperationData {
  return typeof memberOf(data, "type") === "string";
}
