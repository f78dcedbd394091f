import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the sample data lies on the project's own machines; tests do without when it is absent. */
const CHINOOK_FOLDER = fileURLToPath(new URL("../../../../shared/data/chinook/", import.meta.url));

export const hasChinook = existsSync(join(CHINOOK_FOLDER, "Chinook_Sqlite.sql"));

/** Number of rows in the original script. */
export const CHINOOK_ROWS = 15_607;

export type ChinookRow = Readonly<Record<string, string | number | null>>;

/** Table -> rows, read from the INSERT statements of the original script. */
export function readChinookRows(): ReadonlyMap<string, readonly ChinookRow[]> {
  const script = readFileSync(join(CHINOOK_FOLDER, "Chinook_Sqlite.sql"), "utf8");
  const rows = new Map<string, ChinookRow[]>();
  for (const insert of script.matchAll(/^INSERT INTO \[(\w+)\] \(([^)]*)\) VALUES\s*$/gm)) {
    const [line, table = "", columns = ""] = insert;
    const names = Array.from(columns.matchAll(/\[(\w+)\]/g), (match) => match[1] ?? "");
    const reader = new TupleReader(script, (insert.index ?? 0) + line.length);
    const list = rows.get(table) ?? [];
    for (const tuple of reader.tuples()) {
      list.push(Object.fromEntries(names.map((name, index) => [name, tuple[index] ?? null])));
    }
    rows.set(table, list);
  }
  return rows;
}

/** Writes `data/<Table>.json` for the migration that imports them. */
export function writeChinookRows(migrations: string): void {
  mkdirSync(join(migrations, "data"), { recursive: true });
  for (const [table, rows] of readChinookRows()) {
    writeFileSync(join(migrations, "data", `${table}.json`), JSON.stringify(rows));
  }
}

/** Reads `(1, 'it''s', NULL), (2, ...);` from a position of a script. */
class TupleReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  *tuples(): Generator<readonly (string | number | null)[]> {
    for (;;) {
      this.#skip(/[\s,]*/y);
      if (this.#text[this.#at] !== "(") return;
      this.#at += 1;
      yield this.#tuple();
    }
  }

  #tuple(): readonly (string | number | null)[] {
    const values: (string | number | null)[] = [];
    while (this.#text[this.#at] !== ")") {
      this.#skip(/[\s,]*/y);
      const literal = this.#match(/N?'(?:[^']|'')*'|NULL|-?[\d.]+/y);
      values.push(readLiteral(literal));
    }
    this.#at += 1;
    return values;
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) {
      throw new Error(`no literal at ${this.#at}: ${this.#text.slice(this.#at, this.#at + 40)}`);
    }
    this.#at += found.length;
    return found;
  }
}

function readLiteral(literal: string): string | number | null {
  if (literal === "NULL") return null;
  if (!literal.endsWith("'")) return Number(literal);
  return literal.slice(literal.indexOf("'") + 1, -1).replaceAll("''", "'");
}
