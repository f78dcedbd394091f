import { hint, hintText } from "../../errors.js";
import { MERGE } from "../../migration/several-leaves.js";
import { cleanLine } from "./clean-text.js";
import type { DagDocument, DagMigration } from "./dag-document.js";
import { wrapText } from "./wrap-text.js";

interface Style {
  readonly program: string;
  /** How many the terminal has. */
  readonly columns: number;
}

/**
 * The graph as a text: one line a migration, in the order in which they run. A lane is a line of
 * work that waits for its next migration.
 *
 * ```
 * *    0001_initial
 * |-.
 * * |  0002_names
 * | *  0002_posts
 * |-'
 * *    0003_merge
 * ```
 */
export function dagAscii(dag: DagDocument, { program, columns }: Style): string {
  const lines: string[] = [`Migrations (${dag.migrations.length})`, ""];
  const lanes = new Lanes();
  const children = childrenOf(dag);
  for (const migration of dag.migrations) {
    lines.push(...lanes.enter(migration.name));
    lines.push(`${lanes.node()}  ${cleanLine(migration.name)}`);
    const next = children.get(migration.name) ?? [];
    const fork = lanes.leave(next);
    for (const { description } of migration.operations) {
      const rails = `${lanes.rails()}    `;
      const text = wrapText(cleanLine(description), columns - rails.length).split("\n");
      lines.push(...text.map((part) => (rails + part).trimEnd()));
    }
    lines.push(...fork());
  }
  const list = (names: readonly string[]): string => names.map(cleanLine).join(", ") || "none";
  lines.push(
    "",
    ...[`Roots:  ${list(dag.roots)}`, `Leaves: ${list(dag.leaves)}`, verdict(dag, program)].map(
      (text) => wrapText(text, columns),
    ),
  );
  return lines.join("\n");
}

function verdict(dag: DagDocument, program: string): string {
  if (dag.hasUnresolvedBranches) {
    return `WARNING: ${dag.leaves.length} branches are not merged; ${hintText(hint`${MERGE} brings them together`, program)}`;
  }
  return dag.hasBranches ? "OK: all branches are merged" : "OK: no branches, the graph is a line";
}

function childrenOf(dag: DagDocument): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const { name, dependencies } of dag.migrations as readonly DagMigration[]) {
    for (const parent of dependencies) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [name]);
      else known.push(name);
    }
  }
  return children;
}

class Lanes {
  /** What each lane waits for; undefined = free. */
  #waiting: (string | undefined)[] = [];
  #current = 0;

  /** Brings together the lanes that wait for the migration. */
  enter(name: string): readonly string[] {
    const mine = this.#waiting.flatMap((wanted, lane) => (wanted === name ? [lane] : []));
    this.#current = mine[0] ?? this.#free(0);
    this.#waiting[this.#current] = name;
    if (mine.length < 2) return [];
    const row = this.#bridge(mine, "'");
    for (const lane of mine.slice(1)) this.#waiting[lane] = undefined;
    this.#trim();
    return [row];
  }

  node(): string {
    return this.#waiting
      .map((wanted, lane) => (lane === this.#current ? "*" : wanted === undefined ? " " : "|"))
      .join(" ");
  }

  /** Opens a lane per child; the row that shows it comes after the operations. */
  leave(children: readonly string[]): () => readonly string[] {
    const [first, ...others] = children;
    this.#waiting[this.#current] = first;
    return () => {
      if (others.length === 0) {
        this.#trim();
        return [];
      }
      const lanes = [this.#current];
      for (const child of others) {
        const lane = this.#free(this.#current + 1);
        this.#waiting[lane] = child;
        lanes.push(lane);
      }
      return [this.#bridge(lanes, ".")];
    };
  }

  rails(): string {
    return this.#waiting.map((wanted) => (wanted === undefined ? " " : "|")).join(" ");
  }

  /** A horizontal line from the first lane to the last, `+` where it crosses another one. */
  #bridge(lanes: readonly number[], end: string): string {
    const last = lanes.at(-1) ?? 0;
    const first = lanes[0] ?? 0;
    const cells = this.#waiting.map((wanted, lane) => {
      if (lane < first || lane > last) return wanted === undefined ? "  " : "| ";
      const line = lane < last ? "-" : " ";
      if (lane === first) return `|${line}`;
      if (lanes.includes(lane)) return `${end}${line}`;
      return `${wanted === undefined ? "-" : "+"}${line}`;
    });
    return cells.join("").trimEnd();
  }

  #free(from: number): number {
    for (let lane = from; ; lane++) if (this.#waiting[lane] === undefined) return lane;
  }

  #trim(): void {
    while (this.#waiting.length > 0 && this.#waiting.at(-1) === undefined) this.#waiting.pop();
  }
}
