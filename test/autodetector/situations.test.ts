import { expect } from "chai";
import { detect } from "../../src/autodetector/detect.js";
import { makeMigration } from "../../src/migration/migration.js";
import { replay } from "../../src/migration/state.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";
import { loadText } from "../yaml/files.js";
import { constraintSituations } from "./constraint-situations.js";
import { referenceSituations, relationSituations } from "./reference-situations.js";
import type { Situation } from "./schema-words.js";
import { fieldSituations, tableSituations } from "./situations.js";

const GROUPS: Readonly<Record<string, readonly Situation[]>> = {
  fields: fieldSituations,
  tables: tableSituations,
  references: referenceSituations,
  "relations and indexes": relationSituations,
  constraints: constraintSituations,
};

function schemaOf(yaml: string): Schema {
  return yaml === "" ? emptySchema : loadText(`tables:\n${yaml}`).schema;
}

function operationsOf({ renames, backfills, using }: Situation, from: Schema, to: Schema) {
  const { operations, questions, impossible } = detect({
    from,
    to,
    questioner: {
      rename: (id) => renames?.[id],
      backfill: (id) => backfills?.[id],
      using: (id) => using?.[id],
      destructive: () => "generate",
    },
  });
  expect(questions).to.deep.equal([]);
  expect(impossible).to.deep.equal([]);
  return operations;
}

describe("the situations of an autodetector", () => {
  for (const [group, situations] of Object.entries(GROUPS)) {
    for (const situation of situations) {
      it(`${group}: ${situation.title}`, () => {
        const [from, to] = [schemaOf(situation.from), schemaOf(situation.to)];
        const operations = operationsOf(situation, from, to);
        expect(operations.map((one) => one.describe())).to.deep.equal(situation.operations);
        // Behind them there is nothing left to do.
        const reached = replay([makeMigration({ name: "0002", operations })], { from });
        expect(operationsOf(situation, reached, to)).to.deep.equal([]);
      });
    }
  }
});
