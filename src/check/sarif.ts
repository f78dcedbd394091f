import { hintText } from "../errors.js";
import type { Finding } from "./finding.js";
import type { CheckReport } from "./report.js";

/** Who made the report. */
export interface SarifOptions {
  readonly version: string;
  /** Where the repository's `docs/` are on the web, with a trailing slash. */
  readonly docs: string;
  /** By this name the commands of a hint are called. */
  readonly program: string;
}

/** Rules of a check that stand in `docs/errors/check.md`; the others are codes of their modules. */
const OWN = /^(?:CHECK|POLICY)_/;

/**
 * A report as SARIF 2.1.0, the format that code hosts show beside the code. One result for every
 * finding; a folder's files are named from the directory in which the check ran.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifOf(report: CheckReport, options: SarifOptions): object {
  const findings = report.folders.flatMap(({ folder, findings }) =>
    findings.map((finding) => ({ folder, finding })),
  );
  const rules = [...new Set(findings.map(({ finding }) => finding.rule))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "makemigrations",
            version: options.version,
            informationUri: options.docs,
            rules: rules.map((rule) => ruleOf(rule, options.docs)),
          },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((found) => resultOf(found, rules, options.program)),
        // A check that was cut off leaves the report that says so.
        invocations: [{ executionSuccessful: report.open.length === 0 }],
      },
    ],
  };
}

function ruleOf(rule: string, docs: string): object {
  const page = OWN.test(rule) ? "check" : (PAGES.get(rule.split("_")[0] ?? "") ?? "check");
  return {
    id: rule,
    name: rule
      .toLowerCase()
      .replace(/(?:^|_)([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.toLowerCase().replaceAll("_", " ") },
    helpUri: `${docs}errors/${page}.md#${rule.toLowerCase()}`,
  };
}

/** Prefixes of codes whose page has another name. */
const PAGES: ReadonlyMap<string, string> = new Map([
  ["DIALECT", "dialect"],
  ["GRAPH", "migration"],
  ["INTERP", "interp"],
  ["LOADER", "loader"],
  ["MIGRATION", "migration"],
  ["OPERATION", "operation"],
  ["RUNNER", "runner"],
  ["SCHEMA", "schema"],
]);

function resultOf(
  { folder, finding }: { readonly folder: string; readonly finding: Finding },
  rules: readonly string[],
  program: string,
): object {
  const { rule, level, message, hint, database, migration } = finding;
  const text = [
    migration === undefined || message.includes(migration) ? "" : `${migration}: `,
    message,
    database === undefined ? "" : ` (${database})`,
    hint === undefined ? "" : `. ${hintText(hint, program)}`,
  ].join("");
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level,
    message: { text: withoutMarkup(text) },
    locations: [{ physicalLocation: placeOf(folder, finding) }],
    partialFingerprints: { "makemigrations/v1": fingerprint(folder, finding) },
    properties: { folder },
  };
}

/**
 * A viewer makes links of `[text](target)` in a message and fills in `{0}` (SARIF 3.11.5 and 3.11.6);
 * neither is what a tenant's text may do.
 */
function withoutMarkup(text: string): string {
  return text.replaceAll("](", "] (").replaceAll(/\{(?=\d+\})/g, "{ ");
}

function placeOf(folder: string, { file, line, column }: Finding): object {
  const path = file === undefined ? folder : `${folder.replace(/(?<![/\\])[/\\]+$/, "")}/${file}`;
  return {
    artifactLocation: { uri: uriOf(path) },
    // Code hosts insist on a line; a finding about a whole file is shown at its first.
    region: { startLine: line ?? 1, ...(column !== undefined && { startColumn: column }) },
  };
}

/** A relative reference, or a file URL for an absolute path; every odd character escaped. */
function uriOf(path: string): string {
  const slashed = path.replaceAll("\\", "/").replace(/^\.\//, "");
  const escaped = slashed
    .replaceAll(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  if (slashed.startsWith("/")) return `file://${escaped}`;
  return /^[A-Za-z]%3A\//.test(escaped) ? `file:///${escaped.replace("%3A", ":")}` : escaped;
}

/** Stays the same while lines move, so that a code host knows an old finding again. */
function fingerprint(
  folder: string,
  { rule, file, migration, database, message }: Finding,
): string {
  return [rule, folder, file ?? "", migration ?? "", database ?? "", message]
    .join("|")
    .slice(0, 500);
}
