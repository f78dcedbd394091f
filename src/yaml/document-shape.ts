import {
  type ArrayType,
  type FieldType,
  fieldTypes,
  type OtherType,
} from "../schema/check-field-type.js";
import { integerTypes } from "../schema/counter.js";
import { isObjectKind, isObjectName } from "../schema/schema-object.js";
import { isNewName, isWrittenName } from "../schema/written-name.js";
import {
  anything,
  choice,
  either,
  flag,
  list,
  map,
  object,
  optional,
  placed,
  type Read,
  required,
  type Shape,
  scalar,
  text,
  whole,
  wholeNumber,
} from "./shape.js";

/** What may name a table, a field, an index or a constraint. */
const name = text("a name", isWrittenName, { minLength: 1 });
/** The name of something new: the namespace is a key of its own. */
const newName = text("a name without a dot", isNewName, { pattern: "^[^.]+$" });
/** Editors propose these; another may be an entry of type_mappings. */
const typeName: Shape<FieldType | ArrayType | "many_to_many" | OtherType> = {
  // What is none of them is looked for among the type_mappings when all files are read.
  ...(name as Shape<OtherType>),
  json: { ...name.json, examples: fieldTypes },
};
const sql = text("SQL text", (one) => one.trim() !== "", { minLength: 1 });
const names = list(name, 1);
const note = text("a text");
const options = map("options, each a text, a number, true or false", scalar);

const fold = (word: string): string =>
  word
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, "_");
const action = choice(
  ["CASCADE", "RESTRICT", "PROTECT", "SET_NULL", "SET_DEFAULT", "NO_ACTION", "DO_NOTHING"],
  fold,
);

const deferrable = either(flag, choice(["immediate"]));

const acts = {
  on_delete: optional(
    action,
    "What happens to rows when the row that they refer to is deleted. Default: PROTECT.",
  ),
  on_update: optional(action, "The same when its key changes. Default: NO_ACTION."),
  name: optional(name, "Default: fk_<table>_<field>."),
  deferrable: optional(
    deferrable,
    "Checked at the end of the transaction where the database can; immediate: if a transaction asks.",
  ),
  not_valid: optional(flag, "PostgreSQL: rows that are there when it is made are not checked."),
};

const keyTraits = {
  deferrable: optional(
    deferrable,
    "PostgreSQL: checked at the end of the transaction; immediate: if a transaction asks.",
  ),
  include: optional(names, "PostgreSQL: fields that its index carries along."),
  options: optional(options, "Options of one database: on_conflict, ..."),
};

const foreignKey = object("a foreign key", {
  table: required(name, "The other table."),
  field: optional(name, "The field over there. Default: its primary key."),
  ...acts,
});

const fieldDefault = either(
  scalar,
  object("a default", {
    sql: optional(sql, "SQL of the database."),
    value: optional(scalar, "This very value, also where an entry of the defaults has this name."),
  }),
);

const fieldShape = object("a field", {
  name: required(newName, "Name of the column."),
  type: optional(typeName, "A type of docs/guides/types.md, or an entry of type_mappings."),
  native: optional(
    text("SQL text"),
    'SQL type written as it is, instead of type; "" is a column of SQLite without a type.',
  ),
  primary_key: optional(flag, "Default: false."),
  nullable: optional(flag, "Default: true."),
  default: optional(
    fieldDefault,
    "A value, the name of an entry of the defaults, or { sql: ... }.",
  ),
  length: optional(whole(1), "Characters of varchar and char."),
  precision: optional(whole(0), "Digits of decimal, or digits of a second."),
  scale: optional(whole(0), "Digits behind the point."),
  auto_create: optional(flag, "Filled with the current time when the row is made."),
  auto_update: optional(flag, "Set to the current time whenever the row changes."),
  foreign_key: optional(foreignKey, "Where the field points."),
  many_to_many: optional(
    object("a relation", { table: required(name, "The other table.") }),
    "Makes the junction table <table>_<field>.",
  ),
  unique: optional(flag, "No two rows have the same value."),
  comment: optional(note, "Kept in the database where it can."),
  values: optional(list(text("a text")), "The values of an enum, in order."),
  enum: optional(name, "The name of an entry of enums, which has the values."),
  generated: optional(
    object("a generated field", {
      expression: required(sql, "SQL that computes it."),
      stored: optional(flag, "Default: true."),
    }),
    "The database computes the value.",
  ),
  collation: optional(name, "As the database spells it."),
  options: optional(options, "Options of one database: invisible, ..."),
  identity: optional(
    choice(["always", "by_default"]),
    "The field counts: always the database numbers rows, or unless a row brings a number.",
  ),
  sequence: optional(
    either(
      flag,
      either(
        name,
        object("a sequence", {
          name: optional(name, "Default: <table>_<field>_seq."),
          type: optional(choice(integerTypes), "Default: the type of the field."),
        }),
      ),
    ),
    "The field counts by a sequence of its own, as SERIAL of PostgreSQL does: true, or its name.",
  ),
  counter: optional(
    object("a counter", {
      start: optional(wholeNumber, "The first number. Default: 1."),
      increment: optional(wholeNumber, "From one number to the next. Default: 1."),
      min: optional(wholeNumber, "The least number."),
      max: optional(wholeNumber, "The largest number."),
      cache: optional(wholeNumber, "Numbers that a session takes at once. Default: 1."),
      cycle: optional(flag, "Begins again behind the last number. Default: false."),
    }),
    "Which numbers a field that counts gives.",
  ),
  renamed_from: optional(name, "The name that the field had; makes a rename of it."),
});

const indexPart = either(
  name,
  object("a part of an index", {
    field: optional(name, "A field, or expression."),
    expression: optional(sql, "SQL, or field."),
    order: optional(choice(["asc", "desc"]), "Default: asc."),
    nulls: optional(choice(["first", "last"]), "Where rows without a value stand."),
    operator_class: optional(name, "PostgreSQL: text_pattern_ops, ..."),
    collation: optional(name, "As the database spells it."),
    prefix: optional(whole(1), "MySQL: so many characters of it."),
  }),
);

const indexShape = object("an index", {
  name: optional(name, "Default: idx_<table>_<fields>, uq_... when unique."),
  fields: required(list(indexPart, 1), "In order."),
  unique: optional(flag, "Default: false."),
  method: optional(name, "btree, gin, ..."),
  where: optional(sql, "Only rows for which it holds."),
  include: optional(names, "Fields that the index carries along."),
  nulls_not_distinct: optional(flag, "PostgreSQL: NULL equals NULL in a unique index."),
  comment: optional(note, "Kept in the database where it can."),
  options: optional(options, "Options of one database: parser, ..."),
  foreign_key: optional(anything, "A note of the predecessor's; has no meaning."),
  from_fk: optional(anything, "A note of the predecessor's; has no meaning."),
});

const tableShape = object("a table", {
  name: required(newName, "Name of the table."),
  schema: optional(newName, "The namespace it lives in, where the database has several."),
  fields: required(list(fieldShape, 1), "In the order of the columns."),
  indexes: optional(list(indexShape), "Indexes."),
  primary_key: optional(
    either(
      names,
      object("a primary key", {
        name: optional(name, "Its name."),
        fields: required(names, "Its fields."),
        ...keyTraits,
      }),
    ),
    "A primary key of several fields, or one with a name.",
  ),
  unique: optional(
    list(
      object("a unique constraint", {
        name: optional(name, "Default: uq_<table>_<fields>."),
        fields: required(names, "Together unique."),
        ...keyTraits,
        nulls_not_distinct: optional(flag, "PostgreSQL: NULL equals NULL."),
      }),
    ),
    "Unique constraints.",
  ),
  checks: optional(
    list(
      object("a check", {
        name: required(name, "Name of the constraint."),
        expression: required(sql, "SQL that holds for every row."),
        no_inherit: optional(flag, "PostgreSQL: does not hold for tables that inherit from this."),
        not_valid: optional(
          flag,
          "PostgreSQL: rows that are there when it is made are not checked.",
        ),
      }),
    ),
    "Check constraints.",
  ),
  exclusions: optional(
    list(
      object("an exclusion", {
        name: required(name, "Name of the constraint."),
        definition: required(sql, "SQL behind EXCLUDE: USING gist (room WITH =, during WITH &&)."),
      }),
    ),
    "PostgreSQL: EXCLUDE constraints.",
  ),
  foreign_keys: optional(
    list(
      object("a foreign key of a table", {
        fields: required(names, "The fields that refer."),
        references: required(
          object("what it refers to", {
            table: required(name, "The other table."),
            fields: optional(names, "The fields over there. Default: its primary key."),
          }),
          "Where it points.",
        ),
        ...acts,
        match: optional(choice(["full"]), "PostgreSQL: all of its fields are NULL, or none."),
        on_delete_fields: optional(
          names,
          "PostgreSQL: the fields that SET_NULL and SET_DEFAULT set on delete.",
        ),
      }),
    ),
    "Foreign keys over several fields.",
  ),
  comment: optional(note, "Kept in the database where it can."),
  options: optional(
    options,
    "Options of one database: engine, row_format, strict, without_rowid, ...",
  ),
  renamed_from: optional(name, "The name that the table had; makes a rename of it."),
});

const includeShape = either(
  text("the path of a file", (one) => one.trim() !== "", { minLength: 1 }),
  object("an include", {
    path: required(name, "The file: relative to this one, or inside the package."),
    package: optional(name, "An installed npm package."),
    module: optional(name, "The predecessor's word for a package."),
  }),
);

const perDatabase = map(
  "databases, each with its entries",
  map("entries, each a text", text("a text")),
);

/** A whole schema file. */
export const documentShape = object("a schema file", {
  database: optional(
    object("a database", {
      name: optional(name, "For people."),
      version: optional(scalar, "For people."),
      migration_version: optional(scalar, "A note of the predecessor's."),
    }),
    "What this is the schema of.",
  ),
  include: optional(
    list(placed(includeShape), 0, true),
    "Schema files that belong to this one; what stands here wins.",
  ),
  defaults: optional(perDatabase, "Database -> entry -> SQL; a default names an entry."),
  type_mappings: optional(
    perDatabase,
    "Database -> type -> SQL type, with {{.Length}} and the like.",
  ),
  tables: optional(list(tableShape), "The tables as they should be."),
  enums: optional(
    list(
      object("an enum", {
        name: required(newName, "Name of the type."),
        values: required(list(text("a text"), 1), "In order, each once."),
      }),
    ),
    "Enums that several fields share.",
  ),
  extensions: optional(names, "Extensions of PostgreSQL."),
  opaque: optional(
    list(
      object("an object", {
        kind: required(
          text("words in lower case, such as view,", isObjectKind),
          "view, trigger, function, policy, ...: what stands behind CREATE and DROP.",
        ),
        name: required(
          text("the name of an object", isObjectName),
          "Its name; of overloaded functions with arguments.",
        ),
        database: optional(
          choice(["mysql", "postgresql", "sqlite", "sqlserver"]),
          "The kind of database that it is for. Default: all.",
        ),
        definition: required(sql, "The SQL that makes it."),
        drop: optional(sql, "The SQL that takes it away. Default: DROP <kind> <name>."),
        depends_on: optional(
          names,
          "Tables, enums and objects that must be there before; a trigger names its table.",
        ),
      }),
    ),
    "What the model cannot say, kept by its SQL.",
  ),
});

export type SchemaDocument = Read<typeof documentShape>;
export type TableEntry = Read<typeof tableShape>;
export type FieldEntry = Read<typeof fieldShape>;
export type IndexEntry = Read<typeof indexShape>;
export type IncludeEntry = Read<typeof includeShape>;
/** One of the actions, as a foreign key of a document has them. */
export type ActionEntry = Read<typeof action>;
