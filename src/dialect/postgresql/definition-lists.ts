import { isWord, type SqlToken } from "../../text/sql-lexer.js";
import type { Change, NamedStatement, Written } from "./named-statement.js";

/** `SFUNC = f`: a member of a list in brackets. */
interface Member {
  readonly key: string;
  /** undefined: the key says it all. */
  readonly value: string | undefined;
  /** The first token, and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/** The last list in brackets on the level of the statement, where its parts are said. */
function membersOf(statement: NamedStatement): readonly Member[] {
  let open: number | undefined;
  for (let at = 0; at < statement.tokens.length; at += 1) {
    if (!statement.isSymbol(at, "(")) continue;
    open = at;
    at = statement.closing(at);
  }
  if (open === undefined) return [];
  return statement.members(open).map(([from, to]) => ({
    key: statement.tokens[from]?.text.toLowerCase() ?? "",
    value: statement.isSymbol(from + 1, "=") ? statement.text(from + 2, to) : undefined,
    from,
    to,
  }));
}

/**
 * Reading the first value of an aggregate runs the input function of its type, and a domain looks at
 * its checks: only the server's own types read it here, those of extensions, and rows of them.
 */
export function aggregateGuards(statement: NamedStatement): readonly string[] {
  const members = membersOf(statement);
  const textOf = (...keys: readonly string[]) =>
    members.find(({ key }) => keys.includes(key))?.value;
  const pairs = [
    [textOf("initcond", "initcond1"), textOf("stype", "stype1")],
    [textOf("minitcond"), textOf("mstype")],
  ] as const;
  return pairs.flatMap(([first, type]) =>
    first === undefined || type === undefined ? [] : [isHarmless(type)],
  );
}

const BROUGHT = (type: string): string =>
  `${type}.oid < 16384 OR EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = ${type}.oid AND e.deptype = 'e')`;

function isHarmless(type: string): string {
  return `EXISTS (SELECT FROM pg_type a JOIN pg_type t ON t.oid = CASE WHEN a.typcategory = 'A' AND a.typelem <> 0 THEN a.typelem ELSE a.oid END
    WHERE a.oid = to_regtype(${literal(type)}) AND (${BROUGHT("t")} OR t.typtype = 'c' AND NOT EXISTS (
      SELECT FROM pg_attribute c JOIN pg_type m ON m.oid = c.atttypid WHERE c.attrelid = t.typrelid AND c.attnum > 0 AND NOT c.attisdropped
        AND NOT (${BROUGHT("m")}))))`;
}

/** To which operators one is linked, and the statement's list without that. */
export interface OperatorLinks {
  readonly without: Change;
  /** Their numbers, as SQL. */
  readonly asked: readonly string[];
}

/** undefined: it has no list of its parts. */
export function operatorLinks(
  statement: NamedStatement,
  { bare }: Written,
): OperatorLinks | undefined {
  const members = membersOf(statement);
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const [start, end] = [statement.tokens[first.from], statement.tokens[last.to]];
  if (start === undefined || end === undefined) return undefined;
  const typeOf = (side: string) => members.find(({ key }) => key === side)?.value ?? "NONE";
  const [left, right] = [typeOf("leftarg"), typeOf("rightarg")];
  const link = (key: string, types: readonly string[]): string => {
    const member = members.find((one) => one.key === key);
    const name = member && linkedName(statement.tokens.slice(member.from + 2, member.to), bare);
    return name === undefined
      ? "0"
      : `to_regoperator(${literal(`${name}(${types.join(",")})`)})::oid`;
  };
  const others = members.filter(({ key }) => key !== "commutator" && key !== "negator");
  return {
    without: {
      start: start.start,
      end: end.start,
      text: others.map(({ from, to }) => statement.text(from, to)).join(", "),
    },
    asked: [link("commutator", [right, left]), link("negator", [left, right])],
  };
}

/** `OPERATOR(app.===)` or `===`. */
function linkedName(tokens: readonly SqlToken[], own: string): string {
  const name = isWord(tokens[0], "operator") ? tokens.slice(2, -1) : tokens;
  return name.map(({ text }) => text).join("") || own;
}

/** The names, without their schemas, of the operators that a definition of one links it to. */
export function linkedOperators(statement: NamedStatement): readonly string[] {
  return membersOf(statement).flatMap(({ key, from, to }) => {
    if (key !== "commutator" && key !== "negator") return [];
    const signs = statement.tokens
      .slice(from + 2, to)
      .filter(({ kind, text }) => kind === "symbol" && !"().".includes(text));
    return signs.map(({ text }) => text);
  });
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
