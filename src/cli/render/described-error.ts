import type { Described, ErrorDocument } from "./error-document.js";

/** An error of another thread, where it was taken apart already. */
export class DescribedError extends Error {
  readonly document: ErrorDocument;
  readonly stacks: string;

  constructor({ document, stacks }: Described) {
    super(document.message);
    this.name = new.target.name;
    this.document = document;
    this.stacks = stacks;
  }
}
