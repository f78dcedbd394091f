import * as v from "valibot";
import { MigrationError } from "../errors.js";
import { parseOperation } from "../operation/index.js";
import { OperationError } from "../operation/operation-error.js";
import { flag, refuseHalfCharacters, strict, validateShape } from "../operation/validate.js";
import { type Migration, type MigrationSource, makeMigration } from "./migration.js";
import { MigrationFileError } from "./migration-file-error.js";
import { nameProblem } from "./migration-name.js";

const listOfNames = v.array(
  v.string((issue) => `the name of a migration is expected, not ${issue.received}`),
  (issue) => `a list of names of migrations is expected, not ${issue.received}`,
);

const schema = strict({
  name: v.string((issue) => `a name is expected, not ${issue.received}`),
  dependencies: v.optional(listOfNames),
  replaces: v.optional(listOfNames),
  operations: v.optional(
    v.array(v.unknown(), (issue) => `a list of operations is expected, not ${issue.received}`),
  ),
  transaction: v.optional(flag),
});

/**
 * Makes a migration of what `register` was given.
 *
 * @throws MigrationFileError naming the file, the path to what is wrong, and what was meant.
 */
export function parseMigration(data: unknown, source: MigrationSource): Migration {
  try {
    const { operations = [], ...rest } = validateShape(schema, data, "$");
    // Each operation looks into its own.
    refuseHalfCharacters(rest, "$");
    const { name, dependencies, replaces, transaction } = rest;
    const problem = nameProblem(name);
    if (problem !== undefined) throw new MigrationError(problem);
    return makeMigration({
      name,
      dependencies,
      replaces,
      transaction,
      source: Object.freeze({ ...source }),
      operations: operations.map((one, at) => parseOperation(one, `$.operations[${at}]`)),
    });
  } catch (error) {
    if (!(error instanceof MigrationError) || isForeign(error)) throw error;
    const { code, message, hint } = error;
    throw new MigrationFileError({ code, message, hint, cause: error }, source);
  }
}

/** A limit of the sandbox, met while a class of the author's own was asked: not about the data. */
function isForeign(error: MigrationError): boolean {
  return !(error instanceof OperationError) && !error.code.startsWith("MIGRATION_");
}
