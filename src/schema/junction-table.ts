import { constraintName, shortName } from "./constraint-name.js";
import { makeField } from "./field.js";
import { makeForeignKey, makeIndex, makeTable, type Table } from "./table.js";

/** A `many_to_many` field: where it stands and where it points. */
export interface ManyToMany {
  readonly table: string;
  readonly namespace: string | undefined;
  readonly field: string;
  /** Key of the other table. */
  readonly target: string;
}

/**
 * The table behind a `many_to_many` field: `<table>_<field>` with a primary key, a foreign key to
 * each side (rows go with either side) and a unique index over both. The field itself is no column.
 */
export function junctionTable(relation: ManyToMany): Table {
  const { table, namespace, target } = relation;
  const name = shortName(`${table}_${relation.field}`);
  const owner = namespace === undefined ? table : `${namespace}.${table}`;
  const bare = target.slice(target.lastIndexOf(".") + 1);
  const [near, far] =
    bare === table ? [`from_${table}_id`, `to_${table}_id`] : [`${table}_id`, `${bare}_id`];
  const side = (field: string, to: string) =>
    makeForeignKey({
      name: constraintName({ prefix: "fk", table: name, fields: [field] }),
      fields: [field],
      table: to,
      onDelete: "CASCADE",
    });
  return makeTable({
    name,
    namespace,
    fields: [
      makeField({ name: "id", type: "bigserial", nullable: false }),
      makeField({ name: near, type: "foreign_key", nullable: false }),
      makeField({ name: far, type: "foreign_key", nullable: false }),
    ],
    primaryKey: { name: undefined, fields: ["id"] },
    foreignKeys: [side(near, owner), side(far, target)],
    indexes: [
      makeIndex({
        name: constraintName({ prefix: "uq", table: name, fields: [near, far] }),
        parts: [near, far],
        unique: true,
      }),
    ],
  });
}
