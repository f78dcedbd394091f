/** An object as an author writes it, and what may be done to it by hand, one property at a time. */
export interface KindCase {
  readonly kind: string;
  readonly name: string;
  readonly on?: string;
  readonly definition: string;
  readonly drop?: string;
  readonly changes: readonly string[];
}

/** What the objects are made on. */
export const GROUND: readonly string[] = [
  "CREATE TABLE people (id integer NOT NULL PRIMARY KEY, name varchar(80) NOT NULL, kind text, age integer NOT NULL DEFAULT 0)",
  "CREATE SCHEMA app",
  "CREATE TABLE app.people (id integer NOT NULL PRIMARY KEY, name varchar(80) NOT NULL, age integer)",
  "CREATE FUNCTION plus(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + b'",
  "CREATE FUNCTION minus(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a - b'",
  "CREATE FUNCTION same(a integer, b text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a::text = b'",
  "CREATE FUNCTION same(a text, b integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a = b::text'",
  "CREATE FUNCTION alike(a integer, b text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a::text = b'",
  "CREATE FUNCTION other(a integer, b text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a::text <> b'",
  "CREATE TYPE mood AS ENUM ('sad', 'glad')",
  "CREATE TYPE pair AS (a integer, b integer)",
  "CREATE FUNCTION moody(n integer) RETURNS mood LANGUAGE sql AS $$ SELECT 'sad'::mood $$",
  "CREATE FUNCTION moodier(n integer) RETURNS mood LANGUAGE sql AS $$ SELECT 'glad'::mood $$",
  "CREATE FUNCTION grow(p pair, n integer) RETURNS pair LANGUAGE sql AS 'SELECT p'",
  "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
  "CREATE FUNCTION stain() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
  "CREATE FUNCTION loud() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
  "CREATE FUNCTION quiet() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
  "CREATE FOREIGN DATA WRAPPER wrapper",
  "CREATE SERVER far2 FOREIGN DATA WRAPPER wrapper",
];

/** What is done to get another one of the same name. */
export const again = (drop: string, make: string): string => `${drop}; ${make}`;

export const KINDS: readonly KindCase[] = [
  {
    kind: "aggregate",
    name: "total(integer)",
    definition: `create aggregate total ( int4 ) (sfunc=plus, stype=int, INITCOND = 0, parallel=safe);
      comment on aggregate total(int) is 'all of it'`,
    changes: [
      again(
        "DROP AGGREGATE total(int)",
        "CREATE AGGREGATE total(int) (SFUNC = plus, STYPE = int, INITCOND = '1', PARALLEL = SAFE); COMMENT ON AGGREGATE total(int) IS 'all of it'",
      ),
      again(
        "DROP AGGREGATE total(int)",
        "CREATE AGGREGATE total(int) (SFUNC = minus, STYPE = int, INITCOND = '0', PARALLEL = SAFE); COMMENT ON AGGREGATE total(int) IS 'all of it'",
      ),
      again(
        "DROP AGGREGATE total(int)",
        "CREATE AGGREGATE total(int) (SFUNC = plus, STYPE = int, INITCOND = '0'); COMMENT ON AGGREGATE total(int) IS 'all of it'",
      ),
      again(
        "DROP AGGREGATE total(int)",
        "CREATE AGGREGATE total(int) (SFUNC = plus, STYPE = int, PARALLEL = SAFE); COMMENT ON AGGREGATE total(int) IS 'all of it'",
      ),
      "COMMENT ON AGGREGATE total(int) IS 'less'",
    ],
  },
  {
    kind: "aggregate",
    name: "growing(integer)",
    definition: "create aggregate growing(int) (sfunc = grow, stype = pair, initcond = '(0,0)')",
    changes: [
      again(
        "DROP AGGREGATE growing(int)",
        "CREATE AGGREGATE growing(int) (SFUNC = grow, STYPE = pair, INITCOND = '(0,1)')",
      ),
    ],
  },
  {
    kind: "operator",
    name: "===(integer, text)",
    definition: `create operator public.=== (procedure=same, leftarg=int, rightarg=text,
      commutator = ===, negator = operator(public.!==), restrict=eqsel, hashes)`,
    drop: "DROP OPERATOR === (integer, text)",
    changes: [
      again(
        "DROP OPERATOR === (int, text)",
        "CREATE OPERATOR === (FUNCTION = alike, LEFTARG = int, RIGHTARG = text, COMMUTATOR = ===, NEGATOR = !==, RESTRICT = eqsel, HASHES)",
      ),
      "ALTER OPERATOR === (int, text) SET (RESTRICT = NONE)",
      "ALTER OPERATOR === (int, text) SET (JOIN = eqjoinsel)",
      again(
        "DROP OPERATOR === (int, text)",
        "CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = text, COMMUTATOR = ===, NEGATOR = !==, RESTRICT = eqsel)",
      ),
      again(
        "DROP OPERATOR === (int, text)",
        "CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = text, NEGATOR = !==, RESTRICT = eqsel, HASHES)",
      ),
      "COMMENT ON OPERATOR === (int, text) IS 'by hand'",
    ],
  },
  {
    kind: "operator",
    name: "===(text, integer)",
    definition: "create operator === (function=same, leftarg=text, rightarg=int)",
    drop: "DROP OPERATOR === (text, integer)",
    changes: ["ALTER OPERATOR === (text, int) SET (RESTRICT = eqsel)"],
  },
  {
    kind: "operator",
    name: "!==(integer, text)",
    definition: "create operator !== (function=other, leftarg=int, rightarg=text, negator = ===)",
    drop: "DROP OPERATOR !== (integer, text)",
    changes: ["ALTER OPERATOR !== (int, text) SET (RESTRICT = neqsel)"],
  },
  {
    kind: "cast",
    name: "integer AS mood",
    definition: "create cast (int as mood) with function moody(int) as assignment",
    drop: "DROP CAST (integer AS mood)",
    changes: [
      again(
        "DROP CAST (int AS mood)",
        "CREATE CAST (int AS mood) WITH FUNCTION moodier(int) AS ASSIGNMENT",
      ),
      again("DROP CAST (int AS mood)", "CREATE CAST (int AS mood) WITH FUNCTION moody(int)"),
      again("DROP CAST (int AS mood)", "CREATE CAST (int AS mood) WITH INOUT AS ASSIGNMENT"),
      "COMMENT ON CAST (int AS mood) IS 'by hand'",
    ],
  },
  {
    kind: "collation",
    name: "app.numeric",
    definition: `create collation if not exists app."numeric" (locale = 'en-u-kn-true', provider = icu)`,
    changes: [
      again(
        "DROP COLLATION app.numeric",
        "CREATE COLLATION app.numeric (provider = icu, locale = 'en')",
      ),
      again(
        "DROP COLLATION app.numeric",
        "CREATE COLLATION app.numeric (provider = icu, locale = 'en-u-kn-true', deterministic = false)",
      ),
      "COMMENT ON COLLATION app.numeric IS 'by hand'",
    ],
  },
  {
    kind: "text search dictionary",
    name: "plain",
    definition: "create text search dictionary plain (template=simple, stopwords=english)",
    changes: [
      "ALTER TEXT SEARCH DICTIONARY plain (Accept = false)",
      "COMMENT ON TEXT SEARCH DICTIONARY plain IS 'by hand'",
    ],
  },
  {
    kind: "text search configuration",
    name: "words",
    definition: `create text search configuration words (copy = simple);
      alter text search configuration words alter mapping for asciiword with english_stem`,
    changes: [
      "ALTER TEXT SEARCH CONFIGURATION words ALTER MAPPING FOR asciiword WITH simple",
      "ALTER TEXT SEARCH CONFIGURATION words DROP MAPPING FOR email",
    ],
  },
  {
    kind: "statistics",
    name: "of_people",
    on: "people",
    definition: "create statistics of_people (ndistinct, dependencies) on kind, age from people",
    changes: [
      "ALTER STATISTICS of_people SET STATISTICS 50",
      again(
        "DROP STATISTICS of_people",
        "CREATE STATISTICS of_people (ndistinct) ON kind, age FROM people",
      ),
      again(
        "DROP STATISTICS of_people",
        "CREATE STATISTICS of_people (ndistinct, dependencies) ON name, age FROM people",
      ),
    ],
  },
  {
    kind: "server",
    name: "far",
    definition: `create server if not exists far type 'x' version '1' foreign data wrapper "wrapper" options (host 'a', "port" '1')`,
    changes: [
      "ALTER SERVER far VERSION '2'",
      "ALTER SERVER far OPTIONS (SET host 'b')",
      "ALTER SERVER far OPTIONS (DROP port)",
      "COMMENT ON SERVER far IS 'by hand'",
    ],
  },
  {
    kind: "event trigger",
    name: "watch",
    definition:
      "create event trigger watch on DDL_COMMAND_END when tag in ('drop table', 'DROP VIEW') execute procedure loud(); alter event trigger watch disable",
    changes: [
      "ALTER EVENT TRIGGER watch ENABLE REPLICA",
      again(
        "DROP EVENT TRIGGER watch",
        "CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('DROP TABLE', 'DROP VIEW') EXECUTE FUNCTION quiet(); ALTER EVENT TRIGGER watch DISABLE",
      ),
      again(
        "DROP EVENT TRIGGER watch",
        "CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION loud(); ALTER EVENT TRIGGER watch DISABLE",
      ),
      again(
        "DROP EVENT TRIGGER watch",
        "CREATE EVENT TRIGGER watch ON sql_drop WHEN TAG IN ('DROP TABLE', 'DROP VIEW') EXECUTE FUNCTION loud(); ALTER EVENT TRIGGER watch DISABLE",
      ),
    ],
  },
  {
    kind: "publication",
    name: "news",
    on: "people",
    definition:
      "create publication news for table app.people, only people (id, name) with (publish='update, insert')",
    changes: [
      "ALTER PUBLICATION news SET (publish = 'insert')",
      "ALTER PUBLICATION news DROP TABLE app.people",
      "ALTER PUBLICATION news SET TABLE app.people, ONLY people (id)",
      "ALTER PUBLICATION news SET (publish_via_partition_root = true)",
    ],
  },
  {
    kind: "publication",
    name: "adult",
    on: "people",
    definition: `create publication adult for table app.people where ((people.age>=18)),
      only people (id, name, kind) where (kind in ('a', 'b') and people.age BETWEEN 1 AND 2) with (publish='insert');
      comment on publication adult is 'of age'`,
    changes: [
      "ALTER PUBLICATION adult SET TABLE app.people WHERE (age >= 18), ONLY people (id, name, kind) WHERE (kind IN ('a', 'c') AND age >= 1 AND age <= 2)",
      "ALTER PUBLICATION adult SET TABLE app.people, ONLY people (id, name, kind) WHERE (kind IN ('a', 'b') AND age >= 1 AND age <= 2)",
      "ALTER PUBLICATION adult SET TABLE app.people WHERE (age >= 18), ONLY people (id, name) WHERE (kind IN ('a', 'b') AND age >= 1 AND age <= 2)",
      "COMMENT ON PUBLICATION adult IS 'by hand'",
    ],
  },
  {
    kind: "type",
    name: "shade",
    definition:
      "create type shade as enum ('dark', 'light'); comment on type shade is 'of a colour'",
    changes: ["ALTER TYPE shade ADD VALUE 'none'", "COMMENT ON TYPE shade IS 'by hand'"],
  },
  {
    kind: "index",
    name: "people_by_age",
    on: "people",
    definition:
      "create unique index concurrently if not exists people_by_age on public.people using btree (age, lower(name)) where age>0",
    drop: "DROP INDEX people_by_age",
    changes: [
      again(
        "DROP INDEX people_by_age",
        "CREATE INDEX people_by_age ON people (age, lower(name)) WHERE age > 0",
      ),
      again(
        "DROP INDEX people_by_age",
        "CREATE UNIQUE INDEX people_by_age ON people (age, upper(name)) WHERE age > 0",
      ),
      again(
        "DROP INDEX people_by_age",
        "CREATE UNIQUE INDEX people_by_age ON people (age, lower(name)) WHERE age > 1",
      ),
    ],
  },
  {
    kind: "schema",
    name: "hollow",
    definition: "create schema hollow",
    changes: ["COMMENT ON SCHEMA hollow IS 'by hand'"],
  },
  {
    kind: "extension",
    name: "pg_trgm",
    definition: "create extension if not exists pg_trgm",
    changes: ["ALTER EXTENSION pg_trgm SET SCHEMA app"],
  },
];

/** Of which only the presence is known: each is named, and nothing more is said of it. */
export const UNTOLD: readonly Omit<KindCase, "changes">[] = [
  {
    kind: "type",
    name: "base",
    definition: `create type base; create function base_in(cstring) returns base language internal strict immutable as 'int4in';
      create function base_out(base) returns cstring language internal strict immutable as 'int4out';
      create type base (input = base_in, output = base_out, like = integer)`,
    drop: "DROP TYPE base CASCADE",
  },
  {
    kind: "operator family",
    name: "family",
    definition: "create operator family family using btree",
    drop: "DROP OPERATOR FAMILY family USING btree",
  },
  {
    kind: "operator class",
    name: "class",
    definition:
      "create operator class class for type int4 using btree as operator 1 <, function 1 btint4cmp(int4, int4)",
    drop: "DROP OPERATOR CLASS class USING btree",
  },
  {
    kind: "foreign data wrapper",
    name: "third",
    definition: "create foreign data wrapper third",
  },
];
