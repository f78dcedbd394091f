import type { SqlserverCatalogue } from "../../src/dialect/sqlserver/catalogue.js";
import type { Row } from "../../src/driver/driver.js";

type Rows = Map<number, Row[]>;

/** How many bytes a column of a type has in `sys.columns`; others are not asked for. */
const BYTES_OF_A_LETTER = 2;

/**
 * The rows that the catalogue views of SQL Server have after a script of plain tables, keys and indexes:
 * no server of it can be had here. What the script may say is what Chinook says.
 *
 * @throws Error for a statement that it does not know, so that nothing is passed over.
 */
export function catalogueOfScript(script: string): SqlserverCatalogue {
  const made = new ScriptCatalogue();
  const bare = script.replaceAll(/^\s*--.*$/gm, "");
  for (const batch of bare.split(/^GO$/m)) {
    const sql = batch.trim().replace(/;$/, "");
    if (sql !== "") made.run(sql);
  }
  return made.rows;
}

class ScriptCatalogue {
  readonly #tables: Row[] = [];
  readonly #columns: Rows = new Map();
  readonly #indexes: Rows = new Map();
  readonly #foreignKeys: Rows = new Map();

  get rows(): SqlserverCatalogue {
    return {
      tables: this.#tables,
      columns: this.#columns,
      indexes: this.#indexes,
      foreignKeys: this.#foreignKeys,
      checks: new Map(),
      triggers: new Map(),
    };
  }

  run(sql: string): void {
    const table = /^CREATE TABLE (?:\[dbo\]\.)?\[(\w+)\]\s*\((.*)\)$/s.exec(sql);
    const key =
      /^ALTER TABLE (?:\[dbo\]\.)?\[(\w+)\] ADD (CONSTRAINT \[\w+\]\s+FOREIGN KEY.*)$/s.exec(sql);
    const index = /^CREATE INDEX \[(\w+)\] ON (?:\[dbo\]\.)?\[(\w+)\] \((.*)\)$/s.exec(sql);
    if (table !== null) this.#createTable(table[1] ?? "", table[2] ?? "");
    else if (key !== null) this.#foreignKey(this.#id(key[1]), key[2] ?? "");
    else if (index !== null) {
      this.#index(this.#id(index[2]), index[3] ?? "", { name: index[1], is_primary: false });
    } else throw new Error(`a statement that is not known: ${sql}`);
  }

  #createTable(name: string, body: string): void {
    const id = this.#tables.length + 1;
    this.#tables.push({ id, name, namespace: null, comment: null });
    // A comma within brackets stands between members of a key or behind a precision.
    for (const member of body.split(/,\s*\n/).map((one) => one.trim())) {
      const key = /^CONSTRAINT \[(\w+)\] PRIMARY KEY (?:(?:NON)?CLUSTERED )?\((.*)\)$/.exec(member);
      if (key !== null) this.#index(id, key[2] ?? "", { name: key[1], is_primary: true });
      else if (member.startsWith("CONSTRAINT")) this.#foreignKey(id, member);
      else this.#column(id, member);
    }
  }

  #column(id: number, text: string): void {
    const [, name, type = "", first = "0", second = "0", not] =
      /^\[(\w+)\] (\w+)(?:\((\d+)(?:,\s*(\d+))?\))?( NOT)?(?: NULL)?$/.exec(text) ?? [];
    if (name === undefined) throw new Error(`a column that is not known: ${text}`);
    const isMoment = type.toLowerCase() === "datetime2";
    add(this.#columns, id, {
      ...{ id, name, type_name: type.toLowerCase(), bytes: Number(first) * BYTES_OF_A_LETTER },
      ...{ digits: Number(first), scale: isMoment ? 7 : Number(second) },
      ...{ nullable: not === undefined, counts: false, computed: false },
      ...{ collation_name: null, default_text: null, comment: null },
    });
  }

  #foreignKey(id: number, text: string): void {
    const [, name, column_name, target, target_column, onDelete = "", onUpdate = ""] =
      /^CONSTRAINT \[(\w+)\]\s+FOREIGN KEY \(\[(\w+)\]\) REFERENCES (?:\[dbo\]\.)?\[(\w+)\] \(\[(\w+)\]\) ON DELETE ([A-Z ]+) ON UPDATE ([A-Z ]+)$/.exec(
        text,
      ) ?? [];
    if (name === undefined) throw new Error(`a constraint that is not known: ${text}`);
    const key_id = [...this.#foreignKeys.values()].flat().length + 1;
    add(this.#foreignKeys, id, {
      ...{ key_id, name, target: this.#id(target), column_name, target_column },
      ...{ on_delete: onDelete.replace(" ", "_"), on_update: onUpdate.replace(" ", "_") },
    });
  }

  #index(id: number, members: string, facts: Row): void {
    const index_id = new Set(this.#indexes.get(id)?.map((row) => row.index_id)).size + 1;
    for (const [, column_name] of members.matchAll(/\[(\w+)\]/g)) {
      const column = this.#columns.get(id)?.find(({ name }) => name === column_name);
      add(this.#indexes, id, {
        ...{ id, index_id, kind: facts.is_primary === true ? 1 : 2, column_name },
        ...{ is_unique: facts.is_primary, is_constraint: false, filter_text: null },
        ...{
          named_by_server: false,
          descending: false,
          included: false,
          nullable: column?.nullable === true ? 1 : 0,
        },
        ...facts,
      });
    }
  }

  #id(name: string | undefined): number {
    const found = this.#tables.find((table) => table.name === name);
    if (found === undefined) throw new Error(`no table "${name}"`);
    return Number(found.id);
  }
}

function add(rows: Rows, id: number, row: Row): void {
  rows.set(id, [...(rows.get(id) ?? []), row]);
}
