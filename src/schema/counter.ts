/** Who numbers the rows: `always` the database, `by_default` the database unless a row brings a number. */
export type Identity = "always" | "by_default";

/**
 * A field that counts by a sequence of its own, which is its default: what PostgreSQL calls SERIAL.
 * Databases without sequences count in their own way.
 */
export interface OwnSequence {
  /** Absent: the usual one, `<table>_<field>_seq`. */
  readonly name?: string | undefined;
  /** Its integer type; absent: that of the field. */
  readonly type?: IntegerType | undefined;
}

/** A sequence as an author writes it: `true` for all that is usual, or its name. */
export type SequenceData = boolean | string | OwnSequence;

/** The types that a sequence may have. */
export type IntegerType = (typeof integerTypes)[number];
export const integerTypes = Object.freeze(["smallint", "integer", "bigint"] as const);

/** Which numbers a field counts; what is absent is as the database has it: 1, 2, 3 ... */
export interface CounterOptions {
  readonly start?: number | bigint | undefined;
  /** Not 0; below it counts down. */
  readonly increment?: number | bigint | undefined;
  readonly min?: number | bigint | undefined;
  readonly max?: number | bigint | undefined;
  /** So many numbers a session takes at once. */
  readonly cache?: number | bigint | undefined;
  /** Begins again behind the last number. */
  readonly cycle?: boolean | undefined;
}

/** What says whether a field counts. */
export interface Counting {
  readonly type: string;
  readonly identity?: Identity | undefined;
  readonly sequence?: OwnSequence | undefined;
  readonly generated?: unknown;
}

/** The sequence that an author means; undefined: none. */
export function sequenceOf(given: SequenceData | undefined): OwnSequence | undefined {
  if (given === undefined || given === false) return undefined;
  if (given === true) return Object.freeze({});
  return Object.freeze(typeof given === "string" ? { name: given } : withoutAbsent(given));
}

/** Back to what an author writes. */
export function sequenceData(sequence: OwnSequence): SequenceData {
  if (sequence.type !== undefined) return sequence;
  return sequence.name ?? true;
}

/** The options with each number in its one spelling; undefined: all is as usual. */
export function counterOf(given: CounterOptions | undefined): CounterOptions | undefined {
  if (given === undefined) return undefined;
  const options = Object.entries(withoutAbsent(given)).map(([name, value]) => [
    name,
    typeof value === "boolean" ? value : counterNumber(value),
  ]);
  return options.length === 0 ? undefined : Object.freeze(Object.fromEntries(options));
}

function withoutAbsent<T extends object>(options: T): T {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  // The same object without the keys that have no value.
  return Object.fromEntries(entries) as T;
}

/** A number that JavaScript holds as one, else a bigint: two spellings of it are equal. */
export function counterNumber(value: number | bigint): number | bigint {
  const plain = Number(value);
  return Number.isSafeInteger(plain) ? plain : BigInt(value);
}

const SERIAL: ReadonlyMap<string, IntegerType> = new Map([
  ["serial", "integer"],
  ["bigserial", "bigint"],
]);

/** Does the field number the rows by itself? */
export function counts({ type, identity, sequence, generated }: Counting): boolean {
  if (generated !== undefined) return false;
  return SERIAL.has(type) || identity !== undefined || sequence !== undefined;
}

/** The type of the numbers: a column that refers to a counter has it and does not count itself. */
export function countedType(type: string): string {
  return SERIAL.get(type) ?? type;
}

/** Types that an identity may have; a sequence is a default, which any may have. */
const COUNTABLE: ReadonlySet<string> = new Set([
  ...integerTypes,
  ...SERIAL.keys(),
  "decimal",
  "double",
  "float",
  "native",
]);

/** What of a field {@link counterFault} looks at; keys as the authoring forms have them. */
export type CounterParts = Counting & {
  readonly counter?: CounterOptions | undefined;
  readonly default?: unknown;
};

/** What contradicts itself about how a field counts: the key at fault, and a sentence. */
export interface CounterFault {
  readonly key: "identity" | "sequence" | "counter" | "default";
  readonly message: string;
  readonly hint: string;
}

/** undefined: nothing does. */
export function counterFault(parts: CounterParts): CounterFault | undefined {
  const { type, identity, sequence, counter } = parts;
  const key = identity === undefined ? "sequence" : "identity";
  if (identity !== undefined && sequence !== undefined) {
    return {
      key: "sequence",
      message: "a field counts by an identity or by a sequence, not by both",
      hint: "Take identity or sequence away.",
    };
  }
  const { generated, ...asCounter } = parts;
  if (!counts(asCounter)) {
    if (counter === undefined) return undefined;
    return {
      key: "counter",
      message: `the type ${type} does not count, so there is no counter`,
      hint: "Take it away, or give the field the type serial or bigserial, identity or sequence.",
    };
  }
  if (identity !== undefined && !COUNTABLE.has(type)) {
    return {
      key,
      message: `a field of type ${type} cannot count`,
      hint: "Give it the type smallint, integer or bigint.",
    };
  }
  if (generated !== undefined) {
    return {
      key: SERIAL.has(type) ? "counter" : key,
      message: "a generated field does not count",
      hint: "Take one of the two away.",
    };
  }
  if (parts.default !== undefined) {
    return {
      key: "default",
      message: `a ${SERIAL.has(type) ? type : "counting"} field counts by itself and has no default`,
      hint: "Take the default away.",
    };
  }
  return counter && optionFault(counter);
}

function optionFault(options: CounterOptions): CounterFault | undefined {
  const { start, increment = 1, min, max, cache = 1 } = options;
  const fault = (message: string, hint: string): CounterFault => ({
    key: "counter",
    message,
    hint,
  });
  if (Number(increment) === 0) return fault("the increment is 0", "Count up by 1, or down by -1.");
  if (cache < 1) return fault("the cache is less than 1", "1 is none.");
  if (min !== undefined && max !== undefined && min >= max) {
    return fault("min is not less than max", "Exchange the two.");
  }
  if (start !== undefined && ((min ?? start) > start || (max ?? start) < start)) {
    return fault("start is not between min and max", "Count from within.");
  }
  return undefined;
}

const LARGEST: Readonly<Record<IntegerType, bigint>> = {
  smallint: 2n ** 15n - 1n,
  integer: 2n ** 31n - 1n,
  bigint: 2n ** 63n - 1n,
};

/** What a counter of this type does that is told nothing: the rules of the SQL standard. */
export function usualCounter(
  { increment = 1, min, max }: CounterOptions,
  type: IntegerType,
): Required<CounterOptions> {
  const up = increment > 0;
  const largest = LARGEST[type];
  const lowest = up ? 1n : -largest - 1n;
  const highest = up ? largest : -1n;
  return {
    increment: 1,
    min: counterNumber(lowest),
    max: counterNumber(highest),
    start: counterNumber(up ? (min ?? lowest) : (max ?? highest)),
    cache: 1,
    cycle: false,
  };
}

/** The options without those that say what is usual anyway; undefined when none is left. */
export function unusualCounter(
  options: CounterOptions,
  type: IntegerType,
): CounterOptions | undefined {
  const usual = usualCounter(options, type);
  const names = Object.keys(usual) as (keyof CounterOptions)[];
  const given = names.filter(
    (name) => options[name] !== undefined && options[name] !== usual[name],
  );
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((name) => [name, options[name]]));
}
