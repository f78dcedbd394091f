import type { Finding } from "../../check/finding.js";
import type { CheckReport, FolderReport } from "../../check/report.js";
import { hintText } from "../../errors.js";
import { cleanLine } from "./clean-text.js";
import type { Colors } from "./console.js";
import { counted } from "./counted.js";
import { duration } from "./pace.js";
import { displayWidth } from "./wrap-text.js";

/** Columns of a folder's name. */
const WIDEST = 60;

/** How a report is written. */
export interface CheckStyle {
  readonly colors: Colors;
  /** By this name the commands of a hint are called. */
  readonly program: string;
}

/** The report for people: a line for each folder, what was found below it, and the totals. */
export function checkText(report: CheckReport, { colors, program }: CheckStyle): string {
  // A tenant's name can be as long as a path; then its line is, and not that of every other.
  const widths = report.folders.map(({ folder }) => displayWidth(cleanLine(folder)));
  const width = Math.max(0, ...widths.filter((one) => one <= WIDEST));
  const blocks = report.folders.map((folder) => folderText(folder, { colors, program, width }));
  const totals = `${report.passed} passed, ${report.refused} refused in ${duration(report.milliseconds)}`;
  const open = report.open.map((folder) => `not done yet: ${cleanLine(folder)}`);
  const end = `${totals}, checked for ${report.databases.join(", ")}`;
  return [...blocks, ...open, "", end].join("\n");
}

/** The report as data: the body of the JSON document. */
export function checkDocument(
  report: CheckReport,
  program: string,
): Readonly<Record<string, unknown>> {
  const { databases, passed, refused, open } = report;
  return {
    databases,
    passed,
    refused,
    open,
    milliseconds: Math.round(report.milliseconds),
    folders: report.folders.map((folder) => ({
      ...folder,
      milliseconds: Math.round(folder.milliseconds),
      findings: folder.findings.map((finding) => ({
        ...finding,
        hint: finding.hint && hintText(finding.hint, program),
      })),
    })),
  };
}

interface Style extends CheckStyle {
  readonly width: number;
}

function folderText(report: FolderReport, style: Style): string {
  const { colors, width } = style;
  const { verdict, folder, migrations, statements, findings, milliseconds } = report;
  const paint = verdict === "passed" ? colors.green : colors.red;
  const facts = [
    counted(migrations, "migration"),
    counted(statements, "statement"),
    ...(findings.length === 0 ? [] : [counted(findings.length, "finding")]),
    duration(milliseconds),
  ];
  const name = cleanLine(folder);
  const head = `${paint(verdict.padEnd(7))}  ${name}${" ".repeat(Math.max(0, width - displayWidth(name)))}  ${facts.join(", ")}`;
  return [head, ...findings.map((finding) => findingText(finding, style))].join("\n");
}

function findingText(finding: Finding, { colors, program }: Style): string {
  const { rule, level, message, hint, database } = finding;
  const paint = level === "error" ? colors.red : colors.yellow;
  const place = placeOf(finding);
  const where = [
    ...(place === undefined ? [] : [colors.cyan(cleanLine(place))]),
    ...(database === undefined ? [] : [`(${database})`]),
  ];
  const head = `  ${paint(level)} ${[colors.bold(rule), ...where].join(" ")}: ${cleanLine(message)}`;
  if (hint === undefined) return head;
  return `${head}\n    ${colors.dim(`hint: ${cleanLine(hintText(hint, program))}`)}`;
}

function placeOf({ file, line, column }: Finding): string | undefined {
  if (file === undefined) return undefined;
  return [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(":");
}
