import { StateError } from "../schema/state-error.js";
import type { Table } from "../schema/table.js";

interface OfFields {
  readonly name: string;
  readonly fields: readonly string[];
}

/** A constraint that a field is said to have. */
export interface ConstraintAsk<Item extends OfFields> {
  readonly table: Table;
  readonly field: string;
  /** What the table has of this kind. */
  readonly list: readonly Item[];
  /** Its name as the field of today would have it, or as the author wrote it. */
  readonly name: string;
  /** Did the author write the name? */
  readonly named: boolean;
}

/**
 * The constraint on this field alone. Constraints keep their names when the table or the field is
 * renamed, so one without a name of the author is known by its field.
 *
 * @throws StateError when there is none, or several and none of that name.
 */
export function constraintOnField<Item extends OfFields>(ask: ConstraintAsk<Item>): Item {
  const { table, field, name, named } = ask;
  const here = ask.list.filter(({ fields }) => fields.length === 1 && fields[0] === field);
  const same = here.find((item) => item.name === name);
  const [only, another] = named ? [] : here;
  const found = same ?? (another === undefined ? only : undefined);
  if (found !== undefined) return found;
  const names = here.map((item) => `"${item.name}"`).join(", ");
  throw new StateError({
    code: "SCHEMA_CONSTRAINT_MISSING",
    message: `field "${field}" of table "${table.name}" has no constraint "${name}" at this point${names === "" ? "" : `, it has ${names}`}`,
    hint:
      another === undefined
        ? "Write oldField as the field is before this operation."
        : "Several constraints are on this field: drop the one that is meant by its name.",
    table: table.name,
    member: name,
  });
}
