import { expect } from "chai";
import { type Detected, detect } from "../../src/autodetector/detect.js";
import type { Questioner } from "../../src/autodetector/questioner.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";
import { loadText } from "../yaml/files.js";

/** No question is answered. */
export const SILENT: Questioner = {
  rename: () => undefined,
  backfill: () => undefined,
  using: () => undefined,
  destructive: () => undefined,
};

/** Answers by id. */
export function answers(given: {
  readonly renames?: Readonly<Record<string, boolean>>;
  readonly backfills?: Readonly<Record<string, string>>;
  readonly using?: Readonly<Record<string, string>>;
  readonly destructive?: Readonly<Record<string, "generate" | "review" | "omit" | "ignore_errors">>;
}): Questioner {
  return {
    rename: (id) => given.renames?.[id],
    backfill: (id) => given.backfills?.[id],
    using: (id) => given.using?.[id],
    destructive: (id) => given.destructive?.[id] ?? "generate",
  };
}

function schemaOf(yaml: string): Schema {
  return yaml.trim() === "" ? emptySchema : loadText(`tables:\n${yaml}`).schema;
}

export function between(from: string, to: string, questioner: Questioner = answers({})): Detected {
  return detect({ from: schemaOf(from), to: schemaOf(to), questioner });
}

/** The operations in order, as sentences. */
export function told(from: string, to: string, questioner?: Questioner): readonly string[] {
  const detected = between(from, to, questioner);
  expect(detected.questions).to.deep.equal([]);
  expect(detected.impossible).to.deep.equal([]);
  return detected.operations.map((one) => one.describe());
}

export const ID = "{ name: id, type: serial, primary_key: true }";
export const table = (name: string, ...fields: readonly string[]) =>
  `- { name: ${name}, fields: [${[ID, ...fields].join(", ")}] }\n`;
export const key = (name: string, to: string) =>
  `{ name: ${name}, type: foreign_key, foreign_key: { table: ${to} } }`;
