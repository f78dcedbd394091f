/** A package that `mm symbols extract` is tried on, and a migration's file that uses what came out. */
export interface TriedPackage {
  readonly specifier: string;
  /** Whether the package can run inside the sandbox. */
  readonly pure: boolean;
  /** Uses the host functions; undefined = nothing useful of it can be one. */
  readonly symbols: Sample | undefined;
  /** Uses the bundled package inside the sandbox; undefined = it is not pure. */
  readonly source: Sample | undefined;
  /** For the table of the guide: what was run, in words. */
  readonly ran: string;
}

/** `result` is what the default export of `code` must equal. */
export interface Sample {
  readonly code: string;
  readonly result: unknown;
}

const SLUG: Sample = {
  code: `import slugify from "slugify"; export default slugify("Some Title", "_");`,
  result: "Some_Title",
};

const DATE: Sample = {
  code: `import { addDays } from "date-fns";
export default addDays(new Date("2024-02-28T00:00:00Z"), 2).toISOString();`,
  result: "2024-03-01T00:00:00.000Z",
};

const UUID: Sample = {
  code: `import { NIL, validate, version } from "uuid";
export default [validate(NIL), version("6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b")];`,
  result: [true, 4],
};

const ULID: Sample = {
  code: `import { decodeTime } from "ulid"; export default decodeTime("01ARYZ6S41TSV4RRFFQ69G5FAV");`,
  result: 1469918176385,
};

const YAML: Sample = {
  code: `import { parse } from "yaml"; export default parse("a: [1, two]").a;`,
  result: [1, "two"],
};

/** Ten popular packages; `docs/guides/extending-symbols.md` lists what came out. */
export const triedPackages: readonly TriedPackage[] = [
  {
    specifier: "uuid",
    ran: "`validate`, `version`, both ways",
    pure: true,
    symbols: UUID,
    source: UUID,
  },
  {
    specifier: "nanoid",
    ran: "`nanoid(12)` on the host",
    pure: false,
    symbols: {
      code: `import { nanoid } from "nanoid"; export default nanoid(12).length;`,
      result: 12,
    },
    source: undefined,
  },
  {
    specifier: "dayjs",
    ran: "a date formatted, inside",
    pure: true,
    symbols: undefined,
    source: {
      code: `import dayjs from "dayjs"; export default dayjs("2024-05-06").format("DD.MM.YYYY");`,
      result: "06.05.2024",
    },
  },
  {
    specifier: "date-fns",
    ran: "`addDays` across a leap day, both ways",
    pure: true,
    symbols: DATE,
    source: DATE,
  },
  { specifier: "slugify", ran: "a title, both ways", pure: true, symbols: SLUG, source: SLUG },
  {
    specifier: "lodash",
    ran: "`chunk`, inside",
    pure: true,
    symbols: undefined,
    source: {
      code: `import _ from "lodash"; export default _.chunk([1, 2, 3], 2);`,
      result: [[1, 2], [3]],
    },
  },
  {
    specifier: "zod",
    ran: "constants on the host; inside, `z.string()` fails: it completes its classes on first use, and they are frozen by then",
    pure: true,
    symbols: {
      code: `import { TimePrecision, ZodIssueCode } from "zod";
export default [ZodIssueCode.custom, TimePrecision.Second];`,
      result: ["custom", 0],
    },
    // It is evaluated, but completes its classes when they are first used; they are frozen by then.
    source: {
      code: `import { z } from "zod";
let result;
try {
  result = z.string().parse("x");
} catch (error) {
  result = error.message;
}
export default result;`,
      result: "object is not extensible",
    },
  },
  {
    specifier: "bcryptjs",
    ran: "a hash made and compared on the host",
    pure: false,
    symbols: {
      code: `import { getRounds, hashSync, compareSync } from "bcryptjs";
const hash = hashSync("secret", 4);
export default [getRounds(hash), compareSync("secret", hash)];`,
      result: [4, true],
    },
    source: undefined,
  },
  { specifier: "ulid", ran: "`decodeTime`, both ways", pure: true, symbols: ULID, source: ULID },
  { specifier: "yaml", ran: "`parse`, both ways", pure: true, symbols: YAML, source: YAML },
];
