import type { Dialect } from "../../src/dialect/dialect.js";
import type { ChainMigration, ModelField, ModelIndex, ModelTable } from "./chain-model.js";
import {
  DISTINCT,
  HOSTILE,
  INDEXABLE,
  indexData,
  isUnique,
  needsBackfill,
  PLAIN_TYPES,
  quoteStandard,
  refersTo,
  UNTOUCHED,
  WIDER,
  zeroOf,
} from "./chain-words.js";
import { Random } from "./random.js";
import { constraintOperation } from "./random-constraints.js";

type Operation = ChainMigration["operations"][number];

/** What a chain may contain; a database that lacks something is spared it. */
export interface ChainOptions {
  readonly partialIndexes: boolean;
  readonly expressionIndexes: boolean;
  /** May one DELETE reach a table by several ways? */
  readonly manyCascades: boolean;
  /** How bytes that are none are written. */
  readonly emptyBytes: string;
}

/** What chains on the databases of the tests may contain. */
export function chainOptions({ name, features }: Dialect): ChainOptions {
  const { partialIndexes, expressionIndexes } = features;
  const strict = name === "sqlserver";
  return {
    partialIndexes,
    expressionIndexes,
    manyCascades: !strict,
    emptyBytes: strict ? "0x" : "''",
  };
}

/** A chain of migrations that all apply, each one to three random operations. */
export function randomChain(
  seed: number,
  length: number,
  options: ChainOptions,
): readonly ChainMigration[] {
  return new ChainGenerator(new Random(seed), options).chain(length);
}

class ChainGenerator {
  readonly #random: Random;
  readonly #options: ChainOptions;
  #tables: ModelTable[] = [];
  #names = 0;

  constructor(random: Random, options: ChainOptions) {
    this.#random = random;
    this.#options = options;
  }

  chain(length: number): readonly ChainMigration[] {
    const migrations: ChainMigration[] = [];
    for (let n = 1; n <= length; n++) {
      const previous = migrations.at(-1);
      migrations.push({
        name: `${String(n).padStart(4, "0")}_step`,
        dependencies: previous === undefined ? [] : [previous.name],
        operations: Array.from({ length: 1 + this.#random.int(3) }, () => this.#operation()),
      });
    }
    return migrations;
  }

  #operation(): Operation {
    if (this.#tables.length < 2) return this.#createTable();
    const kinds = [
      () => this.#createTable(),
      () => this.#dropTable(),
      () => this.#renameTable(),
      () => this.#addField(),
      () => this.#addField(),
      () => this.#dropField(),
      () => this.#alterField(),
      () => this.#alterField(),
      () => this.#renameField(),
      () => this.#addIndex(),
      () => this.#dropIndex(),
      () => this.#renameIndex(),
      () => this.#dropReference(),
      () => constraintOperation(this.#random, this.#random.pick(this.#tables), this.#name),
      () => this.#runSql(),
    ];
    for (let attempt = 0; attempt < 20; attempt++) {
      const operation = this.#random.pick(kinds)();
      if (operation !== undefined) return operation;
    }
    return this.#createTable();
  }

  #createTable(): Operation {
    const name = this.#name("t");
    const shape = this.#random.int(4);
    const key = shape === 3 ? undefined : this.#name("id");
    const pair = key === undefined ? ([this.#name("k"), this.#name("k")] as const) : undefined;
    const table: ModelTable = {
      name,
      fields: [],
      indexes: [],
      references: [],
      uniques: [],
      checks: [],
      pair,
      former: [],
      formerUnique: [],
      key,
    };
    const parts: Record<string, unknown> = {};
    if (key !== undefined) {
      const type = this.#random.pick(["serial", "integer", "bigint"]);
      table.fields.push({
        data: { name: key, type, primaryKey: true, nullable: false },
        pinned: true,
        ...UNTOUCHED,
      });
    }
    if (pair !== undefined) {
      for (const field of pair) {
        table.fields.push({
          data: { name: field, type: "integer", nullable: false },
          pinned: true,
          ...UNTOUCHED,
        });
      }
      parts.primaryKey = pair;
    }
    for (let n = this.#random.int(4); n >= 0; n--) table.fields.push(this.#plainField());
    this.#maybeReference(table);
    if (this.#random.chance(0.3)) {
      const field = this.#name("c");
      table.fields.push({
        data: { name: field, type: "integer", nullable: false, default: 1 },
        pinned: true,
        ...UNTOUCHED,
      });
      // Plain lower-case names need no quotes on any database.
      parts.checks = [{ name: this.#name("ck"), expression: `${field} > 0` }];
    }
    const index = this.#random.chance(0.5) ? this.#index(table) : undefined;
    if (index !== undefined) table.indexes.push(index);
    this.#tables.push(table);
    return {
      type: "create_table",
      name,
      fields: table.fields.map((field) => field.data),
      ...(index === undefined ? {} : { indexes: [indexData(index)] }),
      ...parts,
    };
  }

  #maybeReference(table: ModelTable): void {
    if (!this.#random.chance(0.5)) return;
    const targets = this.#tables.filter((other) => other.key !== undefined);
    if (table.key !== undefined) targets.push(table);
    if (targets.length === 0) return;
    const target = this.#random.pick(targets);
    const field = this.#name("r");
    const constraint = this.#name("fk");
    const action = this.#random.pick(["CASCADE", "SET_NULL", "RESTRICT", "NO_ACTION"]);
    const onDelete = this.#options.manyCascades ? action : "NO_ACTION";
    const foreignKey = { table: target.name, onDelete, name: constraint };
    table.fields.push({
      data: { name: field, type: "foreign_key", foreignKey },
      pinned: true,
      ...UNTOUCHED,
    });
    table.references.push({ name: constraint, field, target: target.name });
  }

  #dropTable(): Operation | undefined {
    const free = this.#tables.filter(
      (table) => !this.#tables.some((other) => other !== table && refersTo(other, table.name)),
    );
    if (free.length === 0 || this.#tables.length < 3) return undefined;
    const table = this.#random.pick(free);
    this.#tables = this.#tables.filter((other) => other !== table);
    return { type: "drop_table", name: table.name };
  }

  #renameTable(): Operation {
    const table = this.#random.pick(this.#tables);
    const oldName = table.name;
    const newName = this.#name("t");
    table.name = newName;
    for (const other of this.#tables) {
      other.former = other.former.map((target) => (target === oldName ? newName : target));
      other.references = other.references.map((reference) =>
        reference.target === oldName ? { ...reference, target: newName } : reference,
      );
    }
    return { type: "rename_table", oldName, newName };
  }

  #addField(): Operation {
    const table = this.#random.pick(this.#tables);
    const field = this.#plainField();
    table.fields.push({ ...field, filled: needsBackfill(field) });
    return {
      type: "add_field",
      table: table.name,
      field: field.data,
      ...(needsBackfill(field)
        ? { backfill: zeroOf(field.data.type, this.#options.emptyBytes) }
        : {}),
    };
  }

  #dropField(): Operation | undefined {
    const table = this.#random.pick(this.#tables);
    // Dropped and brought back, a field is empty: an older state in which it may not be is then out
    // of reach, so what was loosened stays.
    const free = table.fields.filter(
      (field) => !field.pinned && !field.loosened && !isUnique(table, field.data.name),
    );
    if (free.length === 0) return undefined;
    const field = this.#random.pick(free);
    table.fields = table.fields.filter((other) => other !== field);
    table.indexes = table.indexes.filter((index) => index.field !== field.data.name);
    table.uniques = table.uniques.filter((unique) => unique.field !== field.data.name);
    return {
      type: "drop_field",
      table: table.name,
      field: field.data.name,
      ...(needsBackfill(field)
        ? { backfill: zeroOf(field.data.type, this.#options.emptyBytes) }
        : {}),
    };
  }

  #alterField(): Operation | undefined {
    const table = this.#random.pick(this.#tables);
    // Filling a field with one value would break a unique index on it, a dropped one on the way down.
    const free = table.fields.filter((field) => !field.pinned && !isUnique(table, field.data.name));
    if (free.length === 0) return undefined;
    const field = this.#random.pick(free);
    const changes = this.#changes(field.data);
    const data: ModelField["data"] = { ...field.data, ...changes };
    const tightens = field.data.nullable !== false && data.nullable === false;
    const loosened = field.loosened || (field.data.nullable === false && data.nullable !== false);
    const altered = { ...field, data, loosened, filled: field.filled || tightens };
    table.fields = table.fields.map((other) => (other === field ? altered : other));
    return {
      type: "alter_field",
      table: table.name,
      oldField: field.data,
      newField: data,
      ...(tightens ? { backfill: zeroOf(data.type, this.#options.emptyBytes) } : {}),
    };
  }

  #changes(data: ModelField["data"]): Readonly<Record<string, unknown>> {
    const wider = WIDER[data.type];
    if (wider !== undefined && this.#random.chance(0.5)) return this.#random.pick(wider);
    if (data.type === "integer" && this.#random.chance(0.5)) {
      return { default: this.#random.int(100) };
    }
    return { nullable: data.nullable === false };
  }

  #renameField(): Operation | undefined {
    const table = this.#random.pick(this.#tables);
    // A check names its field in free SQL text; renaming such a field is a test of its own.
    const free = table.fields.filter(
      (field) => !field.pinned || table.references.some((key) => key.field === field.data.name),
    );
    if (free.length === 0) return undefined;
    const field = this.#random.pick(free);
    const oldName = field.data.name;
    // A name that begins with r tells the row source that this field refers to something.
    const newName = this.#name(field.pinned ? "r" : "f");
    table.fields = table.fields.map((other) =>
      other === field ? { ...field, data: { ...field.data, name: newName } } : other,
    );
    const renamed = (name: string): string => (name === oldName ? newName : name);
    table.indexes = table.indexes.map((index) => ({ ...index, field: renamed(index.field) }));
    table.uniques = table.uniques.map((unique) => ({ ...unique, field: renamed(unique.field) }));
    table.references = table.references.map((key) => ({ ...key, field: renamed(key.field) }));
    table.formerUnique = table.formerUnique.map(renamed);
    return { type: "rename_field", table: table.name, oldName, newName };
  }

  #addIndex(): Operation | undefined {
    const table = this.#random.pick(this.#tables);
    const index = this.#index(table);
    if (index === undefined) return undefined;
    table.indexes.push(index);
    return { type: "add_index", table: table.name, index: indexData(index) };
  }

  #index(table: ModelTable): ModelIndex | undefined {
    const indexable = table.fields.filter((field) => INDEXABLE.has(field.data.type));
    if (indexable.length === 0) return undefined;
    const { data: field, filled } = this.#random.pick(indexable);
    // Only rows of these types carry distinct values.
    const distinct = DISTINCT.has(field.type) && field.default === undefined && !filled;
    const unique = distinct && this.#random.chance(0.3);
    const partial = this.#options.partialIndexes && this.#random.chance(0.2);
    return {
      name: this.#name("ix"),
      field: field.name,
      order: this.#random.chance(0.2) ? "desc" : "asc",
      unique,
      where: partial ? `${quoteStandard(field.name)} IS NOT NULL` : undefined,
    };
  }

  #dropIndex(): Operation | undefined {
    const table = this.#random.pick(this.#tables);
    if (table.indexes.length === 0) return undefined;
    const index = this.#random.pick(table.indexes);
    table.indexes = table.indexes.filter((other) => other !== index);
    if (index.unique) table.formerUnique.push(index.field);
    return { type: "drop_index", table: table.name, index: index.name };
  }

  #renameIndex(): Operation | undefined {
    const table = this.#random.pick(this.#tables);
    if (table.indexes.length === 0) return undefined;
    const index = this.#random.pick(table.indexes);
    const newName = this.#name("ix");
    table.indexes = table.indexes.map((other) =>
      other === index ? { ...index, name: newName } : other,
    );
    return { type: "rename_index", table: table.name, oldName: index.name, newName };
  }

  #dropReference(): Operation | undefined {
    const table = this.#random.pick(this.#tables);
    if (table.references.length === 0) return undefined;
    const reference = this.#random.pick(table.references);
    table.references = table.references.filter((other) => other !== reference);
    table.former.push(reference.target);
    return { type: "drop_foreign_key", table: table.name, constraint: reference.name };
  }

  #runSql(): Operation {
    return { type: "run_sql", forwardSQL: "SELECT 1", backwardSQL: "SELECT 1" };
  }

  #plainField(): ModelField {
    const shape = this.#random.pick(PLAIN_TYPES);
    const name = this.#random.chance(0.2) ? this.#hostileName() : this.#name("f");
    const nullable = this.#random.chance(0.6);
    const literal = nullable || shape.type !== "integer" ? undefined : this.#random.int(1000);
    const data = {
      name,
      ...shape,
      nullable,
      ...(literal === undefined ? {} : { default: literal }),
    };
    return { data, pinned: false, ...UNTOUCHED };
  }

  #hostileName(): string {
    this.#names += 1;
    return `${this.#random.pick(HOSTILE)}${this.#names}`;
  }

  readonly #name = (prefix: string): string => {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  };
}
