import type { ErrorDocument } from "./error-document.js";

/** An error of another thread, where it was taken apart already. */
export class DescribedError extends Error {
  readonly document: ErrorDocument;
  /** Its stacks, for `--verbose`. */
  readonly stacks: string;

  constructor(document: ErrorDocument, stacks: string) {
    super(document.message);
    this.name = new.target.name;
    this.document = document;
    this.stacks = stacks;
  }
}
