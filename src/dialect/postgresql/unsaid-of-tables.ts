import type { Connection } from "../../driver/driver.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import { groupBy } from "../group-by.js";
import { IS_NEXT_NUMBER, rows, TABLES } from "./catalogue.js";
import { IS_OPAQUE } from "./object-words.js";

interface UnsaidRow {
  readonly what: string;
  readonly table: string;
  readonly namespace: string | undefined;
  /** Of a column or an index. */
  readonly name: string;
}

/** A member that has this: what to say of it, the condition. */
type Trait = readonly [what: string, condition: string];

/** `a` is the column, `t` its type, `s` the sequence that it owns, `q` as a relation, `d` how: "i" as an identity. */
const OF_COLUMN: readonly Trait[] = [
  [
    "its identity counts by a sequence of another name than usual",
    `d.deptype = 'i' AND q.relname <> concat_ws('_', c.relname, a.attname, 'seq')
      AND octet_length(concat_ws('_', c.relname, a.attname, 'seq')) <= 63`,
  ],
  [
    "its identity counts by a sequence of another type",
    "d.deptype = 'i' AND s.seqtypid <> a.atttypid",
  ],
  ["a comment on its sequence", "obj_description(q.oid, 'pg_class') IS NOT NULL"],
  [
    "owns a sequence that is not its default, which is not described",
    `d.deptype = 'a' AND NOT EXISTS (SELECT FROM pg_attrdef f
      WHERE f.adrelid = c.oid AND f.adnum = a.attnum AND ${IS_NEXT_NUMBER("f", "s.seqrelid")})`,
  ],
];

/** `x` is the index, `i` what it is of. */
const OF_INDEX: readonly Trait[] = [["invalid, is not described", "NOT i.indisvalid"]];

const QUERY = [
  select("column", OF_COLUMN, {
    name: "a.attname",
    joins: `JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN (pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid JOIN pg_class q ON q.oid = d.objid)
        ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = c.oid AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')`,
  }),
  select("index", OF_INDEX, {
    name: "x.relname",
    joins: `JOIN pg_index i ON i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint k
        WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
      JOIN pg_class x ON x.oid = i.indexrelid`,
  }),
].join(" UNION ALL ");

function select(
  kind: string,
  traits: readonly Trait[],
  member: { readonly name: string; readonly joins: string },
): string {
  const cases = traits.map(([what, condition]) => `('${kind}: ${what}', ${condition})`);
  return `SELECT v.what, o.name AS table, o.namespace, ${member.name}::text AS name
    FROM (${TABLES("database")}) o JOIN pg_class c ON c.oid = o.id ${member.joins}
    CROSS JOIN LATERAL (VALUES ${cases.join(", ")}) AS v (what, holds) WHERE v.holds AND NOT ${IS_OPAQUE}`;
}

/**
 * What the tables of the schema have in the database and the model has no words for, a line for each
 * kind with the names of all that have it: hundreds of tables may have a `SERIAL`.
 */
export async function unsaidOfTables(
  connection: Connection,
  { tables }: Schema,
): Promise<readonly string[]> {
  const found = await rows<UnsaidRow>(connection, `${QUERY} ORDER BY 1, 3, 2, 4`, []);
  const described = found.filter((row) => tables.has(keyOf(row)));
  return [...groupBy(described, ({ what }) => what)].map(
    ([what, all]) => `${what}: ${all.map(nameOf).join(", ")}`,
  );
}

function keyOf({ table, namespace }: UnsaidRow): string {
  return tableKey({ name: table, namespace });
}

function nameOf(row: UnsaidRow): string {
  return `"${row.name}" of table "${keyOf(row)}"`;
}
