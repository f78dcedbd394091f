-- Names with dots, brackets and spaces, and what needs them.
CREATE SCHEMA "sales.2024";
CREATE TABLE "sales.2024".orders (id int PRIMARY KEY, total numeric(3, -2), share numeric(5, 10) DEFAULT 0);
CREATE TABLE payments (id int PRIMARY KEY, order_id int, CONSTRAINT "of.order" FOREIGN KEY (order_id) REFERENCES "sales.2024".orders);
COMMENT ON CONSTRAINT "of.order" ON payments IS 'a key to a table that is kept whole';
CREATE SEQUENCE "numbers.of" START 5;
CREATE TABLE numbered (id int DEFAULT nextval('"numbers.of"'), name text);
CREATE STATISTICS "numbered.both" ON id, name FROM numbered;
CREATE VIEW "v.1" AS SELECT id FROM payments;
CREATE MATERIALIZED VIEW "m.1" AS SELECT id FROM "v.1";
CREATE VIEW "v(2)" AS SELECT id FROM "m.1";
CREATE DOMAIN "d.1" AS integer CHECK (VALUE > 0);
CREATE FUNCTION "f.1"("d.1") RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM "v(2)"';
COMMENT ON FUNCTION "f.1"("d.1") IS 'counts';
CREATE VIEW " lost view" AS SELECT 1 AS one;
CREATE VIEW on_lost AS SELECT one FROM " lost view";
CREATE VIEW on_on_lost AS SELECT one FROM on_lost;
CREATE TABLE " " (id int);
CREATE FUNCTION reads_lost() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM " "';

-- Of other schemas: a collation, a range with the name of several of them.
CREATE SCHEMA app;
CREATE COLLATION app."any case" (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE spoken (a text COLLATE app."any case" UNIQUE, b text COLLATE "C", c varchar(5)[] COLLATE app."any case");
CREATE INDEX spoken_b ON spoken (b COLLATE app."any case", (upper(b)) COLLATE "POSIX");
CREATE TYPE app.words AS RANGE (subtype = text, collation = app."any case");
CREATE TABLE spans (span app.words);

-- A body names what has no other account of it.
CREATE VIEW z_view AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW z_kept AS SELECT 1 AS one;
CREATE FUNCTION a_counts() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM z_view, z_kept';
CREATE VIEW z_counted AS SELECT a_counts();
CREATE FUNCTION b_counts() RETURNS bigint LANGUAGE sql AS 'SELECT * FROM z_counted';
SET check_function_bodies = off;
CREATE FUNCTION falls(n int) RETURNS int LANGUAGE sql AS 'SELECT CASE WHEN n > 0 THEN falls(n - 1) ELSE 0 END';

-- In a circle, each field in its place.
CREATE TABLE hen (id int PRIMARY KEY, egg_id int, name text);
CREATE TABLE egg (id int PRIMARY KEY, hen_id int CONSTRAINT laid_by REFERENCES hen, name text);
ALTER TABLE hen ADD CONSTRAINT out_of FOREIGN KEY (egg_id) REFERENCES egg;

-- An index over a function of a row of its table.
CREATE TABLE people (id int PRIMARY KEY, first text, last text);
CREATE FUNCTION full_name(people) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.first || $1.last';
CREATE INDEX people_full_name ON people (full_name(people.*));
CREATE VIEW full_names AS SELECT full_name(people.*) AS name FROM people;
