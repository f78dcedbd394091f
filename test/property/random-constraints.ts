import type { ChainMigration, ModelTable } from "./chain-model.js";
import { INDEXABLE } from "./chain-words.js";
import type { Random } from "./random.js";

type Operation = ChainMigration["operations"][number];

/** A change of a constraint that the rows of the row source keep; undefined = none now. */
export function constraintOperation(
  random: Random,
  table: ModelTable,
  nameOf: (prefix: string) => string,
): Operation | undefined {
  if (table.pair !== undefined) return alterPrimaryKey(random, table, table.pair);
  if (table.key === undefined) return undefined;
  const one = random.int(3);
  if (one === 0) return addUnique(random, table, nameOf("uq"));
  return one === 1 ? addCheck(table, nameOf("ck")) : dropConstraint(table);
}

function addUnique(random: Random, table: ModelTable, name: string): Operation | undefined {
  const free = table.fields.filter(({ data, pinned }) => !pinned && INDEXABLE.has(data.type));
  if (table.key === undefined || free.length === 0) return undefined;
  const field = random.pick(free).data.name;
  table.uniques.push({ name, field });
  return {
    type: "add_unique",
    table: table.name,
    constraint: { name, fields: [field, table.key] },
  };
}

function addCheck(table: ModelTable, name: string): Operation {
  table.checks.push(name);
  const expression = `${table.key} > 0`;
  return { type: "add_check", table: table.name, constraint: { name, expression } };
}

function dropConstraint(table: ModelTable): Operation | undefined {
  const check = table.checks.pop();
  if (check !== undefined) return { type: "drop_check", table: table.name, constraint: check };
  const unique = table.uniques.pop();
  if (unique === undefined) return undefined;
  return { type: "drop_unique", table: table.name, constraint: unique.name };
}

function alterPrimaryKey(
  random: Random,
  { name: table }: ModelTable,
  [first, second]: readonly [string, string],
): Operation {
  const fields = random.pick([[first], [first, second], [second, first]]);
  return { type: "alter_primary_key", table, constraint: { fields } };
}
