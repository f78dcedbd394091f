import { type Field, type FieldDefault, makeField } from "../../schema/field.js";
import { makeForeignKey, makeIndex, makeTable, type Table } from "../../schema/table.js";

/**
 * The whole table as one line of JSON, for ourselves: every property as the model has it, absent
 * ones left out.
 *
 * @throws TypeError for a default that JSON cannot say.
 */
export function tableText(table: Table): string {
  const isPlain = table.fields.every((field) => field.default?.kind !== "literal");
  return JSON.stringify(isPlain ? table : { ...table, fields: table.fields.map(plainField) });
}

/** The table that {@link tableText} wrote. @throws when it is none. */
export function tableOf(text: string): Table {
  const data: Table = JSON.parse(text);
  return makeTable({
    ...data,
    fields: data.fields.map(fieldOf),
    foreignKeys: data.foreignKeys.map(makeForeignKey),
    indexes: data.indexes.map(makeIndex),
    primaryKey: data.primaryKey && {
      name: data.primaryKey.name,
      fields: data.primaryKey.fields,
    },
  });
}

function fieldOf(data: Field): Field {
  const field = makeField({ ...data, default: data.default && defaultOf(data.default) });
  return data.apart === undefined ? field : Object.freeze({ ...field, apart: data.apart });
}

/** A number of any size is kept as a text, under a kind that no default has. */
interface BigDefault {
  readonly kind: "bigint";
  readonly value: string;
}

function plainField(field: Field): unknown {
  const { default: given } = field;
  if (given?.kind !== "literal") return field;
  const { value } = given;
  if (typeof value === "bigint") {
    return { ...field, default: { kind: "bigint", value: `${value}` } satisfies BigDefault };
  }
  if (typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0))) return field;
  throw new TypeError("no number of JSON");
}

function defaultOf(data: FieldDefault | BigDefault): FieldDefault {
  return data.kind === "bigint" ? { kind: "literal", value: BigInt(data.value) } : data;
}
