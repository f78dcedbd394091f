import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import type { FoundObject } from "../live-objects.js";
import { splitSql } from "../split-sql.js";
import { type Facts, facts } from "./facts.js";
import { scratchName } from "./scratch-name.js";
import { mysqlSql } from "./sql-rules.js";
import { createIn, DOES_MORE, settingsSql, withName, wordsOf } from "./statement-words.js";

/** Kinds that the server rewrites, and that do no harm under another name for a moment. */
const SPELLED: ReadonlySet<string> = new Set(["view", "procedure", "function", "sequence"]);

/** Their maker gets the right to drop them, unless the server is told otherwise. */
const ROUTINES: ReadonlySet<string> = new Set(["procedure", "function"]);

const SCHEDULED = "the server spells schedules in its own way; its body was compared";

/** How the server spells a statement, or why it does not. */
type Spelling = { readonly sql: string } | { readonly why: string };

/**
 * Tells whether what a database has is what migrations made. Two texts of the same words are; where
 * they differ, the server makes the one of the migrations under a name of its own, shows how it spells
 * that, and forgets it.
 */
export class ObjectComparison {
  readonly #connection: Connection;
  readonly #session: Facts;
  readonly #here: string;
  readonly #made: ReadonlyMap<string, SchemaObject>;

  /** `session`: its database (`here`), and its settings as they are to stay. */
  constructor(connection: Connection, session: Facts, made: readonly SchemaObject[]) {
    this.#connection = connection;
    this.#session = session;
    this.#here = session.here ?? "";
    this.#made = new Map(made.map((one) => [keyOf(one), one]));
  }

  /** undefined: no migration made it; a text: why it is not known. */
  async isSame(found: FoundObject): Promise<boolean | string | undefined> {
    const made = this.#made.get(keyOf(found));
    if (made === undefined || found.definition === undefined) return undefined;
    const [live, wanted] = [createIn(found.definition), createIn(made.definition)];
    if (live === undefined || wanted === undefined) return DOES_MORE;
    const here = this.#here;
    const [text, ours] = [wordsOf(live, here), wordsOf(wanted, here)];
    if (text === ours) return true;
    if (found.kind === "event") return eventVerdict(text, ours);
    if (!SPELLED.has(found.kind)) return false;
    const spelled = await this.#spelled(made, wanted, found.name);
    return "why" in spelled ? spelled.why : wordsOf(spelled.sql, here) === text;
  }

  /** The statement as the server spells it, with the name that it has. */
  async #spelled(
    { kind, definition }: SchemaObject,
    create: string,
    name: string,
  ): Promise<Spelling> {
    const scratch = scratchName();
    const renamed = withName(create, kind, scratch);
    if (renamed === undefined) return { why: DOES_MORE };
    const statements = splitSql(definition, mysqlSql).map(({ sql }) =>
      sql.trim() === create.trim() ? renamed : sql,
    );
    const words = kind.toUpperCase();
    const drop = () => this.#connection.execute(`DROP ${words} IF EXISTS \`${scratch}\``);
    let isMade = false;
    try {
      // An account that makes a routine may drop it; of other things that is known only by trying.
      if (!ROUTINES.has(kind)) await drop();
      for (const sql of statements) {
        await this.#connection.execute(sql);
        isMade ||= sql === renamed;
      }
      const [row] = await this.#connection.query(`SHOW CREATE ${words} \`${scratch}\``);
      const shown = facts(row ?? {})[`create ${kind === "sequence" ? "table" : kind}`];
      if (shown === undefined) return { why: "the server does not show what it has made" };
      return { sql: shown.replaceAll(`\`${scratch}\``, `\`${name.replaceAll("`", "``")}\``) };
    } catch (error) {
      if (!(error instanceof DriverError) || error.connectionLost) throw error;
      return { why: error.message.replaceAll(scratch, name) };
    } finally {
      // A definition that sets something takes it back at its end, which it may not have reached.
      if (statements.length > 1) await this.#connection.execute(settingsSql(this.#session));
      if (isMade) await drop();
    }
  }
}

function keyOf({ kind, name }: Pick<SchemaObject, "kind" | "name">): string {
  return `${kind}\0${kind === "trigger" ? name.slice(name.lastIndexOf(".") + 1) : name}`;
}

/** The words of an event as it is shown, and as it was written: what is as usual may be unsaid there. */
function eventVerdict(shown: string, written: string): boolean | string {
  const [theirs, ours] = [shown, written].map((words) => {
    const at = words.indexOf(" do ");
    const head = words.slice(0, at).replace(" on completion not preserve", "");
    return { head: head.replace(/ enable(?= comment |$)/, ""), body: words.slice(at) };
  });
  if (theirs === undefined || ours === undefined || theirs.body !== ours.body) return false;
  const begun = ours.head.includes(" starts ") ? theirs.head : theirs.head.replace(STARTS, "");
  return begun === ours.head || SCHEDULED;
}

/** The server fills in the moment at which the event was made. */
const STARTS = / starts '[^']*'/;
