/** A token of Sucrase, as far as we read it. */
export interface Token {
  readonly type: number;
  readonly contextualKeyword: number;
  readonly start: number;
  readonly end: number;
  readonly isType: boolean;
  /** One of {@link TokenNumbers.IdentifierRole}, for names that stand for something. */
  readonly identifierRole: number | null | undefined;
}

type Numbers<K extends string> = Readonly<Record<K, number>>;

type TokenTypeName =
  | "string"
  | "name"
  | "eof"
  | "braceL"
  | "braceR"
  | "parenL"
  | "parenR"
  | "bracketL"
  | "bracketR"
  | "dollarBraceL"
  | "comma"
  | "semi"
  | "dot"
  | "questionDot"
  | "at"
  | "eq"
  | "star"
  | "colon"
  | "_do"
  | "_for"
  | "_in"
  | "_while"
  | "_import"
  | "_export"
  | "_default"
  | "_class"
  | "_enum"
  | "_public"
  | "_protected"
  | "_private"
  | "_abstract"
  | "_readonly"
  | "_override"
  | "_declare"
  | "nonNullAssertion";

type KeywordName =
  | "_from"
  | "_namespace"
  | "_module"
  | "_declare"
  | "_using"
  | "_accessor"
  | "_of"
  | "_require"
  | "_as";

type IdentifierRoleName = "Access" | "ImportDeclaration" | "ImportAccess" | "ObjectKey";

/** What the numbers on tokens mean, by name. */
export interface TokenNumbers {
  readonly TokenType: Numbers<TokenTypeName>;
  readonly Keyword: Numbers<KeywordName>;
  readonly IdentifierRole: Numbers<IdentifierRoleName>;
}
