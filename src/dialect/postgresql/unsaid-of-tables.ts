import type { Connection } from "../../driver/driver.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import { groupBy } from "../group-by.js";
import { IS_NEXT_NUMBER, rows, TABLES } from "./catalogue.js";

interface UnsaidRow {
  readonly what: string;
  readonly table: string;
  readonly namespace: string | undefined;
  /** Of a column, constraint or index; undefined: the table itself. */
  readonly name: string | undefined;
}

/** A member that has this: what to say of it, the condition. */
type Trait = readonly [what: string, condition: string];

/** `c` is the table. */
const OF_TABLE: readonly Trait[] = [
  ["UNLOGGED", "c.relpersistence = 'u'"],
  ["storage parameters (WITH)", "c.reloptions IS NOT NULL"],
  ["partitioned; its partitions are not described", "c.relkind = 'p'"],
  [
    "inherits from another table",
    "EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid) AND NOT c.relispartition",
  ],
];

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
  [
    "the name of its enum type, which is of another schema",
    `EXISTS (SELECT FROM pg_type m JOIN pg_namespace n ON n.oid = m.typnamespace
      WHERE m.oid IN (t.oid, t.typelem) AND m.typtype = 'e' AND n.nspname <> current_schema()
        AND (n.oid <> c.relnamespace OR m.typname <> c.relname || '_' || a.attname || '_enum'))`,
  ],
  ["STORAGE", "a.attstorage <> t.typstorage"],
  ["STATISTICS", "coalesce(a.attstattarget, -1) <> -1"],
  ["n_distinct", "'n_distinct' = ANY (SELECT split_part(o, '=', 1) FROM unnest(a.attoptions) o)"],
];

/** `k` is the constraint, `i` its index, `x` that index as a relation. */
const OF_CONSTRAINT: readonly Trait[] = [
  ["its name", "k.contype = 'p' AND k.conname <> c.relname || '_pkey'"],
  ["NOT VALID", "NOT k.convalidated"],
  ["DEFERRABLE", "k.condeferrable AND k.contype IN ('p', 'u')"],
  ["INITIALLY IMMEDIATE", "k.condeferrable AND NOT k.condeferred AND k.contype = 'f'"],
  ["MATCH FULL", "k.confmatchtype = 'f'"],
  ["the columns that ON DELETE sets", "to_jsonb(k) ->> 'confdelsetcols' IS NOT NULL"],
  ["NO INHERIT", "k.connoinherit AND k.contype = 'c'"],
  [
    "NULLS NOT DISTINCT",
    "k.contype = 'u' AND coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false)",
  ],
  ["INCLUDE", "k.contype IN ('p', 'u') AND i.indnatts > i.indnkeyatts"],
  ["storage parameters (WITH)", "k.contype IN ('p', 'u') AND x.reloptions IS NOT NULL"],
  ["a comment", "obj_description(k.oid, 'pg_constraint') IS NOT NULL"],
];

/** `x` is the index, `i` what it is of. */
const OF_INDEX: readonly Trait[] = [
  ["storage parameters (WITH)", "x.reloptions IS NOT NULL"],
  ["a comment", "obj_description(x.oid, 'pg_class') IS NOT NULL"],
  ["invalid, is not described", "NOT i.indisvalid"],
];

const QUERY = [
  select("table", OF_TABLE, { name: "NULL", joins: "" }),
  select("column", OF_COLUMN, {
    name: "a.attname",
    joins: `JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN (pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid JOIN pg_class q ON q.oid = d.objid)
        ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = c.oid AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')`,
  }),
  select("constraint", OF_CONSTRAINT, {
    name: "k.conname",
    joins: `JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('c', 'f', 'p', 'u', 'x')
      LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
      LEFT JOIN pg_class x ON x.oid = i.indexrelid`,
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
    CROSS JOIN LATERAL (VALUES ${cases.join(", ")}) AS v (what, holds) WHERE v.holds`;
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
  return row.name === undefined ? `"${keyOf(row)}"` : `"${row.name}" of "${keyOf(row)}"`;
}
