/** One thing that a catalogue says. */
export interface Fact {
  /** Whose: `table "posts"`, `view "recent"`. A line of "not said" that names it answers for it. */
  readonly of: string;
  /** What: `column "title": type`. With `of` it is the key by which two catalogues are compared. */
  readonly what: string;
  /**
   * In a form that is the same where it means the same. undefined: the author of the database left
   * it open (the name of a constraint), so that any value will do.
   */
  readonly value: string | undefined;
}

/**
 * What one kind of database says of itself, in queries of the test's own over the client library:
 * nothing of the tool is in it, because the tool is what is measured by it. To add one: a file
 * `<database>-catalogue.ts`, a line in `catalogues.ts`, and a folder `<database>/` of `.sql` files.
 */
export interface Catalogue {
  /** Runs a script of many statements in the database at this URL. */
  load(url: string, script: string): Promise<void>;
  /** Everything that is there, but for what the database makes for itself, in any order. */
  read(url: string, options: { readonly ignore: readonly string[] }): Promise<readonly Fact[]>;
}

/** What is not alike in two catalogues. */
export interface CatalogueDifference {
  readonly of: string;
  /** `table "posts" column "title": type: TEXT | INTEGER` */
  readonly text: string;
}

/** Facts of the first that the second has not, or has in another form, and the other way. */
export function compareFacts(
  first: readonly Fact[],
  second: readonly Fact[],
): readonly CatalogueDifference[] {
  const [owners, others] = [first, second].map((facts) => new Set(facts.map(({ of }) => of)));
  const isInBoth = ({ of }: Fact) => owners?.has(of) === true && others?.has(of) === true;
  const alone = [
    ...new Set([...first, ...second].filter((one) => !isInBoth(one)).map(({ of }) => of)),
  ]
    .sort()
    .map((of) => ({ of, text: `${of}: ${owners?.has(of) ? "there | -" : "- | there"}` }));
  const [left, right] = [byKey(first.filter(isInBoth)), byKey(second.filter(isInBoth))];
  const keys = [...new Set([...left.keys(), ...right.keys()])].sort();
  const differing = keys.flatMap((key) => {
    const [a, b] = [left.get(key), right.get(key)];
    const fact = a ?? b;
    const both = a !== undefined && b !== undefined;
    if (fact === undefined || (both && [undefined, b.value].includes(a.value))) return [];
    const shown = [a, b].map((one) => (one === undefined ? "-" : (one.value ?? "any")));
    return [{ of: fact.of, text: `${key}: ${shown.join(" | ")}` }];
  });
  return [...alone, ...differing];
}

/** Two facts under one key are two all the same. */
function byKey(facts: readonly Fact[]): ReadonlyMap<string, Fact> {
  const found = new Map<string, Fact>();
  for (const fact of facts) {
    let key = `${fact.of} ${fact.what}`;
    while (found.has(key)) key += " (again)";
    found.set(key, fact);
  }
  return found;
}
