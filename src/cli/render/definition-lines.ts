/** How an object is made by the migrations (`-`), and how the database has it (`+`). */
export function definitionLines(definitions: {
  readonly migrations: string;
  readonly database: string;
}): readonly string[] {
  const [made, live] = [definitions.migrations, definitions.database].map((sql) =>
    sql
      .trim()
      .split(/\r?\n/)
      .map((line) => line.trimEnd()),
  );
  return [...(made ?? []).map((line) => `- ${line}`), ...(live ?? []).map((line) => `+ ${line}`)];
}
