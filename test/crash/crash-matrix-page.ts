import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// node dist/test/crash/crash-matrix-page.js <output of crash-matrix-run>... writes the page.
interface Part {
  readonly name: string;
  readonly rows: readonly {
    readonly direction: string;
    readonly statements: number;
    readonly kills: number;
    readonly resumed: number;
  }[];
}

const PAGE = fileURLToPath(new URL("../../../docs/crash-matrix.md", import.meta.url));
const sums = new Map<string, { statements: number; kills: number; resumed: number }>();
for (const file of process.argv.slice(2)) {
  const part: Part = JSON.parse(readFileSync(file, "utf8"));
  for (const { direction, statements, kills, resumed } of part.rows) {
    const key = `${part.name} | ${direction}`;
    const sum = sums.get(key) ?? { statements, kills: 0, resumed: 0 };
    sums.set(key, { statements, kills: sum.kills + kills, resumed: sum.resumed + resumed });
  }
}
const lines = [...sums]
  .sort(([one], [two]) => (one < two ? -1 : 1))
  .map(
    ([key, { statements, kills, resumed }]) => `| ${key} | ${statements} | ${kills} | ${resumed} |`,
  );
const page = readFileSync(PAGE, "utf8");
const table = [
  "| database | direction | statements | kills | resumed |",
  "| --- | --- | --- | --- | --- |",
];
writeFileSync(
  PAGE,
  page.replace(
    /(<!-- table -->\n)[\s\S]*?(<!-- end -->)/,
    `$1\n${[...table, ...lines].join("\n")}\n\n$2`,
  ),
);
