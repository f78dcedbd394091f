import * as m from "makemigrations";

interface CopyTableOptions {
  readonly from: string;
  readonly to: string;
  readonly fields: readonly string[];
}

/** Makes a table with some of the fields of another one and copies its rows. */
export class CopyTable extends m.Operation {
  readonly #options: CopyTableOptions;

  constructor(options: CopyTableOptions) {
    super();
    this.#options = options;
  }

  override describe(): string {
    return `Copy table ${this.#options.from} to ${this.#options.to}`;
  }

  override mutate(state: m.State): void {
    state.apply(this.#table(state));
  }

  override up(context: m.Context): m.Sql[] {
    const { from, to, fields } = this.#options;
    const list = fields.map((field) => context.quote(field)).join(", ");
    return [
      ...context.sql(this.#table(context)),
      `INSERT INTO ${context.quote(to)} (${list}) SELECT ${list} FROM ${context.quote(from)}`,
    ];
  }

  override down(context: m.Context): string {
    return `DROP TABLE ${context.quote(this.#options.to)}`;
  }

  #table(state: Pick<m.State, "table">): m.CreateTable {
    const source = state.table(this.#options.from);
    if (source === undefined) throw new Error(`there is no table "${this.#options.from}" to copy`);
    const fields = source.fields.filter((field) => this.#options.fields.includes(field.name));
    return new m.CreateTable({
      name: this.#options.to,
      fields: fields.map(
        (field): m.FieldData =>
          field.name === "id" ? { name: field.name, type: "integer", primaryKey: true } : field,
      ),
    });
  }
}
