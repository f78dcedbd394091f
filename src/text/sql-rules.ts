/**
 * How one database cuts SQL into tokens. Data, not code: each dialect holds its own, and
 * {@link anySql} is for text of which it is not known yet where it will run.
 */
export interface SqlRules {
  /** The characters that are blanks. What is missing here and above ASCII is part of a name. */
  readonly blanks: string;
  /** One name without quotes, or one keyword. Sticky. */
  readonly word: RegExp;
  /** MySQL: `1a` is a name, and so is `1e` unless a digit follows. */
  readonly wordsFromDigits: boolean;
  /** One number. Sticky. */
  readonly number: RegExp;
  /** A parameter or variable with its mark: `$1`, `@p1`, `@@version`. Sticky. */
  readonly variable: RegExp | undefined;
  /** An operator of more than one character, which never reaches into a comment. Sticky. */
  readonly operator: RegExp;
  /** Does `--` begin a comment only in front of a blank or a control character (MySQL)? */
  readonly spacedDashes: boolean;
  /** Does `#` begin a comment? */
  readonly hashComments: boolean;
  /** May comments be nested? */
  readonly nestedComments: boolean;
  /** Does a carriage return alone end a comment of one line? */
  readonly returnEndsComment: boolean;
  /** Is what stands in comments that begin with `/*!` or `/*M!` SQL (MySQL, MariaDB)? */
  readonly executableComments: boolean;
  /** Is `$tag$ ... $tag$` a string? */
  readonly dollarQuotes: boolean;
  /** In which strings does a backslash escape? `prefixed`: in `E'...'` alone. */
  readonly backslashes: "always" | "prefixed" | "never";
  /** What stands in double quotes. */
  readonly doubleQuotes: "name" | "string";
  readonly backticks: boolean;
  /**
   * Names in brackets: `plain` ends at the first `]`, in a `doubled` one `]]` stands for itself,
   * `names` is a name only when a letter follows and no array is indexed.
   */
  readonly brackets: "none" | "plain" | "doubled" | "names";
  /** Letters that belong to the quote behind them, in lower case: `e`, `n`, `x`, `u&`. */
  readonly prefixes: readonly string[];
  /** `DELIMITER //` at the start of a statement changes what ends one (MySQL's client). */
  readonly delimiterCommand: boolean;
  /**
   * A line `GO`, or `GO 3`, ends a batch and nothing else does (SQL Server's client): what runs at
   * once may be several statements.
   */
  readonly goLines: boolean;
  /** A backslash begins a command of the client, and data follow COPY FROM STDIN (psql). */
  readonly clientCommands: boolean;
}

const BLANKS = " \t\n\r\f\v";

/** Whatever is above ASCII is part of a name for PostgreSQL, MySQL and SQLite. */
const wideWord = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;

/** The standard, as far as databases follow it; each dialect says where it does not. */
export const standardSql: SqlRules = {
  blanks: BLANKS,
  word: wideWord,
  wordsFromDigits: false,
  number: /0x[0-9a-f]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy,
  variable: undefined,
  operator: /->>|<=>|\|\||<=|>=|<>|!=|==|<<|>>|->|::|:=|&&/y,
  spacedDashes: false,
  hashComments: false,
  nestedComments: false,
  returnEndsComment: false,
  executableComments: false,
  dollarQuotes: false,
  backslashes: "never",
  doubleQuotes: "name",
  backticks: false,
  brackets: "none",
  prefixes: ["n", "x"],
  delimiterCommand: false,
  goLines: false,
  clientCommands: false,
};

let anyWord: RegExp | undefined;

/**
 * An expression of the model, which is the same for all databases: the quotes of each are known, and
 * what is a comment in one of them alone is not.
 */
export const anySql: SqlRules = {
  ...standardSql,
  blanks: `${BLANKS}\ufeff`,
  // Made when it is asked for: what Unicode calls a letter takes a while to be read.
  get word() {
    anyWord ??= /[\p{L}_][\p{L}\p{N}_$]*/uy;
    return anyWord;
  },
  dollarQuotes: true,
  backslashes: "prefixed",
  backticks: true,
  brackets: "names",
  prefixes: ["n", "x", "e", "b", "u&"],
};
