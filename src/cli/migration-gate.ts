import type { StatusReport } from "../runner/status.js";
import { exitCodes } from "./exit-code.js";

/** How a command with `--check` ends. */
interface Gate {
  readonly exitCode: number;
  /** Of the JSON document. */
  readonly code: "OK" | "PENDING" | "PARTIAL" | "DRIFT";
}

/** What a pipeline has to know of a database. What keeps all else from running counts first. */
export function gateOf(
  report: Pick<StatusReport, "pending" | "partial"> & { readonly problems: readonly unknown[] },
): Gate {
  if (report.problems.length > 0) return { exitCode: exitCodes.drift, code: "DRIFT" };
  if (report.partial > 0) return { exitCode: exitCodes.partial, code: "PARTIAL" };
  if (report.pending > 0) return { exitCode: exitCodes.failed, code: "PENDING" };
  return { exitCode: exitCodes.done, code: "OK" };
}
