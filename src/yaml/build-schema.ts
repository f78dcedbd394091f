import { checkFieldType } from "../schema/check-field-type.js";
import { constraintName } from "../schema/constraint-name.js";
import type { Field } from "../schema/field.js";
import { junctionTable } from "../schema/junction-table.js";
import { memberNames } from "../schema/member-names.js";
import { optionTexts } from "../schema/options.js";
import { resolveDefault } from "../schema/resolve-default.js";
import { resolveFieldType } from "../schema/resolve-field-type.js";
import { type Schema, schemaOf, tableKey } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";
import {
  type ForeignKey,
  makeIndex,
  makeTable,
  partFields,
  type Table,
  type Unique,
} from "../schema/table.js";
import { TableMap } from "../schema/table-map.js";
import { withTables } from "../schema/with-table.js";
import { suggestion } from "../text/nearest-name.js";
import { buildCheck, buildForeignKey, buildPrimaryKey, buildUnique } from "./build-constraints.js";
import { buildField, type EnumsByName, fieldFaults } from "./build-field.js";
import { builtObjects, dependencyFaults } from "./build-objects.js";
import type { DeclaredRename } from "./declared-rename.js";
import { defaultFault } from "./default-fault.js";
import type { FieldEntry, IndexEntry } from "./document-shape.js";
import { Doubts, TYPE_KEYS } from "./doubts.js";
import type { Merged, MergedTable } from "./merge-documents.js";
import type { Problem } from "./problem.js";
import type { Origins } from "./read-document.js";

/** What schema files say. */
export interface BuiltSchema {
  readonly schema: Schema;
  readonly renames: readonly DeclaredRename[];
}

/** Makes the model of what was read; what does not fit together is reported with its place. */
export function buildSchema(
  merged: Merged,
  origins: Origins,
): BuiltSchema & { readonly problems: readonly Problem[] } {
  const build = new Build(merged, origins);
  const schema = build.schema();
  return { schema, renames: build.renames, problems: build.problems };
}

class Build {
  readonly problems: Problem[] = [];
  readonly renames: DeclaredRename[] = [];
  readonly #merged: Merged;
  readonly #tables: ReadonlyMap<string, MergedTable>;
  readonly #origins: Origins;
  readonly #enums: EnumsByName;
  readonly #doubts: Doubts;
  /** Fields and foreign keys of the model -> what they were made of. */
  readonly #made = new Map<object, object>();

  constructor(merged: Merged, origins: Origins) {
    this.#merged = merged;
    this.#tables = new Map(
      merged.tables.map((table) => {
        const { name, schema: namespace } = table.entry;
        return [tableKey({ name, namespace }), table];
      }),
    );
    this.#origins = origins;
    this.#doubts = new Doubts(origins);
    this.#enums = new Map(merged.enums.map(({ name, values }) => [name, values]));
  }

  schema(): Schema {
    const { tables, defaults, typeMappings } = this.#merged;
    const own = tables.map((table) => this.#table(table));
    const junctions = tables.flatMap((table) => this.#junctions(table));
    const all = new Map([...junctions, ...own].map((table) => [tableKey(table), table]));
    const objects = builtObjects(this.#merged);
    const enums = [...this.#enums].map(([name, values]) => Object.freeze({ name, values }));
    const raw = schemaOf({ tables: all.values(), defaults, typeMappings, enums, objects });
    for (const table of own) this.#references(table, raw);
    this.#dependencies(raw);
    this.#enumFaults();
    if (this.problems.length > 0) return raw;
    return withTables(
      raw,
      TableMap.from(
        new Map([...raw.tables].map(([key, table]) => [key, this.#resolved(table, raw)])),
      ),
    );
  }

  #table(merged: MergedTable): Table {
    const { entry } = merged;
    const columns = merged.fields.filter((field) => field.many_to_many === undefined);
    const built = columns.map((field) => {
      this.#fieldFaults(field);
      const made = buildField(field, entry.name, this.#enums);
      this.#made.set(made.field, field);
      if (made.foreignKey !== undefined)
        this.#made.set(made.foreignKey, field.foreign_key ?? field);
      return made;
    });
    this.#keepRenames(merged);
    const primaryKey = this.#primaryKey(merged, columns);
    const inKey = new Set(primaryKey?.fields);
    const fields = built.map(({ field }) => this.#inKey(field, inKey));
    const uniques = [
      ...columns.filter(({ unique }) => unique === true).map(({ name }) => ({ fields: [name] })),
      ...merged.unique,
    ].map((one) => buildUnique(one, entry.name));
    const table = makeTable({
      name: entry.name,
      namespace: entry.schema,
      fields,
      primaryKey,
      foreignKeys: [
        ...built.flatMap(({ foreignKey }) => foreignKey ?? []),
        ...this.#tableKeys(merged),
      ],
      indexes: merged.indexes.map((index) => this.#index(index, entry.name)),
      uniques,
      checks: merged.checks.map(buildCheck),
      exclusions: merged.exclusions.map((one) => Object.freeze({ ...one })),
      comment: merged.comment,
      options: optionTexts(merged.options),
    });
    this.#members(table, merged);
    return table;
  }

  #inKey(field: Field, inKey: ReadonlySet<string>): Field {
    if (!inKey.has(field.name) || !field.nullable) return field;
    const strict = Object.freeze({ ...field, nullable: false });
    this.#made.set(strict, this.#made.get(field) ?? field);
    return strict;
  }

  #primaryKey(merged: MergedTable, columns: readonly FieldEntry[]): Table["primaryKey"] {
    const onFields = columns.filter((field) => field.primary_key === true).map(({ name }) => name);
    const given = merged.primaryKey;
    if (given === undefined) {
      return onFields.length === 0 ? undefined : buildPrimaryKey(onFields);
    }
    const key = buildPrimaryKey(given);
    const other = onFields.find((name) => !key.fields.includes(name));
    if (other !== undefined) {
      const key = this.#spell(merged.entry, "primary_key");
      const message = `"${other}" has ${key}: true, but is not in ${key} of the table`;
      this.#fault(merged.entry, "primary_key", { message, hint: "Say it in one place." });
    }
    return key;
  }

  #tableKeys({ foreignKeys, entry }: MergedTable): readonly ForeignKey[] {
    return foreignKeys.map((key) => {
      const made = buildForeignKey(key, entry.name);
      this.#made.set(made, key.references);
      return made;
    });
  }

  #index(index: IndexEntry, table: string) {
    const parts = index.fields.map((part) => {
      if (typeof part === "string") return { field: part };
      if ((part.field === undefined) === (part.expression === undefined)) {
        this.#fault(part, undefined, {
          message: "a part of an index is a field or an expression",
          hint: "Write field: or expression:.",
        });
      }
      const { operator_class: opclass, ...rest } = part;
      return { ...rest, opclass };
    });
    const fields = partFields(parts);
    if (index.name === undefined && fields.length < parts.length) {
      const message = "an index over an expression needs a name";
      this.#fault(index, undefined, { message, hint: "Write name: before fields:." });
    }
    const prefix = index.unique === true ? "uq" : "idx";
    return makeIndex({
      name: index.name ?? constraintName({ prefix, table, fields }),
      parts,
      unique: index.unique,
      method: index.method,
      where: index.where,
      include: index.include,
      nullsNotDistinct: index.nulls_not_distinct,
      comment: index.comment,
      options: optionTexts(index.options),
    });
  }

  /** Names that are used must be there, and names that are given must be free. */
  #members(table: Table, merged: MergedTable): void {
    const { entry, indexes, fields } = merged;
    const isKnown = this.#isKnown(merged, "fields");
    const known = table.fields.map(({ name }) => name);
    const missing = (list: readonly string[], where: object, key: string | undefined): void => {
      const name = list.find((one) => !known.includes(one));
      if (name === undefined || !isKnown) return;
      const message = `table "${tableKey(table)}" has no field "${name}"`;
      this.#fault(where, key, {
        message,
        hint: suggestion(name, known, `It has ${known.join(", ")}.`),
      });
    };
    for (const [at, index] of table.indexes.entries()) {
      const used = [...partFields(index.parts), ...index.include];
      missing(used, indexes[at] ?? entry, "fields");
    }
    const used = (key: Pick<Unique, "fields" | "include">) => [
      ...key.fields,
      ...(key.include ?? []),
    ];
    missing(table.primaryKey ? used(table.primaryKey) : [], entry, "primary_key");
    missing(table.uniques.flatMap(used), entry, "unique");
    missing(
      table.foreignKeys.flatMap((key) => key.fields),
      entry,
      "foreign_keys",
    );
    const names = memberNames(table);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) {
      const message = `table "${tableKey(table)}" has two indexes or constraints "${twice}"`;
      this.#fault(entry, "name", { message, hint: "Give one of them another name." });
    }
    if (known.length === 0 && fields.length > 0 && isKnown) {
      const message = `table "${tableKey(table)}" has no column`;
      this.#fault(entry, "fields", {
        message,
        hint: "A many_to_many field is no column; add one.",
      });
    }
  }

  #junctions({ entry, fields }: MergedTable): readonly Table[] {
    return fields.flatMap((field) => {
      if (field.many_to_many === undefined) return [];
      this.#fieldFaults(field);
      const { name, schema: namespace } = entry;
      const target = field.many_to_many.table;
      if (!this.#tables.has(target)) this.#missingTable(field.many_to_many, target);
      return [junctionTable({ table: name, namespace, field: field.name, target })];
    });
  }

  /** Everything that points elsewhere, once all tables are known. */
  #references(table: Table, schema: Schema): void {
    let whole = true;
    for (const key of table.foreignKeys) {
      const target = schema.tables.get(key.table);
      const where = this.#made.get(key) ?? table;
      if (target === undefined) {
        whole = false;
        this.#missingTable(where, key.table);
        continue;
      }
      const over = this.#tables.get(key.table);
      if (over && !(this.#isKnown(over, "fields") && this.#isKnown(over, "primary_key"))) {
        whole = false;
        continue;
      }
      const wanted =
        key.targetFields.length === 0 ? (target.primaryKey?.fields ?? []) : key.targetFields;
      const lost = wanted.find((name) => !target.fields.some((field) => field.name === name));
      if (lost === undefined && wanted.length === key.fields.length) continue;
      whole = false;
      const names = target.fields.map(({ name }) => name);
      const message =
        lost === undefined
          ? `table "${key.table}" has no key of ${key.fields.length} field(s) to refer to`
          : `table "${key.table}" has no field "${lost}"`;
      const hint =
        lost === undefined
          ? "Name the fields over there."
          : suggestion(lost, names, `It has ${names.join(", ")}.`);
      this.#fault(where, undefined, { message, hint });
    }
    for (const field of table.fields) {
      const where = this.#made.get(field) ?? table;
      if (!this.#doubts.isSure(where, TYPE_KEYS)) continue;
      let typed = field;
      try {
        if (field.type !== "" && this.#isSaid("type_mappings"))
          checkFieldType(field, table, schema);
        if (whole) typed = resolveFieldType(field, { table, schema });
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        this.#fault(where, "type", { message: error.message, hint: error.hint });
        continue;
      }
      if (!this.#doubts.isSure(where, ["default", "generated"])) continue;
      if (field.default?.kind === "named" && !this.#isSaid("defaults")) continue;
      const fault = defaultFault(resolveDefault(typed, table, schema));
      if (fault === undefined) continue;
      const hint =
        "Write a value of the field's type, the name of an entry of the defaults, or { sql: ... }.";
      this.#fault(where, "default", { message: fault, hint });
    }
  }

  /** What objects of the files depend on is there, too. */
  #dependencies(schema: Schema): void {
    if (!["tables", "enums", "opaque"].every((key) => this.#isSaid(key))) return;
    const entries = this.#merged.opaque.filter((entry) => !this.#isFaulty(entry));
    for (const fault of dependencyFaults(entries, schema)) {
      this.#fault(fault.entry, fault.key, fault);
    }
  }

  #enumFaults(): void {
    for (const entry of this.#merged.enums) {
      const twice = entry.values.find((value, at) => entry.values.indexOf(value) !== at);
      if (twice === undefined) continue;
      const message = `enum "${entry.name}" has the value "${twice}" twice`;
      this.#fault(entry, "values", { message, hint: "Take one of them away." });
    }
  }

  #resolved(table: Table, schema: Schema): Table {
    return makeTable({
      ...table,
      fields: table.fields.map((field) => resolveDefault(field, table, schema)),
    });
  }

  #keepRenames({ entry, fields }: MergedTable): void {
    const table = tableKey({ name: entry.name, namespace: entry.schema });
    if (entry.renamed_from !== undefined) {
      this.renames.push({ table: undefined, from: entry.renamed_from, to: table });
    }
    for (const { name, renamed_from: from } of fields) {
      if (from !== undefined) this.renames.push({ table, from, to: name });
    }
  }

  #missingTable(where: object, name: string): void {
    if (!this.#isSaid("tables")) return;
    const hint = suggestion(
      name,
      this.#tables.keys(),
      "Add the table, or correct the name; one in another schema is schema.table.",
    );
    this.#fault(where, "table", { message: `there is no table "${name}"`, hint });
  }

  /** Is all known that the files say under the key? */
  #isSaid(key: string): boolean {
    return !this.#merged.lacks.has(key);
  }

  #isKnown({ lacks }: MergedTable, key: string): boolean {
    return this.#isSaid("include") && !lacks.has(key);
  }

  #isFaulty(entry: object): boolean {
    return this.#origins.get(entry)?.lacks !== undefined;
  }

  #fieldFaults(field: FieldEntry): void {
    const spell = (key: string): string => this.#spell(field, key);
    for (const fault of fieldFaults(field, { enums: this.#enums, spell })) {
      if (!this.#doubts.isSure(field, fault.judgedBy)) continue;
      this.#doubts.add(field, fault.judgedBy);
      if (fault.key !== "enum" || this.#isSaid("enums")) this.#fault(field, fault.key, fault);
    }
  }

  #spell(where: object, key: string): string {
    return this.#origins.get(where)?.source.spell(key) ?? key;
  }

  #fault(
    where: object,
    key: string | undefined,
    { message, hint }: { readonly message: string; readonly hint: string | undefined },
  ): void {
    const origin = this.#origins.get(where);
    if (origin === undefined) throw new RangeError(`its place is not known: ${message}`);
    const path = key === undefined ? origin.path : [...origin.path, origin.source.spell(key)];
    this.problems.push(origin.source.problemAt(path, { code: "YAML_INVALID", message, hint }));
  }
}
