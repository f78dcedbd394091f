import { hash } from "node:crypto";
import { deflateRawSync, inflateRawSync, type ZlibOptions } from "node:zlib";
import { isRecord, memberOf } from "../text/record.js";
import type { MigrationPlan } from "./plan.js";
import { statementsOf } from "./plan.js";
import { fromPlanText, toPlanText } from "./plan-text.js";

/** Characters of text; of a longer one only the checksum is kept: it is mostly seed data. */
const LONGEST_TEXT = 256 * 1024;
/** Characters in the history: the shortest kind of column for texts holds 65,535 bytes. */
const LONGEST_KEPT = 24 * 1024;
/**
 * Characters up to which a text is kept as it is: setting the compressor up takes longer than anything else about the row of
 * such a migration, and gains half a kilobyte.
 */
const SHORT = 2 * 1024;
/** Characters of the text of most others. */
const MIDDLING = 4 * 1024;
/**
 * What packs these as well as the defaults, which set up a quarter of a megabyte each time. What is packed is half as
 * long, and so short a buffer comes of Node's pool.
 */
const FOR_MIDDLING: ZlibOptions = { windowBits: 12, memLevel: 5, chunkSize: MIDDLING / 2 };

/** What a migration came to when it ran, as the history keeps it. */
export interface RecordedPlan {
  /** SHA-256 of {@link PlanContent}, hexadecimal: the same whatever the source looks like. */
  readonly checksum: string;
  /** The content itself, or packed; undefined where it was too long. */
  readonly kept: PlanContent | string | undefined;
}

/** What a migration is without its text: what it needs, what it says, what runs. */
export interface PlanContent {
  /** Its dependencies, and whether it is one transaction: a line each. */
  readonly head: readonly string[];
  /** The operations as data, one text each. */
  readonly operations: readonly string[];
  /** SQL with its parameters, one text each. */
  readonly statements: readonly string[];
}

/** Kinds of operations that hold functions: of these neither checksum nor data says everything. */
const WITH_CODE = new Set(["custom", "run_script"]);

/** Does it hold code that no plan shows? Then a changed text may be more than that. */
export function hasCode({ migration }: Pick<MigrationPlan, "migration">): boolean {
  return migration.operations.some(
    (operation) =>
      WITH_CODE.has(operation.kind) ||
      Object.values(operation.toData()).some((value) => typeof value === "function"),
  );
}

/** The content of a plan upwards. */
export function contentOf(plan: MigrationPlan): PlanContent {
  const { dependencies, replaces, transaction, operations } = plan.migration;
  return {
    head: [
      ...dependencies.map((name) => `depends on ${name}`),
      ...replaces.map((name) => `replaces ${name}`),
      ...(transaction ? [] : ["transaction: false"]),
    ],
    operations: operations.map((operation) => toPlanText(operation.toData())),
    statements: statementsOf(plan).map(({ sql, parameters }) =>
      parameters.length === 0 ? sql : `${sql} ${toPlanText(parameters)}`,
    ),
  };
}

/** What the history keeps, read again; undefined where it says nothing. */
export function readRecordedPlan(value: unknown): RecordedPlan | undefined {
  const [checksum, kept] = [memberOf(value, "checksum"), memberOf(value, "kept")];
  if (typeof checksum !== "string" || checksum === "") return undefined;
  return { checksum, kept: typeof kept === "string" ? kept : readContent(kept) };
}

/** What the history is to keep of it. */
export function recordedPlan(plan: MigrationPlan): RecordedPlan {
  const content = contentOf(plan);
  const text = toPlanText(content);
  const checksum = hash("sha256", text);
  if (text.length > LONGEST_TEXT) return { checksum, kept: undefined };
  if (staysAsItIs(text)) return { checksum, kept: content };
  const kept = packed(text);
  return { checksum, kept: kept.length > LONGEST_KEPT ? undefined : kept };
}

/** Not every table of a history has the characters beyond ASCII; what is packed has none of them. */
function staysAsItIs(text: string): boolean {
  return text.length <= SHORT && Buffer.byteLength(text) === text.length;
}

function packed(text: string): string {
  return deflateRawSync(text, text.length > MIDDLING ? {} : FOR_MIDDLING).toString("base64");
}

/** Reads it; undefined where it was not kept, or another program wrote something else there. */
export function keptContent({ kept }: RecordedPlan): PlanContent | undefined {
  if (typeof kept !== "string") return kept;
  try {
    return readContent(unpacked(kept));
  } catch {
    return undefined;
  }
}

/** @throws where it is anything else. */
function unpacked(kept: string): unknown {
  // More than was ever packed is no text of ours.
  const bytes = inflateRawSync(Buffer.from(kept, "base64"), { maxOutputLength: 4 * LONGEST_TEXT });
  return fromPlanText(bytes.toString("utf8"));
}

function readContent(value: unknown): PlanContent | undefined {
  if (!isRecord(value)) return undefined;
  const list = (name: string): readonly string[] => {
    const texts = memberOf(value, name);
    return Array.isArray(texts) ? texts.map(String) : [];
  };
  return {
    head: list("head"),
    operations: list("operations"),
    statements: list("statements"),
  };
}
