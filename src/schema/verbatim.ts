/**
 * A value in a row of `UpsertData` that is the database's own spelling: `verbatim("null")` in a field of
 * JSON is the JSON value null. A class, so that no JSON value can be mistaken for it.
 */
export class Verbatim {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    Object.freeze(this);
  }
}
