import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseCase } from "../cases/case-file.js";
import { hasChinook, writeChinookRows } from "../chinook/rows.js";
import { namesIn, projectRoot, projectText } from "../source-tree.js";

/** A folder of migrations that some test or page of the project runs. */
export interface TestProject {
  readonly name: string;
  /** Puts its migrations into this folder. */
  fill(folder: string): void;
}

/** The examples, the fixtures, and the cases whose migrations are there at first and go up. */
export function testProjects(): readonly TestProject[] {
  const cases = namesIn("test/cases").filter((name) => name.endsWith(".case"));
  return [
    folder("the example shop", "docs/examples/shop/migrations"),
    folder("the example calendar", "docs/examples/calendar/migrations"),
    ...(hasChinook ? [chinook] : []),
    ...cases.flatMap(ofCase),
  ];
}

const chinook: TestProject = {
  name: "Chinook",
  fill: (folder) => {
    copy("test/fixtures/chinook/migrations", folder);
    writeChinookRows(folder);
  },
};

function folder(name: string, path: string): TestProject {
  return { name, fill: (to) => copy(path, to) };
}

function copy(path: string, to: string): void {
  cpSync(join(projectRoot, path), to, { recursive: true });
}

function ofCase(name: string): readonly TestProject[] {
  const { steps } = parseCase(projectText(`test/cases/${name}`));
  const goesUp = steps.some(
    (step) => step.kind === "run" && step.run.exit === 0 && /^Applied /m.test(step.run.stdout),
  );
  if (!goesUp) return [];
  const first = steps.findIndex(({ kind }) => kind === "run");
  const files = steps.slice(0, first).flatMap((step) => (step.kind === "file" ? [step] : []));
  const migrations = files.filter(({ path }) => path.startsWith("migrations/"));
  if (migrations.length === 0) return [];
  return [
    {
      name,
      fill: (folder) => {
        for (const { path, text } of migrations) {
          const file = join(folder, path.slice("migrations/".length));
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, text);
        }
      },
    },
  ];
}
