import type { Finding } from "./finding.js";

/** What a check says about one folder. Text in it comes from tenants: clean it before printing. */
export interface FolderReport {
  /** As it was given. */
  readonly folder: string;
  /** `refused` exactly when a finding is an error. */
  readonly verdict: "passed" | "refused";
  readonly migrations: number;
  /** SQL statements of the way up, all chosen databases together. */
  readonly statements: number;
  /** Sorted by file and line; errors and warnings. */
  readonly findings: readonly Finding[];
  /** Wall-clock time, waiting for a free thread not included. */
  readonly milliseconds: number;
}

/** What a check says about all folders, sorted by folder. */
export interface CheckReport {
  readonly folders: readonly FolderReport[];
  readonly databases: readonly string[];
  readonly passed: number;
  readonly refused: number;
  readonly milliseconds: number;
  /** Folders without a verdict yet; a report that is kept while a check runs has some. */
  readonly open: readonly string[];
}
