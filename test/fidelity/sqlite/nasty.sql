-- One table for each thing that SQLite has and that is easily lost.
-- https://www.sqlite.org/lang_createtable.html, and what applications have made of it.

-- Keys that take NULL, and keys that are no rowid.
CREATE TABLE key_null (code TEXT PRIMARY KEY, v);
CREATE TABLE key_null_pair (a TEXT, b INTEGER, PRIMARY KEY (a, b));
CREATE TABLE key_mixed (a TEXT NOT NULL, b INTEGER, PRIMARY KEY (a, b));
CREATE TABLE key_not_null (code TEXT NOT NULL PRIMARY KEY);
CREATE TABLE key_int (id INT PRIMARY KEY, v TEXT);
CREATE TABLE key_bigint (id BIGINT PRIMARY KEY);
CREATE TABLE key_integer_not_null (id INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE key_desc (id INTEGER PRIMARY KEY DESC, v TEXT);
CREATE TABLE key_table_desc (id INTEGER, v TEXT, PRIMARY KEY (id DESC));
CREATE TABLE key_quoted_type (id "INTEGER" PRIMARY KEY);
CREATE TABLE key_counts (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);
CREATE TABLE key_counts_named (id INTEGER CONSTRAINT pk_counts PRIMARY KEY AUTOINCREMENT NOT NULL);
CREATE TABLE key_order (a TEXT, b TEXT, v, CONSTRAINT pk_order PRIMARY KEY (b COLLATE NOCASE DESC, a));
CREATE TABLE key_none (a, b);

-- Tables of other kinds.
CREATE TABLE no_rowid (a TEXT, b INTEGER, v TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE strict_one (id INTEGER PRIMARY KEY, i INT, r REAL, t TEXT, b BLOB, any_value ANY) STRICT;
CREATE TABLE strict_key (id INT PRIMARY KEY, v TEXT NOT NULL) STRICT;
CREATE TABLE strict_no_rowid (a TEXT PRIMARY KEY, v INTEGER) STRICT, WITHOUT ROWID;

-- ON CONFLICT, wherever it may stand.
CREATE TABLE conflict_key (id TEXT PRIMARY KEY ON CONFLICT REPLACE, v TEXT NOT NULL ON CONFLICT IGNORE DEFAULT '');
CREATE TABLE conflict_counts (id INTEGER PRIMARY KEY ON CONFLICT ROLLBACK AUTOINCREMENT, v);
CREATE TABLE conflict_unique (a TEXT UNIQUE ON CONFLICT IGNORE, b INTEGER, c, UNIQUE (b, c) ON CONFLICT FAIL);
CREATE TABLE conflict_named (a, b, CONSTRAINT pk_conflict PRIMARY KEY (a) ON CONFLICT ABORT, CONSTRAINT uq_conflict UNIQUE (b) ON CONFLICT REPLACE);

-- Orders and collations.
CREATE TABLE collations (a TEXT COLLATE NOCASE, b TEXT COLLATE RTRIM NOT NULL, c TEXT COLLATE BINARY, d COLLATE nocase UNIQUE);
CREATE TABLE unique_order (a TEXT, b TEXT, c TEXT, UNIQUE (a COLLATE NOCASE, b DESC), UNIQUE (c));
CREATE TABLE unique_twice (a UNIQUE, b, UNIQUE (a, b), UNIQUE (b, a));

-- Types, real and made up: the word decides what happens to a value.
CREATE TABLE types (
  none_at_all, a INTEGER, b TEXT, c REAL, d BLOB, e NUMERIC, f VARCHAR(80), g NVARCHAR(10), h "UNSIGNED BIG INT",
  i INT2, j INT8, k MEDIUMINT, l CHARACTER(20), m VARYING CHARACTER(255), n NATIVE CHARACTER(70), o CLOB, p DOUBLE PRECISION,
  q FLOAT, r DECIMAL(10,5), s BOOLEAN, t DATE, u DATETIME, v STRING, w POINT, x UUID, y JSON, z JSONB,
  aa GUID, ab MONEY, ac FLOATING POINT, ad TIMESTAMP, ae TIME, af DECIMAL, ag DECIMAL(5), ah INTEGER(8), ai TEXT(20),
  aj Whatever(1, 2), ak tinyint(1), al VARCHAR, am "text", an [varchar], ao BIT, ap YEAR, aq BIGINT UNSIGNED, ar integer, as_ Int);
CREATE TABLE uuid_key (id UUID PRIMARY KEY NOT NULL, doc JSON NOT NULL DEFAULT '{}');

-- Defaults.
CREATE TABLE defaults (
  a INTEGER DEFAULT 1, b INTEGER DEFAULT -1, c INTEGER DEFAULT +1, d REAL DEFAULT 1.5e3, e TEXT DEFAULT 'it''s',
  f TEXT DEFAULT "double", g TEXT DEFAULT bare, h TEXT DEFAULT (datetime('now')), i TEXT DEFAULT CURRENT_TIMESTAMP,
  j TEXT DEFAULT current_date, k BLOB DEFAULT x'ff00', l INTEGER DEFAULT TRUE, m DEFAULT NULL, n DEFAULT (1 + (2 * 3)),
  o DEFAULT (lower(hex(randomblob(16)))), p INTEGER DEFAULT 0x10, q TEXT DEFAULT '', r TEXT DEFAULT '(1)', s DEFAULT ('a' || 'b'),
  t BOOLEAN DEFAULT false NOT NULL, u DEFAULT (abs(-1) + abs(2)), v DEFAULT (CASE WHEN 1 THEN 'x' END), w DEFAULT 9223372036854775807,
  x DEFAULT 1_000, y TEXT DEFAULT '1', z DEFAULT ('null'));

-- Generated columns.
CREATE TABLE generated (a INTEGER, b TEXT, c INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL, d TEXT AS (upper(b)) STORED NOT NULL,
  e AS (a || b), f TEXT AS (json_extract(b, '$.x')) COLLATE NOCASE, g INT UNIQUE AS (a + 1) CHECK (g > 0));

-- Checks.
CREATE TABLE checks (a INTEGER CHECK (a > 0), b TEXT CONSTRAINT b_long CHECK (length(b) > 2), c TEXT CHECK (c IN ('x', 'y')),
  d INTEGER CHECK (d BETWEEN 1 AND 5) CHECK (d <> 3), e TEXT CHECK (e LIKE '%@%' ESCAPE '\'),
  f CHECK (f IS NULL OR typeof(f) = 'text'), g TEXT CHECK (g GLOB '[a-z]*'), h TEXT CONSTRAINT h_one CHECK (h IN ('a', 'b')),
  i TEXT, j INTEGER CHECK (checks.j > 1), k INTEGER CHECK (k IN ('1', '2')), l TEXT CHECK (l IN ('x')) CHECK (l IN ('y', 'x')),
  CHECK (a < d), CONSTRAINT "c d" CHECK ((c <> 'x') OR (d > 1)), CHECK (i IN ('p', 'q')));

-- Foreign keys.
CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT UNIQUE, a, b, UNIQUE (a, b));
CREATE TABLE child_plain (id INTEGER PRIMARY KEY, p INTEGER REFERENCES parent);
CREATE TABLE child_code (p TEXT REFERENCES parent (code) ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE child_named (p INTEGER CONSTRAINT fk_p REFERENCES parent (id) ON DELETE RESTRICT);
CREATE TABLE child_pair (a, b, CONSTRAINT fk_pair FOREIGN KEY (a, b) REFERENCES parent (a, b) ON DELETE CASCADE);
CREATE TABLE child_deferred (p INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED, q INTEGER REFERENCES parent DEFERRABLE, r INTEGER REFERENCES parent NOT DEFERRABLE INITIALLY IMMEDIATE);
CREATE TABLE child_match (a, b, p INTEGER REFERENCES parent (id) MATCH FULL, FOREIGN KEY (a, b) REFERENCES parent (a, b) MATCH SIMPLE ON DELETE SET DEFAULT);
CREATE TABLE child_lost (p INTEGER REFERENCES never_made (id));
CREATE TABLE child_lost_plain (p INTEGER REFERENCES never_made_either);
CREATE TABLE child_twice (p INTEGER REFERENCES parent (id), q INTEGER REFERENCES parent (id) ON DELETE CASCADE, FOREIGN KEY (p) REFERENCES key_counts (id));
CREATE TABLE child_self (id INTEGER PRIMARY KEY, up INTEGER REFERENCES child_self);
CREATE TABLE child_case (p INTEGER REFERENCES PARENT (ID));
CREATE TABLE round_a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES round_b (id));
CREATE TABLE round_b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES round_a (id));

-- Names.
CREATE TABLE "quoted ""name""" ("a b" TEXT, [c d] INTEGER, `e``f` TEXT, 'g h' TEXT, "select" INTEGER, CHECK ("select" > 0));
CREATE TABLE 'single' ('key' INTEGER PRIMARY KEY, "Ünïcode" TEXT, "with.dot" TEXT, "$dollar" TEXT);
CREATE TABLE "order" ("group" INTEGER, "index" TEXT, "table" TEXT REFERENCES "order" ("index"), UNIQUE ("index"));
CREATE INDEX "index with ""quotes""" ON "quoted ""name""" ("a b" DESC, [c d]);
CREATE TABLE MixedCase (Id INTEGER PRIMARY KEY, LastName TEXT);

-- Comments.
CREATE TABLE commented ( -- what it is for
  id INTEGER PRIMARY KEY, -- the key
  /* before */ a TEXT /* behind */ NOT NULL, -- a, b
  b TEXT -- 'no string
  /* CHECK (b > 1) */
);
CREATE TABLE commented_right /* a whole sentence */ (id /* the key; it's "one" */ INTEGER PRIMARY KEY);

-- Indexes.
CREATE TABLE indexed (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c TEXT, d);
CREATE INDEX ix_plain ON indexed (a);
CREATE UNIQUE INDEX ix_unique ON indexed (b, c);
CREATE INDEX ix_desc ON indexed (a DESC, b ASC);
CREATE INDEX ix_collate ON indexed (a COLLATE NOCASE DESC);
CREATE INDEX ix_partial ON indexed (b) WHERE b IS NOT NULL AND c <> 'x';
CREATE UNIQUE INDEX ix_partial_unique ON indexed (c) WHERE d;
CREATE INDEX ix_expression ON indexed (lower(a), b + 1);
CREATE INDEX ix_json ON indexed (json_extract(d, '$.name'));
CREATE INDEX IF NOT EXISTS main.ix_main ON indexed (d);
CREATE INDEX ix_bracketed ON indexed ((b), (a || c) COLLATE NOCASE);
CREATE INDEX ix_where_text ON indexed (a) WHERE c = 'where on (';

-- What stands beside tables.
CREATE VIEW v_plain AS SELECT id, a FROM indexed WHERE b > 1;
CREATE VIEW IF NOT EXISTS v_columns (x, y) AS SELECT a, b FROM indexed;
CREATE VIEW v_of_view AS SELECT x FROM v_columns;
CREATE VIEW "view ""quoted""" AS SELECT "a b" FROM "quoted ""name""";
CREATE VIEW v_broken AS SELECT * FROM nowhere;
CREATE VIEW v_constant AS SELECT 1 AS one;
CREATE TRIGGER t_after AFTER UPDATE OF a, b ON indexed FOR EACH ROW WHEN NEW.a <> OLD.a BEGIN
  UPDATE indexed SET d = 'x; END' WHERE id = NEW.id; -- a comment; with a semicolon
  INSERT INTO key_counts (v) SELECT CASE WHEN 1 THEN 'a' ELSE 'b' END;
END;
CREATE TRIGGER t_instead INSTEAD OF INSERT ON v_plain BEGIN INSERT INTO indexed (a) VALUES (NEW.a); END;
CREATE TRIGGER "trigger ""quoted""" BEFORE DELETE ON "quoted ""name""" BEGIN SELECT RAISE(ABORT, 'no'); END;

-- Modules, with tables of their own.
CREATE VIRTUAL TABLE words USING fts5(title, body, content='indexed', content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE places USING rtree(id, min_x, max_x, +label TEXT);
CREATE TRIGGER t_words AFTER INSERT ON indexed BEGIN INSERT INTO words (rowid, title) VALUES (NEW.id, NEW.a); END;
CREATE VIEW v_words AS SELECT title FROM words;

-- Rows, and statistics, which are no part of a schema.
INSERT INTO key_counts (v) VALUES ('one'), ('two');
INSERT INTO key_null VALUES (NULL, 1), (NULL, 2);
ANALYZE;
CREATE VIEW "v.1" AS SELECT 1 AS one;
CREATE VIEW "v(2)" AS SELECT one FROM "v.1";
CREATE TRIGGER "t.1" INSTEAD OF INSERT ON "v(2)" BEGIN SELECT 1; END;
CREATE TABLE hen (id INTEGER PRIMARY KEY, egg_id INTEGER REFERENCES egg (id), name TEXT);
CREATE TABLE egg (id INTEGER PRIMARY KEY, hen_id INTEGER REFERENCES hen (id), name TEXT);
