import { createRequire } from "node:module";

/** What is used of the parser, whose declarations are of another age. */
interface Runtime {
  readonly CharStreams: { fromString(text: string): { LA(offset: number): number } };
  readonly CommonTokenStream: new (lexer: unknown) => unknown;
}
interface Recogniser {
  removeErrorListeners(): void;
  addErrorListener(listener: unknown): void;
}
interface Grammar {
  readonly TSqlLexer: new (input: unknown) => Recogniser;
  readonly TSqlParser: new (tokens: unknown) => Recogniser & { tsql_file(): unknown };
}

const require = createRequire(import.meta.url);
const runtime = require("antlr4ts") as Runtime;
const folder = "antlr4ts-sql/dist/src/grammar-output/tsql";
const grammar = {
  ...require(`${folder}/TSqlLexer.js`),
  ...require(`${folder}/TSqlParser.js`),
} as Grammar;

/** The mistakes that a T-SQL grammar finds in a batch. */
export function tsqlMistakes(sql: string): readonly string[] {
  const mistakes: string[] = [];
  const listener = {
    syntaxError: (...facts: readonly unknown[]): void => {
      mistakes.push(`line ${String(facts[2])}:${String(facts[3])} ${String(facts[4])}`);
    },
  };
  const lexer = new grammar.TSqlLexer(upperCased(sql));
  const parser = new grammar.TSqlParser(new runtime.CommonTokenStream(lexer));
  for (const one of [lexer, parser]) {
    one.removeErrorListeners();
    one.addErrorListener(listener);
  }
  parser.tsql_file();
  return mistakes;
}

/** The grammar knows its keywords in capitals only; the texts themselves stay. */
function upperCased(sql: string): unknown {
  const stream = runtime.CharStreams.fromString(sql);
  const original = stream.LA.bind(stream);
  stream.LA = (offset) => {
    const code = original(offset);
    return code >= 97 && code <= 122 ? code - 32 : code;
  };
  return stream;
}
