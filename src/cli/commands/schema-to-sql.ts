import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";

/** `mm schema-to-sql` */
export const schemaToSql = defineCommand({
  name: "schema-to-sql",
  summary: "The SQL that makes what the schema files say, as migrations would.",
  positionals: [],
  options: {
    database: option.text("Kind of database (default: the configured one)"),
    pending: option.flag(
      "Only what no migration does yet: the SQL of the migration that is missing",
    ),
    rename: option.texts("With --pending: it is a rename, as for generate; repeatable"),
    answers: option.text("With --pending: a file of answers, as for generate"),
  },
  examples: [
    ["schema-to-sql --database sqlite > schema.sql", "The whole schema, without a connection"],
    ["schema-to-sql --pending", "What the next migration would run"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const { schemaSql } = await import("../schema/schema-sql.js");
    const { plan, dialect, questions, notices } = await schemaSql(context, args);
    console.notices(notices);
    if (questions.length > 0) {
      const { openQuestions } = await import("../render/question-lines.js");
      return openQuestions(context, questions, { questions, notices });
    }
    if (plan === undefined) console.note("Nothing to run");
    else {
      const { sqlScript } = await import("../render/sql-script.js");
      console.result(sqlScript([plan], dialect));
    }
    const { planDocument } = await import("../render/plan-document.js");
    const operations = plan === undefined ? [] : planDocument(plan).operations;
    return { document: { database: dialect.name, operations, questions, notices } };
  },
});
