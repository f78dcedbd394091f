type Data = Readonly<Record<string, unknown>>;

/** A file for each namespace, or one for each table. */
export type SplitBy = "schema" | "table";

/** A part of a document in a file of its own. */
export interface DocumentPart {
  /** From the folder of the main file, with `/` and without an ending; undefined: the main file. */
  readonly path: string | undefined;
  readonly document: Data;
  readonly tables: number;
}

/**
 * The document in several, the main one first: it includes the others (their paths end in `ending`) and
 * keeps what is of no table. Tables of no namespace stay in it when there is a file for each namespace.
 */
export function splitDocument(
  document: Data,
  { by, ending }: { readonly by: SplitBy; readonly ending: string },
): readonly DocumentPart[] {
  const tables = Array.isArray(document.tables) ? (document.tables as readonly Data[]) : [];
  const parts = new Map<string, Data[]>();
  const stay: Data[] = [];
  const names = new FileNames();
  for (const table of tables) {
    const group = groupOf(table, by);
    if (group === undefined) stay.push(table);
    else {
      const path = names.of(group);
      const known = parts.get(path);
      if (known === undefined) parts.set(path, [table]);
      else known.push(table);
    }
  }
  const included = [...parts.keys()].map((path) => `./${path}${ending}`);
  const { tables: _all, ...rest } = document;
  const main = {
    ...(included.length > 0 && { include: included }),
    ...rest,
    ...((stay.length > 0 || included.length === 0) && { tables: stay }),
  };
  return [
    { path: undefined, document: main, tables: stay.length },
    ...[...parts].map(([path, list]) => ({
      path,
      document: { tables: list },
      tables: list.length,
    })),
  ];
}

/** The words that the path of a table's file is made of; undefined: it stays. */
function groupOf(table: Data, by: SplitBy): readonly string[] | undefined {
  const namespace = table.schema === undefined ? [] : [String(table.schema)];
  if (by === "schema") return namespace.length === 0 ? undefined : ["schemas", ...namespace];
  return ["tables", ...namespace, String(table.name)];
}

/** Paths that every file system takes, one for each group: names of a database may hold anything. */
class FileNames {
  readonly #byGroup = new Map<string, string>();
  readonly #taken = new Set<string>();

  of(group: readonly string[]): string {
    const key = JSON.stringify(group);
    const known = this.#byGroup.get(key);
    if (known !== undefined) return known;
    const plain = group.map(plainName).join("/");
    for (let turn = 1; ; turn += 1) {
      const path = turn === 1 ? plain : `${plain}_${turn}`;
      // Some file systems do not tell upper from lower case.
      if (this.#taken.has(path.toLowerCase())) continue;
      this.#taken.add(path.toLowerCase());
      this.#byGroup.set(key, path);
      return path;
    }
  }
}

/** Bytes of a name: with the ending it has to fit into the 255 that file systems take. */
const LONGEST = 200;

function plainName(name: string): string {
  let plain = name
    .slice(0, LONGEST)
    .replaceAll(/[^\p{L}\p{N}_-]/gu, "_")
    .replace(/^-/, "_");
  while (Buffer.byteLength(plain) > LONGEST) plain = [...plain].slice(0, -1).join("");
  return plain === "" ? "_" : plain;
}
