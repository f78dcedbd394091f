import { namings, sideName } from "../../schema/constraint-name.js";
import {
  type CounterOptions,
  countedType,
  counterOf,
  counts,
  type Identity,
  type IntegerType,
  integerTypes,
  type OwnSequence,
  unusualCounter,
  usualCounter,
} from "../../schema/counter.js";
import type { Field, SideNamed } from "../../schema/field.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type { TableName } from "../ddl.js";
import { type ColumnType, countingType, sequenceType } from "../expected.js";
import { isMapped } from "./enum-name.js";

/**
 * By what a column counts: an identity, or a sequence that it owns and that is its default. A
 * `serial` that says neither is an identity; undefined where it does not count, or in a way that the
 * project spells itself.
 */
export function countsBy(field: Field, schema: Schema): "identity" | "sequence" | undefined {
  if (!counts(field)) return undefined;
  if (field.sequence !== undefined) return "sequence";
  const own = field.identity === undefined && isMapped(field.type, schema);
  return own ? undefined : "identity";
}

/** The usual name of the sequence of a field, as SERIAL has it. */
export function sequenceName(table: string, field: SideNamed): string {
  return sideName(`${table}_${field.name}_seq`, { table, field, side: "sequence" });
}

/** The sequence of a field; it lives in the namespace of its table, the server insists. */
export function sequenceOfField({ name, namespace }: Table, field: Field): TableName {
  return { name: field.sequence?.name ?? sequenceName(name, field), namespace };
}

/** Of which type the numbers of a field are that has this one; a default may be of any. */
export function numbersOf(field: Pick<Field, "type" | "sequence">): IntegerType {
  const type = countedType(field.type);
  return field.sequence?.type ?? integerTypes.find((one) => one === type) ?? "bigint";
}

/** ` INCREMENT BY 2 ...`: what a new counter is told; each word with a space before it. */
export function newCounter(options: CounterOptions = {}): string {
  const names = Object.keys(WORDS) as (keyof CounterOptions)[];
  return names
    .filter((name) => options[name] !== undefined)
    .map((name) => ` ${word(name, options[name])}`)
    .join("");
}

/** What a counter is told that has other options from now on. */
export function changedCounter(from: Field, to: Field): readonly string[] {
  const before = from.counter ?? {};
  const after = to.counter ?? {};
  const usual = usualCounter(after, numbersOf(to));
  const start = before.start ?? usualCounter(before, numbersOf(from)).start;
  const turns = isTurned(from, to);
  const isLimit = (name: string): boolean => name === "min" || name === "max";
  const names = Object.keys(WORDS) as (keyof CounterOptions)[];
  const changed = names.filter((name) => {
    // Where it starts goes by the limits, and these by the direction; the server keeps what it is not told.
    if (name === "start") return start !== (after.start ?? usual.start);
    return before[name] !== after[name] || (turns && isLimit(name));
  });
  return [
    ...changed.map((name) =>
      // Limits go by the type, also when that changes later.
      after[name] === undefined && isLimit(name)
        ? `NO ${WORDS[name]}`
        : word(name, after[name] ?? usual[name]),
    ),
    ...(turns ? ["RESTART"] : []),
  ];
}

/** Does it count the other way? Then its last number is none of those that come. */
export function isTurned(from: Field, to: Field): boolean {
  const isUp = ({ counter }: Field): boolean => (counter?.increment ?? 1) > 0;
  return isUp(from) !== isUp(to);
}

const WORDS = {
  increment: "INCREMENT BY",
  min: "MINVALUE",
  max: "MAXVALUE",
  start: "START WITH",
  cache: "CACHE",
  cycle: "CYCLE",
} as const satisfies Readonly<Record<keyof CounterOptions, string>>;

function word(name: keyof CounterOptions, value: number | bigint | boolean | undefined): string {
  if (name === "cycle") return value === true ? "CYCLE" : "NO CYCLE";
  return `${WORDS[name]} ${value}`;
}

/** How a column counts, as the catalogue has it. */
export interface CountingFacts {
  readonly table: string;
  readonly name: string;
  readonly by: Identity | "sequence";
  /** Of the sequence behind it. */
  readonly sequence: OwnSequence;
  readonly options: CounterOptions;
}

/** The type of a column that counts, in the model's words, without what is as usual. */
export function countedColumn(type: ColumnType, facts: CountingFacts): ColumnType {
  const counter = counterOf(
    unusualCounter(facts.options, numbersOf({ type: type.type, sequence: facts.sequence })),
  );
  const column = counter === undefined ? type : { ...type, counter };
  switch (facts.by) {
    case "always":
      return { ...column, identity: "always" };
    case "by_default":
      return countingType(column, "by_default");
    case "sequence":
      return sequenceType(column, unusualSequence(type, facts));
    default:
      return facts.by satisfies never;
  }
}

function unusualSequence(
  { type }: ColumnType,
  { table, name, sequence }: CountingFacts,
): OwnSequence {
  const usual = namings(name, "sequence").map((field) => sequenceName(table, field));
  return Object.freeze({
    ...(sequence.name !== undefined && !usual.includes(sequence.name) && { name: sequence.name }),
    ...(sequence.type !== numbersOf({ type }) && { type: sequence.type }),
  });
}
