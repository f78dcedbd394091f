/**
 * Types that belong to a database, or to an extension whose types hold nothing but a value. Any
 * other name may be that of a table's rows, or of a type that another user made: a user with a
 * column of it holds on to that, and its owner cannot drop it any more.
 */
const STANDARD: ReadonlySet<string> = new Set(
  `any anyelement array bfile bigint bigserial binary binary_double binary_float bit blob bool boolean box
  bpchar bytea char character cid cidr circle citext clob cstring cube date datemultirange daterange
  datetime datetime2 datetimeoffset dec decimal double enum fixed float float4 float8 geography geometry
  geometrycollection halfvec hierarchyid hstore image inet inet4 inet6 int int1 int2 int3 int4 int4multirange
  int4range int8 int8multirange int8range integer interval isbn isbn13 issn json jsonb jsonpath line
  linestring long longblob longtext lquery lseg ltree ltxtquery macaddr macaddr8 mediumblob mediumint
  mediumtext middleint money multilinestring multipoint multipolygon name national nchar ntext number
  numeric nummultirange numrange nvarchar oid path pg_lsn pg_snapshot point polygon raster real record
  regconfig rowversion serial serial2 serial4 serial8 set signed smalldatetime smallint smallmoney smallserial
  sparsevec sql_variant text tid time timestamp timestamptz timetz tinyblob tinyint tinytext tsmultirange
  tsquery tsrange tstzmultirange tstzrange tsvector unknown unsigned uniqueidentifier upc uuid varbinary
  varbit varchar varcharacter varying vector void xid xid8 xml year`.split(/\s+/),
);

/** Is it the name of a type that belongs to no user? In lower case, without its schema. */
export function isStandardType(name: string): boolean {
  return STANDARD.has(name);
}

/** The name that a plain type begins with, `public.mood` of `public.mood[]`; undefined = no other's. */
export function foreignType(sql: string): string | undefined {
  const [name = ""] = /^[\w.$]*/.exec(sql.trim().toLowerCase()) ?? [];
  return isStandardType(name) || name === "" ? undefined : name;
}
