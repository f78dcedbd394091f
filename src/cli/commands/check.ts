import { availableParallelism } from "node:os";
import type { CheckReport } from "../../check/report.js";
import { UsageError } from "../cli-error.js";
import { type CommandContext, defineCommand } from "../command.js";
import { exitCodes } from "../exit-code.js";
import { option } from "../parse/option.js";
import { everyDatabase, readPolicy } from "../read-policy.js";
import { cleanJson, cleanLine } from "../render/clean-text.js";
import { assertWritable, replaceReport, writeReport } from "../report-file.js";

const FORMATS = ["table", "json", "sarif"] as const;
type Format = (typeof FORMATS)[number];

const SYNOPSIS = "check [folders..] [--policy <file>] [--format table|json|sarif]";

/** `mm check` */
export const check = defineCommand({
  name: "check",
  summary: "Check untrusted migrations. Needs no database, writes nothing.",
  positionals: ["[folders..]"],
  options: {
    folders: {
      type: "string",
      completes: "folder",
      array: true,
      describe: "Migrations folders, one a tenant (default: the configured one)",
    },
    policy: option.text("What is allowed: a YAML file of the operator's"),
    jobs: option.number("Folders at the same time, at most 64 (default: one per processor)"),
    database: {
      type: "string",
      array: true,
      describe: "Plan for this kind of database (repeatable; default: the policy's, else all)",
    },
    strict: option.flag("Warnings refuse a folder, too"),
    format: { type: "string", choices: FORMATS, default: "table", describe: "How to report" },
    output: option.text("Write the report to this file, and a table to stdout"),
  },
  examples: [
    ["check", "The project's own migrations"],
    ["check tenants/*/migrations --policy policy.yaml", "All tenants', under one policy"],
    ["check tenants/*/migrations --format sarif --output check.sarif", "For a code host"],
  ],
  run: async (context, args) => {
    refuseNonsense(context, args);
    if (args.output !== undefined) assertWritable(args.output);
    const policy = await readPolicy(context, args.policy);
    const own = args.folders === undefined || args.folders.length === 0;
    const place = own ? await ownFolder(context) : { folders: args.folders ?? [] };
    const databases =
      args.database ?? policy.databases ?? place.databases ?? (await everyDatabase());
    const { checkFolders } = await import("../../check/check.js");
    const { CountProgress } = await import("../render/progress-display.js");
    const { console } = context;
    const progress = new CountProgress(console, "folders");
    const { output, format } = args;
    const write = await writerOf(format, context);
    const report = await checkFolders({
      folders: place.folders,
      policy,
      symbols: (await context.symbols()).snapshot(),
      jobs: args.jobs ?? availableParallelism(),
      databases,
      strict: args.strict,
      // The developer's own project may be put together as they like.
      followLinks: own,
      onReport: ({ verdict, folder }, { done, total }) => {
        progress.at(done, total);
        console.detail(`${done}/${total} ${verdict} ${cleanLine(folder)}`);
      },
      // A job that is killed has what there was.
      onProgress: (known) => {
        if (output !== undefined) replaceReport(output, `${write(known)}\n`);
      },
    });
    progress.end();
    return await present(context, report, { format, output });
  },
});

function refuseNonsense(
  { program, flags }: CommandContext,
  args: {
    readonly jobs: number | undefined;
    readonly format: Format;
    readonly folders: readonly string[] | undefined;
  },
): void {
  const { jobs, folders = [] } = args;
  const refuse = (code: string, message: string, hint: string): never => {
    throw new UsageError({ code, message, hint, synopsis: `${program} ${SYNOPSIS}` });
  };
  if (jobs !== undefined && (!Number.isSafeInteger(jobs) || jobs < 1)) {
    refuse("CLI_BAD_NUMBER", "--jobs needs a whole number above zero", "Write --jobs 2.");
  }
  if (flags.json && args.format === "sarif") {
    const message = "--json and --format sarif are given together";
    refuse("CLI_USAGE", message, "Leave one of the flags out.");
  }
  // An unset variable of a script: the working directory is not what was meant.
  if (folders.includes("")) {
    const hint = 'Write "." for the working directory.';
    refuse("CLI_USAGE", "the name of a folder is empty", hint);
  }
}

interface Place {
  readonly folders: readonly string[];
  readonly databases?: readonly string[] | undefined;
}

/**
 * Only without folders is a configuration read: then it is the operator's own project. With
 * folders, the working directory may well be a tenant's.
 */
async function ownFolder(context: CommandContext): Promise<Place> {
  const { readConfig } = await import("../read-config.js");
  const { database, migration } = await readConfig(context);
  return { folders: [migration.directory], databases: [database.type] };
}

interface Presentation {
  readonly format: Format;
  readonly output: string | undefined;
}

/** What became of a check, as the document of the format says it too. */
function outcomeOf(report: CheckReport) {
  if (report.open.length > 0)
    return { status: "failed", code: "CHECK_UNFINISHED", exitCode: exitCodes.failed };
  return report.refused === 0
    ? { status: "ok", code: "OK", exitCode: exitCodes.done }
    : { status: "failed", code: "CHECK_REFUSED", exitCode: exitCodes.refused };
}

/** The report as text of a format; its parts are loaded once, because it is written often. */
async function writerOf(
  format: Format,
  { console, program }: CommandContext,
): Promise<(report: CheckReport) => string> {
  const { checkDocument, checkText } = await import("../render/check-report.js");
  const style = { colors: console.out, program };
  if (format === "table") return (report) => checkText(report, style);
  if (format === "json") {
    return (report) => json({ ...outcomeOf(report), ...checkDocument(report, program) });
  }
  const { sarifOf } = await import("../../check/sarif.js");
  const { toolVersion } = await import("../tool-version.js");
  const version = toolVersion();
  // The documentation ships with the package, and this shows the files of a package.
  const about = { version, program, docs: `https://unpkg.com/makemigrations@${version}/docs/` };
  return (report) => json(sarifOf(report, about));
}

function json(document: object): string {
  return cleanJson(JSON.stringify(document, null, 2));
}

async function present(context: CommandContext, report: CheckReport, how: Presentation) {
  const { console, program } = context;
  const { checkDocument } = await import("../render/check-report.js");
  const write = await writerOf(how.format, context);
  if (how.output === undefined && how.format !== "table") console.result(write(report));
  // First what cannot fail: the verdicts must not be lost with the file.
  else console.report((await writerOf("table", context))(report));
  if (how.output !== undefined) {
    writeReport(how.output, `${write(report)}\n`);
  }
  const { exitCode, code } = outcomeOf(report);
  return { exitCode, code, document: checkDocument(report, program) };
}
