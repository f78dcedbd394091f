import { BaseOperation } from "./base-operation.js";

interface AuthoredParts {
  readonly description: string;
  readonly table: string | undefined;
  readonly destructive: boolean;
  /** undefined = irreversible. */
  readonly down: unknown;
}

/** An operation of the author's own, which says itself what it is. */
export abstract class AuthoredOperation<Parts extends AuthoredParts> extends BaseOperation {
  readonly parts: Parts;

  constructor(parts: Parts) {
    super({});
    this.parts = Object.freeze({ ...parts });
  }

  get table(): string | undefined {
    return this.parts.table;
  }

  override get destructive(): boolean {
    return this.parts.destructive;
  }

  override get handwritten(): boolean {
    return true;
  }

  override get reversible(): boolean {
    return this.parts.down !== undefined;
  }

  describe(): string {
    return this.parts.description;
  }
}
