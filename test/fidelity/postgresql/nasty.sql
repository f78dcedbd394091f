-- One table for each thing that PostgreSQL's manual says a table, or what stands beside it, may have.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS file_fdw;
CREATE SCHEMA other;
CREATE SCHEMA lonely;
COMMENT ON SCHEMA lonely IS 'nothing lives here';
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine"');
COMMENT ON TYPE mood IS 'how one feels';
CREATE TYPE other.state AS ENUM ('on', 'off');
CREATE DOMAIN positive AS integer DEFAULT 1 CONSTRAINT is_positive CHECK (VALUE > 0);
CREATE DOMAIN other.code AS varchar(8) COLLATE "C" NOT NULL CHECK (VALUE ~ '^[A-Z]+$');
CREATE TYPE point3 AS (x double precision, y double precision, label text COLLATE "C");
CREATE TYPE span AS RANGE (subtype = double precision, subtype_diff = float8mi);
CREATE COLLATION plain (provider = icu, locale = 'en-u-kn-true', deterministic = false);
CREATE SEQUENCE free_numbers AS integer INCREMENT BY 5 MINVALUE 10 START WITH 20 CACHE 3 CYCLE;
CREATE UNLOGGED SEQUENCE hasty_numbers;
COMMENT ON SEQUENCE free_numbers IS 'of nobody';

CREATE FUNCTION next_code(prefix text DEFAULT 'x') RETURNS text LANGUAGE sql AS $$ SELECT prefix || nextval('free_numbers') $$;
CREATE FUNCTION is_code(text) RETURNS boolean IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql RETURN $1 ~ '^[a-z]';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.seen := now(); RETURN NEW; END $$;

-- keys
CREATE TABLE named_key (id integer CONSTRAINT my_own_key PRIMARY KEY);
CREATE TABLE key_deferrable (id integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE key_immediate (id integer PRIMARY KEY DEFERRABLE);
CREATE TABLE key_include (id integer, extra text, PRIMARY KEY (id) INCLUDE (extra));
CREATE TABLE key_filled (id integer PRIMARY KEY WITH (fillfactor = 60));
CREATE TABLE key_composite (b integer, a integer, c text, CONSTRAINT "Key of ""two""" PRIMARY KEY (a, b));
CREATE TABLE unique_deferrable (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED, n integer UNIQUE DEFERRABLE);
CREATE TABLE unique_nulls (id integer UNIQUE NULLS NOT DISTINCT, a integer, b integer, UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (id));
CREATE TABLE unique_filled (id integer UNIQUE WITH (fillfactor = 50));
CREATE TABLE unique_using (id integer, CONSTRAINT of_index UNIQUE (id));
CREATE TABLE keyless (a integer, b text);
CREATE TABLE no_columns ();
CREATE TABLE unique_to_key (id integer PRIMARY KEY, code text CONSTRAINT code_key UNIQUE);
CREATE TABLE refers_to_unique (code text REFERENCES unique_to_key (code));
CREATE TABLE unique_index_key (id integer NOT NULL, n integer);
CREATE UNIQUE INDEX as_key ON unique_index_key (id);
CREATE TABLE refers_to_index (id integer REFERENCES unique_index_key (id));

-- checks
CREATE TABLE check_plain (a integer CHECK (a > 0), b integer CHECK (b IN (1, 2, 3)), CONSTRAINT a_and_b CHECK (a < b AND (b < 10 OR a IS NULL)));
CREATE TABLE check_not_valid (a integer);
ALTER TABLE check_not_valid ADD CONSTRAINT later CHECK (a > 0) NOT VALID;
CREATE TABLE check_no_inherit (a integer, CONSTRAINT own CHECK (a > 0) NO INHERIT);
CREATE TABLE check_function (a text CHECK (is_code(a)));
CREATE TABLE check_enum (m mood CHECK (m <> 'sad'), CONSTRAINT list CHECK (m IN ('ok', 'it''s "fine"')));

-- foreign keys
CREATE TABLE target (id integer PRIMARY KEY, a integer, b integer, UNIQUE (a, b));
CREATE TABLE fk_actions (
  a integer REFERENCES target ON DELETE CASCADE ON UPDATE RESTRICT,
  b integer DEFAULT 1 REFERENCES target ON DELETE SET DEFAULT ON UPDATE SET NULL,
  c integer REFERENCES target ON DELETE RESTRICT,
  d integer REFERENCES target);
CREATE TABLE fk_deferred (a integer REFERENCES target DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE fk_immediate (a integer REFERENCES target DEFERRABLE INITIALLY IMMEDIATE);
CREATE TABLE fk_full (a integer, b integer, FOREIGN KEY (a, b) REFERENCES target (a, b) MATCH FULL);
CREATE TABLE fk_set_columns (a integer, b integer, FOREIGN KEY (a, b) REFERENCES target (a, b) ON DELETE SET NULL (b));
CREATE TABLE fk_set_default_columns (a integer, b integer DEFAULT 2, FOREIGN KEY (a, b) REFERENCES target (a, b) ON DELETE SET DEFAULT (b));
CREATE TABLE fk_not_valid (a integer);
ALTER TABLE fk_not_valid ADD CONSTRAINT later FOREIGN KEY (a) REFERENCES target NOT VALID;
CREATE TABLE fk_self (id integer PRIMARY KEY, parent integer REFERENCES fk_self);
CREATE TABLE fk_circle_a (id integer PRIMARY KEY, b integer);
CREATE TABLE fk_circle_b (id integer PRIMARY KEY, a integer REFERENCES fk_circle_a);
ALTER TABLE fk_circle_a ADD FOREIGN KEY (b) REFERENCES fk_circle_b;
CREATE TABLE fk_twice (a integer, FOREIGN KEY (a) REFERENCES target, CONSTRAINT again FOREIGN KEY (a) REFERENCES target ON DELETE CASCADE);

-- exclusions
CREATE TABLE excludes (room integer, during tsrange, gone boolean,
  EXCLUDE USING gist (room WITH =, during WITH &&),
  CONSTRAINT own_name EXCLUDE USING gist (room WITH =, tstzrange(lower(during) AT TIME ZONE 'utc', NULL) WITH &&) WHERE (NOT gone) DEFERRABLE INITIALLY DEFERRED);

-- settings of tables and columns
CREATE UNLOGGED TABLE unlogged (id integer PRIMARY KEY);
CREATE TABLE filled (id integer) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
CREATE TABLE column_storage (a text, b text);
ALTER TABLE column_storage ALTER a SET STORAGE EXTERNAL, ALTER b SET STATISTICS 500, ALTER b SET (n_distinct = 5, n_distinct_inherited = -0.5);
CREATE TABLE column_compression (a text COMPRESSION pglz);
CREATE TABLE replica (id integer NOT NULL UNIQUE, a text);
ALTER TABLE replica REPLICA IDENTITY FULL;
CREATE TABLE replica_index (id integer NOT NULL CONSTRAINT replica_key UNIQUE, a text);
ALTER TABLE replica_index REPLICA IDENTITY USING INDEX replica_key;
CREATE TABLE clustered (id integer CONSTRAINT clustered_key PRIMARY KEY, a text);
ALTER TABLE clustered CLUSTER ON clustered_key;
CREATE TABLE commented (id integer PRIMARY KEY, a text, CONSTRAINT short CHECK (length(a) < 10));
COMMENT ON TABLE commented IS 'a ''comment'' with "quotes"; and a semicolon';
COMMENT ON COLUMN commented.a IS E'two\nlines';
COMMENT ON CONSTRAINT short ON commented IS 'short enough';
COMMENT ON CONSTRAINT commented_pkey ON commented IS 'the key';
CREATE INDEX commented_a ON commented (a);
COMMENT ON INDEX commented_a IS 'an index';
CREATE TABLE collated (a text COLLATE "C", b varchar(10) COLLATE plain, c text COLLATE "POSIX");

-- types and defaults
CREATE TABLE types (
  a smallint, b integer, c bigint, d numeric, e numeric(10), f numeric(10, 2), g real, h double precision, i money,
  j char, k char(5), l varchar, m varchar(20), n text, o bytea, p timestamp, q timestamp(3), r timestamptz, s timestamptz(0),
  t date, u time, v time(2), w timetz, x interval, y interval day to second(3), z boolean,
  aa uuid, ab json, ac jsonb, ad xml, ae inet, af cidr, ag macaddr, ah macaddr8, ai bit(3), aj bit varying, ak bit varying(9),
  al tsvector, am tsquery, an point, ao line, ap lseg, aq box, ar path, at polygon, au circle, av int4range, aw tstzmultirange,
  ax integer[], ay text[][], az varchar(5)[], ba oid, bb name, bc "char", bd pg_lsn, be regclass, bf citext, bg mood, bh mood[],
  bi other.state, bj positive, bk other.code, bl point3, bm span, bn jsonpath, bo int2vector);
CREATE TABLE defaults (
  a integer DEFAULT 1, b integer DEFAULT -1, c integer DEFAULT (1 + 2) * 3, d numeric DEFAULT 1.50, e text DEFAULT 'it''s', f text DEFAULT E'a\\b\n',
  g varchar(10) DEFAULT 'x', h timestamptz DEFAULT now(), i timestamp DEFAULT (now() AT TIME ZONE 'utc'), j date DEFAULT CURRENT_DATE,
  k boolean DEFAULT (1 IN (1, 2)), l text[] DEFAULT '{}', m text[] DEFAULT ARRAY['a', 'b'], n jsonb DEFAULT '{"a": 1}', o uuid DEFAULT uuid_generate_v4(),
  p uuid DEFAULT gen_random_uuid(), q mood DEFAULT 'ok', r mood[] DEFAULT '{ok,sad}', s interval DEFAULT '1 day 02:00', t bytea DEFAULT '\x00ff',
  u integer DEFAULT nextval('free_numbers'), v text DEFAULT next_code(), w text DEFAULT CURRENT_USER, x integer DEFAULT NULL, y char(3) DEFAULT 'a',
  z bit(3) DEFAULT B'101', aa text DEFAULT upper('a') || lower('B'), ab double precision DEFAULT 'NaN',
  ad timestamptz DEFAULT '2020-01-01 00:00:00+00', ae time DEFAULT LOCALTIME, af bigint DEFAULT 9223372036854775807, ag text DEFAULT (('a'::text || 'b') COLLATE "C"),
  ah boolean DEFAULT (NOT true), ai integer DEFAULT CASE WHEN true THEN 1 ELSE 2 END, aj other.state DEFAULT 'on', ak timestamptz DEFAULT now() + interval '1 hour',
  al integer DEFAULT '5', am real DEFAULT 0.1, an money DEFAULT 1.5, ao text DEFAULT '', ap int4range DEFAULT '[1,5)', aq inet DEFAULT '127.0.0.1', ar varchar DEFAULT 'now()', at integer[] DEFAULT ARRAY[]::integer[]);
CREATE TABLE generated (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED, c text, d tsvector GENERATED ALWAYS AS (to_tsvector('english', coalesce(c, ''))) STORED, e boolean GENERATED ALWAYS AS (is_code(c)) STORED);
CREATE TABLE "Strange ""name"".x" ("a.b" integer, "select" text, "Ünï cöde" text, " " integer);
CREATE TABLE other.elsewhere (id integer PRIMARY KEY, s other.state DEFAULT 'on', m mood);
CREATE TABLE crosses (id integer REFERENCES other.elsewhere);
CREATE TABLE typed OF point3 (PRIMARY KEY (x));

-- indexes
CREATE TABLE indexed (a integer, b text, c jsonb, d text, e integer[], f tsvector, g mood, h point, i timestamptz);
CREATE INDEX ix_plain ON indexed (a);
CREATE INDEX ix_order ON indexed (a DESC, b NULLS FIRST, d COLLATE "C" text_pattern_ops DESC NULLS LAST);
CREATE UNIQUE INDEX ix_unique ON indexed (a, b) NULLS NOT DISTINCT;
CREATE INDEX ix_include ON indexed (a) INCLUDE (b, i);
CREATE INDEX ix_partial ON indexed (a) WHERE b IS NOT NULL AND g = 'ok';
CREATE INDEX ix_expression ON indexed (lower(b), (a + 1), ((c ->> 'x')));
CREATE INDEX ix_gin ON indexed USING gin (c jsonb_path_ops);
CREATE INDEX ix_trigram ON indexed USING gin (b gin_trgm_ops);
CREATE INDEX ix_gist ON indexed USING gist (h);
CREATE INDEX ix_gist_options ON indexed USING gist (b gist_trgm_ops (siglen = 32));
CREATE INDEX ix_brin ON indexed USING brin (i) WITH (pages_per_range = 16);
CREATE INDEX ix_hash ON indexed USING hash (d);
CREATE INDEX ix_spgist ON indexed USING spgist (d);
CREATE INDEX ix_fill ON indexed (d) WITH (fillfactor = 70, deduplicate_items = off);
CREATE INDEX ix_fastupdate ON indexed USING gin (e) WITH (fastupdate = off);
CREATE INDEX ix_statistics ON indexed ((a * 2));
ALTER INDEX ix_statistics ALTER COLUMN 1 SET STATISTICS 300;
CREATE INDEX "Ix ""quoted""" ON indexed (g);
CREATE INDEX ix_function ON indexed (is_code(b));

-- partitions and inheritance
CREATE TABLE parted (id integer NOT NULL, at date NOT NULL, note text DEFAULT 'x', PRIMARY KEY (id, at), CHECK (id > 0)) PARTITION BY RANGE (at);
CREATE INDEX parted_note ON parted (note);
CREATE TABLE parted_2020 PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE parted_2021 PARTITION OF parted FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY HASH (id);
CREATE TABLE parted_2021_a PARTITION OF parted_2021 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
ALTER TABLE parted_rest ALTER note SET DEFAULT 'rest';
CREATE INDEX parted_rest_own ON parted_rest (lower(note));
CREATE TABLE hashed (id integer PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE refers_to_parted (id integer, at date, FOREIGN KEY (id, at) REFERENCES parted);
CREATE TABLE base (id serial PRIMARY KEY, a text NOT NULL CHECK (a <> ''));
CREATE TABLE child (b text, UNIQUE (b)) INHERITS (base);
CREATE TABLE grandchild (c text, a text DEFAULT 'own') INHERITS (child);

-- triggers, rules, row security
CREATE TABLE watched (id integer PRIMARY KEY, seen timestamptz, a text);
CREATE TRIGGER watched_touch BEFORE UPDATE OF a ON watched FOR EACH ROW WHEN (OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION touch();
CREATE TRIGGER watched_off BEFORE INSERT ON watched FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE watched DISABLE TRIGGER watched_off;
COMMENT ON TRIGGER watched_touch ON watched IS 'keeps it fresh';
CREATE CONSTRAINT TRIGGER watched_late AFTER INSERT ON watched DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE ruled (id integer, a text);
CREATE RULE ruled_keep AS ON DELETE TO ruled DO INSTEAD NOTHING;
COMMENT ON RULE ruled_keep ON ruled IS 'nothing goes';
CREATE TABLE secured (id integer, owner text);
ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
CREATE POLICY secured_own ON secured FOR SELECT USING (owner = CURRENT_USER);
CREATE POLICY secured_write ON secured AS RESTRICTIVE FOR INSERT TO PUBLIC WITH CHECK (owner IS NOT NULL);
COMMENT ON POLICY secured_own ON secured IS 'only their own';
CREATE TABLE secured_only (id integer);
ALTER TABLE secured_only ENABLE ROW LEVEL SECURITY;
CREATE TABLE secured_forced (id integer);
ALTER TABLE secured_forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE TABLE secured_later (id integer PRIMARY KEY);
ALTER TABLE secured_later FORCE ROW LEVEL SECURITY;
CREATE TABLE policy_off (id integer);
CREATE POLICY waiting ON policy_off USING (true);

-- what stands on tables
CREATE VIEW shown AS SELECT id, a FROM watched WHERE a IS NOT NULL WITH LOCAL CHECK OPTION;
COMMENT ON VIEW shown IS 'a view';
COMMENT ON COLUMN shown.a IS 'a column of a view';
CREATE VIEW shown_twice (x, y) WITH (security_barrier) AS SELECT s.id, count(*) FROM shown s JOIN indexed i ON i.a = s.id GROUP BY s.id;
CREATE MATERIALIZED VIEW kept AS SELECT id, a FROM watched;
CREATE UNIQUE INDEX kept_id ON kept (id);
CREATE VIEW editable AS SELECT id FROM ruled;
CREATE RULE editable_insert AS ON INSERT TO editable DO INSTEAD INSERT INTO ruled (id) VALUES (NEW.id);
CREATE FUNCTION count_watched() RETURNS bigint STABLE LANGUAGE sql AS $$ SELECT count(*) FROM watched $$;
CREATE FUNCTION all_watched() RETURNS SETOF watched LANGUAGE sql AS 'SELECT * FROM watched';
CREATE FUNCTION other.in_other(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE TABLE default_of_table (n bigint DEFAULT count_watched());
CREATE PROCEDURE clean() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM watched; END $$;
CREATE FUNCTION over(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION over(a text) RETURNS text LANGUAGE sql AS 'SELECT a';
CREATE AGGREGATE product(integer) (sfunc = int4mul, stype = integer, initcond = '1');
CREATE FUNCTION near(integer, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT abs($1 - $2) < 2';
CREATE OPERATOR ~~~ (FUNCTION = near, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = ~~~);
CREATE FUNCTION mood_number(mood) RETURNS integer IMMUTABLE LANGUAGE sql AS $$ SELECT CASE $1 WHEN 'sad' THEN 0 ELSE 1 END $$;
CREATE CAST (mood AS integer) WITH FUNCTION mood_number(mood) AS ASSIGNMENT;
CREATE TEXT SEARCH DICTIONARY short_words (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION own_search (COPY = english);
ALTER TEXT SEARCH CONFIGURATION own_search ALTER MAPPING FOR asciiword WITH short_words, english_stem;
CREATE TABLE searched (a text, v tsvector GENERATED ALWAYS AS (to_tsvector('own_search'::regconfig, a)) STORED);
CREATE STATISTICS correlated (dependencies, ndistinct) ON a, b FROM indexed;
CREATE STATISTICS expressed ON (a + 1), lower(b) FROM indexed;
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER watches_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION on_ddl();
ALTER EVENT TRIGGER watches_ddl DISABLE;
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION some_rows FOR TABLE watched (id, a) WHERE (id > 5), target WITH (publish = 'insert, update');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE remote (id integer NOT NULL, a text OPTIONS (force_not_null 'true')) SERVER files OPTIONS (filename '/tmp/x.csv', format 'csv');

-- numbers
CREATE TABLE numbered (a serial, b bigserial, c smallserial);
CREATE TABLE identified (a integer GENERATED ALWAYS AS IDENTITY, b bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 100 INCREMENT BY 10));

-- numbers of other types, sequences of other columns
CREATE TABLE number_defaults (a double precision DEFAULT 1e10, b real DEFAULT 1e-5, c double precision DEFAULT 1.5e300, e bigint DEFAULT 1e10, f integer DEFAULT 1e3, g double precision DEFAULT -1e10, h double precision DEFAULT 'Infinity', i real DEFAULT 1e40::float8, j numeric DEFAULT 'NaN', k double precision DEFAULT -0.0, l double precision DEFAULT 100000000000, m smallint DEFAULT -5, o numeric DEFAULT 1::bigint, p bigint DEFAULT 5000000000, q numeric(4,1) DEFAULT 5::numeric, r double precision DEFAULT 3, u money DEFAULT 5, v bigint DEFAULT '5000000000'::text::bigint);
CREATE SEQUENCE wide_seq;
CREATE TABLE wide_sequence (id integer NOT NULL DEFAULT nextval('wide_seq'), other integer DEFAULT nextval('wide_seq'::text));
ALTER SEQUENCE wide_seq OWNED BY wide_sequence.id;
CREATE TABLE borrows (id bigint DEFAULT nextval('wide_seq'));

-- what is on partitions
CREATE TABLE tp (id integer, at date, note text) PARTITION BY RANGE (at);
CREATE TABLE tp_1 PARTITION OF tp FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE tp_2 PARTITION OF tp FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (id);
CREATE TABLE tp_2_a PARTITION OF tp_2 DEFAULT;
CREATE TRIGGER all_rows BEFORE INSERT ON tp FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER after_rows AFTER UPDATE OF note ON tp FOR EACH ROW WHEN (OLD.note IS DISTINCT FROM NEW.note) EXECUTE FUNCTION touch('x''y');
CREATE TRIGGER whole AFTER INSERT ON tp REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION touch();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON tp DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER on_one BEFORE INSERT ON tp_1 FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER on_deep BEFORE DELETE ON tp_2_a FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER on_mid BEFORE DELETE ON tp_2 FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE tp_1 DISABLE TRIGGER all_rows;
ALTER TABLE tp ENABLE ALWAYS TRIGGER after_rows;
ALTER TABLE tp_2 DISABLE TRIGGER all_rows;
ALTER TABLE tp_2_a ENABLE TRIGGER all_rows;
ALTER TABLE tp_2_a DISABLE TRIGGER on_mid;
CREATE TRIGGER mid_off BEFORE DELETE ON tp_2 FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE tp_2 DISABLE TRIGGER mid_off;
ALTER TABLE tp_2_a ENABLE ALWAYS TRIGGER mid_off;
COMMENT ON TRIGGER all_rows ON tp IS 'on all';
COMMENT ON TRIGGER on_one ON tp_1 IS 'on one';
COMMENT ON COLUMN tp.note IS 'noted';
COMMENT ON TABLE tp_1 IS 'part';
COMMENT ON COLUMN tp_1.note IS 'noted in part';
CREATE RULE part_rule AS ON DELETE TO tp_1 DO INSTEAD NOTHING;
ALTER TABLE tp ENABLE ROW LEVEL SECURITY;
CREATE POLICY tp_p ON tp USING (id > 0);
ALTER TABLE tp_1 ENABLE ROW LEVEL SECURITY;
CREATE POLICY tp1_p ON tp_1 USING (id > 1);
CREATE STATISTICS tp_stat ON id, at FROM tp;
CREATE INDEX tp_id ON tp (id);
CREATE INDEX tp1_fill ON tp_1 (note) WITH (fillfactor=50);
CREATE TABLE tp_fk (id integer PRIMARY KEY);
ALTER TABLE tp ADD CONSTRAINT fk_all FOREIGN KEY (id) REFERENCES tp_fk;
ALTER TABLE tp_1 ADD CONSTRAINT fk_one FOREIGN KEY (id) REFERENCES tp_fk ON DELETE CASCADE;
ALTER TABLE tp_1 ADD CONSTRAINT part_check CHECK (id < 100);
ALTER TABLE tp_1 ALTER id SET NOT NULL;
ALTER TABLE tp_1 ALTER note SET STORAGE EXTERNAL;
CREATE TABLE tp_attached (note text, at date, id integer);
ALTER TABLE tp ATTACH PARTITION tp_attached FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
CREATE TABLE serial_parted (id serial, at date) PARTITION BY RANGE (at);
CREATE TABLE serial_parted_1 PARTITION OF serial_parted DEFAULT;
CREATE TABLE unlogged_parted (id int) PARTITION BY LIST (id);
CREATE UNLOGGED TABLE unlogged_parted_1 PARTITION OF unlogged_parted FOR VALUES IN (1, NULL) WITH (fillfactor=40);
CREATE TABLE multi_parted (a int, b text, c mood) PARTITION BY RANGE (a, lower(b));
CREATE TABLE multi_parted_1 PARTITION OF multi_parted FOR VALUES FROM (MINVALUE, MINVALUE) TO (10, MAXVALUE);
CREATE TABLE enum_parted (c mood NOT NULL, n int) PARTITION BY LIST (c);
CREATE TABLE enum_parted_sad PARTITION OF enum_parted FOR VALUES IN ('sad');
CREATE TABLE parent_a (a int CHECK (a > 0) NO INHERIT, CONSTRAINT both_of CHECK (a < 100));
CREATE TABLE parent_b (b text DEFAULT 'b');
CREATE TABLE heir (c int) INHERITS (parent_a, parent_b);
CREATE TRIGGER heir_touch BEFORE INSERT ON heir FOR EACH ROW EXECUTE FUNCTION touch();
COMMENT ON COLUMN heir.c IS 'heir';

-- rules, views
CREATE TABLE ruled_more (id integer, a text);
CREATE RULE off AS ON DELETE TO ruled_more DO INSTEAD NOTHING;
ALTER TABLE ruled_more DISABLE RULE off;
CREATE RULE always AS ON UPDATE TO ruled_more WHERE NEW.id > 5 DO ALSO (INSERT INTO tp_fk VALUES (NEW.id); DELETE FROM tp_fk WHERE id = OLD.id);
ALTER TABLE ruled_more ENABLE ALWAYS RULE always;
CREATE TRIGGER trunc BEFORE TRUNCATE ON ruled_more EXECUTE FUNCTION touch();
ALTER TABLE ruled_more ENABLE REPLICA TRIGGER trunc;
CREATE VIEW v_default AS SELECT id, a FROM ruled_more;
ALTER VIEW v_default ALTER COLUMN a SET DEFAULT 'of a view';
CREATE TRIGGER v_ins INSTEAD OF INSERT ON v_default FOR EACH ROW EXECUTE FUNCTION touch();
COMMENT ON TRIGGER v_ins ON v_default IS 'view trigger'; 
CREATE RULE v_rule AS ON DELETE TO v_default DO INSTEAD NOTHING;
COMMENT ON RULE v_rule ON v_default IS 'view rule';
CREATE VIEW v_invoker WITH (security_invoker=true, check_option=cascaded) AS SELECT id FROM ruled_more WHERE id > 0;
CREATE MATERIALIZED VIEW mv AS SELECT id, a FROM ruled_more WITH NO DATA;
CREATE INDEX mv_i ON mv (a) WITH (fillfactor=50);
COMMENT ON INDEX mv_i IS 'mv index';
ALTER MATERIALIZED VIEW mv CLUSTER ON mv_i;
ALTER MATERIALIZED VIEW mv ALTER a SET STATISTICS 77;
ALTER MATERIALIZED VIEW mv ALTER a SET STORAGE EXTERNAL;
CREATE INDEX mv_lower ON mv (lower(a));
ALTER INDEX mv_lower ALTER COLUMN 1 SET STATISTICS 55;
CREATE STATISTICS mv_stat ON id, a FROM mv;
CREATE MATERIALIZED VIEW mv_filled WITH (fillfactor=50) AS SELECT 1 AS one;
CREATE VIEW "odd ""view""" AS SELECT 1 AS "a.b", 2 AS "c;d";

-- types: more
CREATE DOMAIN dom AS integer CONSTRAINT pos CHECK (VALUE > 0);
COMMENT ON CONSTRAINT pos ON DOMAIN dom IS 'positive';
ALTER DOMAIN dom ADD CONSTRAINT small CHECK (VALUE < 10) NOT VALID;
CREATE DOMAIN dom2 AS dom DEFAULT 3;
CREATE DOMAIN dom_arr AS text[] CHECK (cardinality(VALUE) < 5);
CREATE TABLE uses_dom (a dom, b dom2[], c dom_arr);
CREATE TYPE comp AS (a int, b mood[]);
COMMENT ON COLUMN comp.a IS 'attr';
CREATE TABLE uses_comp (c comp, d comp[] DEFAULT '{}');
CREATE TYPE empty_enum AS ENUM ();
CREATE TYPE price_span AS RANGE (subtype = numeric, multirange_type_name = spans);

-- functions
CREATE FUNCTION vari(a int, VARIADIC b text[] DEFAULT '{}') RETURNS TABLE (x int, y text) ROWS 5 COST 7 LEAKPROOF LANGUAGE sql AS 'SELECT 1, $$a$$::text';
CREATE FUNCTION setting() RETURNS int SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '8MB' LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE outs(IN a int, INOUT b int, OUT c text) LANGUAGE plpgsql AS $$ BEGIN c := 'x'; END $$;
CREATE FUNCTION atomic(a int) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM ruled_more WHERE ruled_more.id = $1; SELECT count(*) FROM v_default; END;
CREATE FUNCTION win() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
CREATE FUNCTION polym(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
COMMENT ON FUNCTION vari(int, text[]) IS 'variadic';
CREATE AGGREGATE ordered(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE);
CREATE AGGREGATE summed(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE, FINALFUNC_MODIFY = SHAREABLE);
COMMENT ON AGGREGATE summed(int) IS 'sum';

-- what else there is
CREATE FOREIGN TABLE ft (id integer NOT NULL, a text COLLATE "C", g int GENERATED ALWAYS AS (1) STORED) SERVER files OPTIONS (filename '/tmp/x.csv', format 'csv');
COMMENT ON COLUMN ft.a IS 'foreign column';
ALTER FOREIGN TABLE ft ALTER a SET STATISTICS 5;
CREATE TRIGGER ft_t BEFORE INSERT ON ft FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE fp (id int) PARTITION BY LIST (id);
CREATE FOREIGN TABLE fp_1 PARTITION OF fp FOR VALUES IN (1) SERVER files OPTIONS (filename '/tmp/x.csv');
CREATE PUBLICATION of_schema FOR TABLES IN SCHEMA public;
COMMENT ON PUBLICATION of_schema IS 'pub';
CREATE PUBLICATION of_part FOR TABLE tp WITH (publish_via_partition_root = true);
CREATE TABLE flagged (id int PRIMARY KEY, ok boolean NOT NULL, "Sch ema" text, kind text);
CREATE TABLE above_1 (id int PRIMARY KEY, v int);
CREATE TABLE below_1 () INHERITS (above_1);
CREATE TABLE above_2 (id int PRIMARY KEY, v int);
CREATE TABLE below_2 (PRIMARY KEY (id)) INHERITS (above_2);
CREATE TABLE listed (id int, k text) PARTITION BY LIST (k);
CREATE TABLE listed_a PARTITION OF listed FOR VALUES IN ('a');
CREATE PUBLICATION "of Flags" FOR TABLE flagged ("Sch ema", id) WHERE (ok) WITH (publish = 'insert');
CREATE PUBLICATION in_words FOR TABLE flagged WHERE (kind IN ('a', 'b') AND ("Sch ema" COLLATE "C") > 'x' AND ok IS NOT FALSE) WITH (publish = 'insert');
CREATE PUBLICATION alone FOR TABLE ONLY above_1 WHERE (v > 1) WITH (publish = 'insert');
CREATE PUBLICATION with_below FOR TABLE above_2 WHERE (v > 1) WITH (publish = 'insert');
CREATE PUBLICATION by_root FOR TABLE listed, listed_a WHERE (k = 'a') WITH (publish = 'insert', publish_via_partition_root);
COMMENT ON STATISTICS tp_stat IS 'stat';
COMMENT ON EXTENSION file_fdw IS 'my own comment';
COMMENT ON SCHEMA public IS 'changed';
CREATE TABLE reloptions (a int) WITH (toast_tuple_target=2000, parallel_workers=2, user_catalog_table=true, autovacuum_vacuum_scale_factor=0.05);
CREATE TABLE dropped (a int, b int, c int);
ALTER TABLE dropped DROP b, ADD d int DEFAULT 5 NOT NULL; 
CREATE TABLE excl (r int4range, EXCLUDE (r WITH =) INCLUDE (r) WITH (fillfactor=50));
CREATE TABLE quoted ("A" int DEFAULT 1, "b c" text DEFAULT 'x''y', CHECK ("A" > 0), CHECK ("b c" <> ''));
CREATE INDEX "I x" ON quoted ("A", lower("b c")) WHERE "A" > 1;
CREATE TABLE chk_many (n int CHECK (n BETWEEN 1 AND 5 OR n IS NULL), t text CHECK (t ~* '^a\d' AND t LIKE '%x\_y%'), d date CHECK (d > '2000-01-01'), CHECK ((n, length(t)) IS DISTINCT FROM (1, 2)));

-- as hosted databases have it
CREATE SCHEMA extensions;
CREATE EXTENSION hstore WITH SCHEMA extensions;
CREATE EXTENSION intarray WITH SCHEMA extensions;
CREATE DOMAIN a_label AS extensions.hstore CHECK (VALUE IS NOT NULL);
CREATE TABLE "Order Line" ("Id" integer PRIMARY KEY, label a_label, numbers integer[]);
CREATE INDEX ON "Order Line" USING gin (numbers extensions.gin__int_ops);
CREATE FUNCTION "Count All"() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM "Order Line", WATCHED $$;
ALTER TABLE "Order Line" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "All. Of it, for all (readers)" ON "Order Line" FOR SELECT USING (true);
