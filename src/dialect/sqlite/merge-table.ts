import { DialectError } from "../dialect-error.js";
import { sameValues } from "../same-values.js";
import { unqualified } from "./sql-text.js";
import { type TableMember, type TableText, tableText } from "./table-members.js";

/** Three CREATE TABLE of one table. */
interface TableVersions {
  readonly table: string;
  /** As the migrations know it before the change. */
  readonly from: string;
  /** As the database has it. */
  readonly real: string;
  /** As the migrations want it; its name is the new table's. */
  readonly to: string;
}

/**
 * The new table of a rebuild: the change from `from` to `to`, done to the real table. What only the
 * database knows stays (a column, a check, a collation, an option made by hand), and what only the
 * migrations know does not come back. `to` itself when there is nothing of the kind.
 *
 * @throws DialectError DIALECT_TABLE_DIFFERS when what must stay cannot.
 */
export function mergeTable(versions: TableVersions): string {
  const { table } = versions;
  const [from, to] = [tableText(versions.from), tableText(versions.to)];
  const real = alias(tableText(versions.real), from);
  const columns = mergeColumns({ from, real, to, table });
  const members = mergeMembers({ from, real, to });
  const wanted = [...to.members.values()];
  if (columns.size === to.columns.size && sameValues(members, wanted)) return versions.to;
  const kept = members.filter(({ column }) => column === undefined || columns.has(column));
  const gone = [...real.columns.keys()].filter((name) => !columns.has(name));
  for (const member of kept) if (!wanted.includes(member)) assertStands(member, gone, table);
  return render({ name: to.name, columns, members: kept, table });
}

interface Three {
  readonly from: TableText;
  readonly real: TableText;
  readonly to: TableText;
}

/** A constraint of the same name is the same one, whatever it says. */
function alias(real: TableText, from: TableText): TableText {
  const keys = new Map([...from.members.values()].map(({ named, key }) => [named, key]));
  const members = [...real.members.values()].map((member): [string, TableMember] => {
    const known = member.named === undefined ? undefined : keys.get(member.named);
    const key = from.members.has(member.key) ? member.key : (known ?? member.key);
    return [key, { ...member, key }];
  });
  return { ...real, members: new Map(members) };
}

/** Each column that only the database has stands behind the one it stands behind there. */
function mergeColumns(three: Three & { readonly table: string }): ReadonlyMap<string, string> {
  const { from, real, to, table } = three;
  const columns = [...to.columns];
  let place = 0;
  for (const [name, text] of real.columns) {
    const at = columns.findIndex(([other]) => other === name);
    if (at >= 0) {
      if (!from.columns.has(name)) throw existsAlready(table, name);
      place = at + 1;
    } else if (!from.columns.has(name)) {
      columns.splice(place, 0, [name, text]);
      place += 1;
    }
  }
  return new Map(columns);
}

function mergeMembers({ from, real, to }: Three): readonly TableMember[] {
  const keys = new Set([...to.members.keys(), ...real.members.keys()]);
  return [...keys].flatMap((key) => {
    const [before, now, wanted] = [from, real, to].map(({ members }) => members.get(key));
    if (wanted !== undefined && now !== undefined && wanted.meaning === now.meaning) return wanted;
    if (before === undefined) return wanted ?? now ?? [];
    // The change takes it away, or leaves it as it is, or makes something else of it.
    if (wanted === undefined) return [];
    return wanted.meaning === before.meaning ? (now ?? []) : wanted;
  });
}

function assertStands(member: TableMember, gone: readonly string[], table: string): void {
  const lost = gone.find((name) => member.uses.has(name));
  if (lost === undefined) return;
  throw new DialectError({
    code: "DIALECT_TABLE_DIFFERS",
    message: `table "${table}" has "${member.text}", which no migration knows, and it needs the column "${lost}", which is to go`,
    hint: "Take it away in a migration of its own (RunSQL), or leave the column; nothing of this table was changed.",
  });
}

function existsAlready(table: string, column: string): DialectError {
  return new DialectError({
    code: "DIALECT_TABLE_DIFFERS",
    message: `table "${table}" has a column "${column}" already, which no migration knows`,
    hint: "Rename or drop that column first, or record the field with `schemaOnly` if it is the one that is meant; nothing of this table was changed.",
  });
}

function render(result: {
  readonly name: string;
  readonly columns: ReadonlyMap<string, string>;
  readonly members: readonly TableMember[];
  readonly table: string;
}): string {
  const { name, columns, members, table } = result;
  const texts = (wanted: (member: TableMember) => boolean): string[] =>
    members.filter(wanted).map(({ text }) => unqualified(text, table));
  const lines = [...columns].map(([column, written]) => {
    const rank = ({ key }: TableMember): number =>
      [`@${column} comment`, `@${column} type`, key].indexOf(key);
    const own = members.filter((member) => member.column === column);
    own.sort((left, right) => rank(left) - rank(right));
    return [written, ...own.map(({ text }) => unqualified(text, table))].join(" ");
  });
  const isOption = ({ key }: TableMember): boolean => key.startsWith("option ");
  const constraints = texts(
    (member) => member.column === undefined && member.key !== "comment" && !isOption(member),
  );
  const comment = texts(({ key }) => key === "comment").map((text) => ` ${text}`);
  const options = texts(isOption).join(", ");
  const body = [...lines, ...constraints].map((line) => `\n  ${line}`).join(",");
  return `CREATE TABLE ${name}${comment.join("")} (${body}\n)${options === "" ? "" : ` ${options}`}`;
}
