/**
 * A value in a row of `UpsertData` that stands for the SQL text of an entry of the defaults:
 * `ref("now")`. A class, so that no JSON value can be mistaken for it.
 */
export class DefaultRef {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    Object.freeze(this);
  }
}
