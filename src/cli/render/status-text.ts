import { command, type Hint, hint, hintText } from "../../errors.js";
import { branchText, MERGE } from "../../migration/several-leaves.js";
import type { Direction } from "../../plan/plan.js";
import type { HistoryProblem, MigrationStatus, StatusReport } from "../../runner/status.js";
import { cleanLine } from "./clean-text.js";
import type { Colors } from "./console.js";
import { counted } from "./counted.js";
import { duration } from "./pace.js";
import { textTable } from "./text-table.js";

/** What the table says of a migration: its own state, or what is wrong with it. */
type ShownState = MigrationStatus["state"] | Exclude<HistoryProblem["kind"], "missing"> | "faked";

interface Style {
  readonly colors: Colors;
  readonly program: string;
  /** How many the terminal has. */
  readonly columns: number;
}

/** The table of `mm migrate status`, and below it what is wrong. */
export function statusText(report: StatusReport, style: Style): string {
  const { colors, columns } = style;
  if (report.migrations.length === 0) return "There are no migrations";
  const problems = problemsByName(report);
  const rows = report.migrations.map((migration) => {
    const state = shownState(migration, problems);
    return [
      cleanLine(migration.name),
      paint(state, colors),
      migration.appliedAt === undefined ? "" : timeText(migration.appliedAt),
      migration.duration === undefined ? "" : duration(migration.duration),
    ];
  });
  const table = textTable([["Migration", "State", "Applied (UTC)", "Took"], ...rows], columns);
  const counts = [
    `${report.applied} applied`,
    `${report.pending} pending`,
    ...(report.partial === 0 ? [] : [`${report.partial} partial`]),
  ];
  return [table, "", counts.join(", "), ...notes(report, style)].join("\n");
}

/** The same as data. */
export function statusDocument(report: StatusReport): Readonly<Record<string, unknown>> {
  const problems = problemsByName(report);
  return {
    applied: report.applied,
    pending: report.pending,
    partial: report.partial,
    migrations: report.migrations.map((migration) => ({
      name: migration.name,
      state: shownState(migration, problems),
      ...(migration.outcome === undefined ? {} : { outcome: migration.outcome }),
      ...(migration.appliedAt === undefined
        ? {}
        : { appliedAt: migration.appliedAt.toISOString() }),
      ...(migration.duration === undefined ? {} : { duration: migration.duration }),
      ...(migration.toolVersion === undefined ? {} : { toolVersion: migration.toolVersion }),
      ...(migration.ignored.length === 0 ? {} : { ignored: migration.ignored }),
      ...(migration.progress === undefined ? {} : { progress: migration.progress }),
    })),
    problems: report.problems,
    branches: report.branches,
  };
}

function problemsByName(report: StatusReport): ReadonlyMap<string, HistoryProblem> {
  return new Map(report.problems.map((problem) => [problem.migration, problem]));
}

function shownState(
  { name, state, outcome }: MigrationStatus,
  problems: ReadonlyMap<string, HistoryProblem>,
): ShownState {
  if (state === "partial") return state;
  const problem = problems.get(name);
  // Its own state is not in question when something else is missing.
  if (problem !== undefined && problem.kind !== "missing") return problem.kind;
  return state === "applied" && outcome === "faked" ? "faked" : state;
}

function paint(state: ShownState, colors: Colors): string {
  switch (state) {
    case "applied":
    case "faked":
    case "replaced":
      return colors.green(state);
    case "pending":
      return colors.yellow(state);
    case "partial":
    case "changed":
    case "unknown":
    case "inconsistent":
      return colors.red(state);
    default:
      return state satisfies never;
  }
}

function timeText(time: Date): string {
  return Number.isNaN(time.getTime()) ? "" : time.toISOString().slice(0, 19).replace("T", " ");
}

const WAYS: Readonly<Record<Direction, Hint>> = {
  up: hint`${command("migrate up")} goes on with it, ${command("migrate down")} undoes what happened`,
  down: "the next run goes on with it",
};

function notes(report: StatusReport, { colors, program }: Style): readonly string[] {
  const partial = report.migrations.flatMap(({ name, progress }) =>
    progress === undefined
      ? []
      : [
          `${cleanLine(name)} is half applied (${progress.direction}, ${counted(progress.done, "statement")} done); ${hintText(WAYS[progress.direction], program)}`,
        ],
  );
  const problems = report.problems.map(({ message }) => cleanLine(message));
  const { branches } = report;
  const ends = `${branches.length} ends are not merged: ${branches.map((one) => cleanLine(branchText(one))).join(", ")}`;
  const together = hintText(hint`${MERGE} brings them together`, program);
  const open = branches.length === 0 ? [] : [`${ends}; ${together}`];
  return [...partial, ...problems, ...open].map((text) => `${colors.red("!")} ${text}`);
}
