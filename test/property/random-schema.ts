import { Random } from "./random.js";
import { COUNTERS, type Counter } from "./random-counters.js";

/** A schema file as data: JSON is YAML. */
export interface SchemaData {
  enums: EnumData[];
  tables: TableData[];
  opaque: ViewData[];
}

interface EnumData {
  name: string;
  values: string[];
}

interface ViewData {
  kind: "view";
  name: string;
  definition: string;
  depends_on: [table: string];
}

interface TableData {
  name: string;
  renamed_from?: string;
  comment?: string;
  fields: FieldData[];
  indexes: IndexData[];
  primary_key?: string[];
  unique: UniqueData[];
  checks: CheckData[];
}

interface UniqueData {
  name?: string;
  fields: string[];
}

interface CheckData {
  name: string;
  expression: string;
}

interface FieldData {
  name: string;
  type: string;
  [key: string]: unknown;
}

interface IndexData {
  name?: string;
  fields: string[];
  unique?: boolean;
}

const TYPES: readonly (readonly [type: string, more: object, fallback: unknown])[] = [
  ["varchar", { length: 80 }, "some"],
  ["text", {}, undefined],
  ["integer", {}, 7],
  ["bigint", {}, 8],
  ["boolean", {}, true],
  ["date", {}, undefined],
  ["decimal", { precision: 10, scale: 2 }, 1.5],
];

/** A field of some tables that is unique, never NULL, and what others refer to. */
const CODE = "code";

/** A schema and one that it became: what a person does to a schema file in a day. */
export function randomPair(seed: number): readonly [SchemaData, SchemaData] {
  const random = new Random(seed);
  const maker = new Maker(random);
  const first = maker.schema();
  const second = structuredClone(first);
  for (const table of second.tables) maker.forget(table);
  const changes = 1 + random.int(7);
  for (let at = 0; at < changes; at += 1) maker.change(second);
  return [first, second];
}

/** A schema and two that it became on two branches, which know nothing of each other's names. */
export function randomFork(seed: number): readonly [SchemaData, SchemaData, SchemaData] {
  const random = new Random(seed);
  const maker = new Maker(random);
  const first = maker.schema();
  const branch = (from: number): SchemaData => {
    const schema = structuredClone(first);
    const own = new Maker(random, from);
    for (let at = 1 + random.int(3); at > 0; at -= 1) own.change(schema);
    return schema;
  };
  return [first, branch(100), branch(random.chance(0.3) ? 100 : 200)];
}

class Maker {
  readonly #random: Random;
  #count: number;

  constructor(random: Random, count = 0) {
    this.#random = random;
    this.#count = count;
  }

  schema(): SchemaData {
    const schema: SchemaData = { enums: [], tables: [], opaque: [] };
    const { tables } = schema;
    for (let at = this.#random.int(4); at >= 0; at -= 1) tables.push(this.#table());
    if (this.#random.chance(0.4)) this.#enumField(schema, this.#random.pick(tables));
    if (this.#random.chance(0.4)) this.#view(schema, this.#random.pick(tables));
    for (const table of tables) {
      for (let at = this.#random.int(3); at > 0; at -= 1) this.#reference(table, tables);
    }
    return schema;
  }

  /** What was said of the past belongs to the past. */
  forget(table: TableData): void {
    delete table.renamed_from;
    for (const field of table.fields) delete field.renamed_from;
  }

  change(schema: SchemaData): void {
    const { tables } = schema;
    const table = this.#random.pick(tables);
    const plain = table.fields.filter(
      ({ name, foreign_key: key }) => !["id", CODE].includes(name) && key === undefined,
    );
    const field = plain.length === 0 ? undefined : this.#random.pick(plain);
    switch (this.#random.int(19)) {
      case 0:
        tables.splice(this.#random.int(tables.length + 1), 0, this.#table());
        break;
      case 1:
        if (tables.length > 1) this.#dropTable(schema, table);
        break;
      case 2:
        this.#renameTable(schema, table);
        break;
      case 3:
        table.fields.splice(this.#random.int(table.fields.length) + 1, 0, this.#field());
        break;
      case 4:
        this.#dropField(table, this.#random.pick(table.fields));
        break;
      case 5:
        if (field !== undefined) this.#renameField(table, field);
        break;
      case 6:
        if (field !== undefined) this.#alterField(field);
        break;
      case 7:
        this.#reference(table, tables);
        break;
      case 8:
        this.#index(table);
        break;
      case 9:
        if (table.comment === undefined) table.comment = this.#name("It's a comment ");
        else delete table.comment;
        break;
      case 10:
        this.#enumField(schema, table);
        break;
      case 11:
        if (schema.enums.length > 0) this.#alterEnum(this.#random.pick(schema.enums));
        break;
      case 12:
        this.#view(schema, table);
        break;
      case 13:
        schema.opaque.splice(this.#random.int(schema.opaque.length + 1), 1);
        break;
      case 14:
        if (field !== undefined) this.#check(table, field);
        break;
      case 15:
        this.#unique(table, field);
        break;
      case 16:
        this.#primaryKey(table);
        break;
      case 17:
        for (const { name, ...id } of table.fields) {
          if (name === "id" && (id.identity ?? id.sequence ?? id.type) !== "integer") {
            this.#counter(table, this.#random.pick(COUNTERS));
          }
        }
        break;
      default:
        table.indexes.splice(this.#random.int(table.indexes.length + 1), 1);
    }
  }

  #name(word: string): string {
    this.#count += 1;
    return `${word}${this.#count}`;
  }

  #table(): TableData {
    const fields = Array.from({ length: 1 + this.#random.int(5) }, () => this.#field());
    const id = { name: "id", type: "serial", primary_key: true };
    const counter = this.#random.chance(0.4) ? this.#random.pick(COUNTERS) : {};
    const table: TableData = {
      name: this.#name("t"),
      fields: [{ ...id, ...counter }, ...fields],
      indexes: [],
      unique: [],
      checks: [],
    };
    if (this.#random.chance(0.5)) this.#index(table);
    if (this.#random.chance(0.4)) {
      table.fields.push({ name: CODE, type: "integer", nullable: false });
      this.#primaryKey(table);
    }
    return table;
  }

  /** What a table with a code is found by; its `id` counts only as the whole key. */
  #primaryKey(table: TableData): void {
    const id = table.fields.find(({ name }) => name === "id");
    if (id === undefined || !table.fields.some(({ name }) => name === CODE)) return;
    delete id.primary_key;
    const isCode = ({ fields }: UniqueData): boolean => String(fields) === CODE;
    table.primary_key = this.#random.pick([["id"], [CODE], ["id", CODE], [CODE, "id"]]);
    const [unique = { fields: [CODE] }] = table.unique.filter(isCode);
    const others = table.unique.filter((one) => !isCode(one));
    const needless = isCode({ fields: table.primary_key }) && this.#random.chance(0.5);
    table.unique = needless ? others : [unique, ...others];
    const counts = String(table.primary_key) === "id" && this.#random.chance(0.5);
    this.#counter(table, counts ? this.#random.pick(COUNTERS) : { type: "integer" });
  }

  /** The `id` of a table numbers its rows in this way, or in none. */
  #counter({ fields }: TableData, counter: Counter): void {
    const id = fields.find(({ name }) => name === "id");
    if (id === undefined) return;
    for (const key of ["identity", "sequence", "counter"]) delete id[key];
    Object.assign(id, { nullable: false, ...counter });
  }

  /** A check that every row keeps comes, says something else, or goes. */
  #check(table: TableData, field: FieldData): void {
    const [known] = table.checks;
    if (known !== undefined && this.#random.chance(0.6)) {
      if (this.#random.chance(0.5)) known.expression += " OR 1 = 1";
      else table.checks.shift();
    } else if (["integer", "bigint"].includes(field.type)) {
      table.checks.push({ name: this.#name("ck"), expression: `${field.name} > 0` });
    }
  }

  /** A unique constraint comes, gets another name, or goes; that of a code is referred to. */
  #unique(table: TableData, field: FieldData | undefined): void {
    const [known] = table.unique;
    if (known !== undefined && this.#random.chance(0.5)) {
      if (known.fields.length === 1 || this.#random.chance(0.5)) known.name = this.#name("u");
      else table.unique.shift();
    } else if (field !== undefined && !["text", "boolean"].includes(field.type)) {
      if (table.unique.some(({ fields }) => fields.includes(field.name))) return;
      const named = this.#random.chance(0.5);
      table.unique.push({ ...(named && { name: this.#name("u") }), fields: [field.name, "id"] });
    }
  }

  #field(): FieldData {
    const [type, more, fallback] = this.#random.pick(TYPES);
    const strict = fallback !== undefined && this.#random.chance(0.4);
    const filled = fallback !== undefined && (strict || this.#random.chance(0.3));
    // Rows that were there would all get the one default.
    const unique = !filled && !["text", "boolean"].includes(type) && this.#random.chance(0.1);
    return {
      name: this.#name("f"),
      type,
      ...more,
      ...(filled && { default: fallback }),
      ...(strict && { nullable: false }),
      ...(unique && { unique }),
    };
  }

  /** A field that shares an enum, which may be new; rows have its first value, which stays. */
  #enumField(schema: SchemaData, table: TableData): void {
    const { enums } = schema;
    if (enums.length === 0 || this.#random.chance(0.3)) {
      enums.push({ name: this.#name("e"), values: ["it's", this.#name("v"), this.#name("v")] });
    }
    const filled = this.#random.chance(0.5);
    table.fields.push({
      name: this.#name("f"),
      type: "enum",
      enum: this.#random.pick(enums).name,
      ...(filled && { default: "it's", nullable: false }),
    });
  }

  #alterEnum({ values }: EnumData): void {
    const at = 1 + this.#random.int(values.length);
    if (this.#random.chance(0.6)) values.splice(at, 0, this.#name("v"));
    else values.splice(at, 1);
  }

  #view({ opaque }: SchemaData, table: TableData): void {
    opaque.push(viewOf(this.#name("w"), table.name));
  }

  #index(table: TableData): void {
    const names = table.fields.filter(({ type }) => type !== "text").map(({ name }) => name);
    const fields = [...new Set([this.#random.pick(names), this.#random.pick(names)])];
    const named = this.#random.chance(0.6);
    if (!named && table.indexes.some((one) => String(one.fields) === String(fields))) return;
    table.indexes.push({ ...(named && { name: this.#name("i") }), fields });
  }

  #reference(table: TableData, tables: readonly TableData[]): void {
    const { name: target, fields } = this.#random.pick(tables);
    const action = this.#random.pick(["CASCADE", "PROTECT", "SET_NULL"]);
    const coded = fields.some(({ name }) => name === CODE);
    const key = { table: target, ...(coded && { field: CODE }), on_delete: action };
    table.fields.push({ name: this.#name("r"), type: "foreign_key", foreign_key: key });
  }

  #dropTable(schema: SchemaData, table: TableData): void {
    schema.tables.splice(schema.tables.indexOf(table), 1);
    schema.opaque = schema.opaque.filter(({ depends_on: [on] }) => on !== table.name);
    for (const other of schema.tables) {
      for (const field of [...other.fields]) {
        if (targetOf(field)?.table === table.name) this.#dropField(other, field);
      }
    }
  }

  #renameTable(schema: SchemaData, table: TableData): void {
    const old = table.name;
    table.renamed_from ??= old;
    table.name = this.#name("t");
    schema.opaque = schema.opaque.map((view) =>
      view.depends_on[0] === old ? viewOf(view.name, table.name) : view,
    );
    for (const field of schema.tables.flatMap(({ fields }) => fields)) {
      const key = targetOf(field);
      if (key?.table === old) key.table = table.name;
    }
  }

  #dropField(table: TableData, field: FieldData): void {
    if (["id", CODE].includes(field.name)) return;
    table.fields.splice(table.fields.indexOf(field), 1);
    table.indexes = table.indexes.filter(({ fields }) => !fields.includes(field.name));
    table.unique = table.unique.filter(({ fields }) => !fields.includes(field.name));
    table.checks = table.checks.filter(({ expression }) => !names(expression, field));
  }

  #renameField(table: TableData, field: FieldData): void {
    const old = field.name;
    field.renamed_from ??= old;
    field.name = this.#name("f");
    for (const member of [...table.indexes, ...table.unique]) {
      member.fields = member.fields.map((name) => (name === old ? field.name : name));
    }
    for (const check of table.checks) {
      if (!names(check.expression, { name: old })) continue;
      check.expression = check.expression.replace(old, field.name);
    }
  }

  #alterField(field: FieldData): void {
    switch (this.#random.int(4)) {
      case 0:
        if (field.type === "varchar") field.length = 80 + this.#random.int(100);
        break;
      case 1:
        if (field.type === "integer") field.type = "bigint";
        break;
      case 2:
        if (field.nullable === false) delete field.nullable;
        break;
      default:
        if (field.type === "varchar" && field.unique !== true)
          field.default = this.#random.pick(["one", "two"]);
    }
  }
}

function viewOf(name: string, table: string): ViewData {
  const definition = `CREATE VIEW ${name} AS SELECT * FROM ${table} WHERE id > 0`;
  return { kind: "view", name, definition, depends_on: [table] };
}

function names(expression: string, { name }: { readonly name: string }): boolean {
  return expression.startsWith(`${name} `);
}

function targetOf(field: FieldData): { table: string } | undefined {
  const key = field.foreign_key;
  // Made above.
  return typeof key === "object" && key !== null ? (key as { table: string }) : undefined;
}
