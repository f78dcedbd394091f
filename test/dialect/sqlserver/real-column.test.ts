import { expect } from "chai";
import { columnQueries } from "../../../src/dialect/sqlserver/real-column.js";
import type { Statement } from "../../../src/dialect/statement.js";
import type { Connection, Row } from "../../../src/driver/driver.js";
import { type FieldParts, makeField } from "../../../src/schema/field.js";
import { schemaOf } from "../../../src/schema/schema.js";
import { table } from "../../conformance/bench-tables.js";
import { editorOf } from "./sqlserver-creations.js";
import { dialect } from "./sqlserver-tables.js";
import { tsqlMistakes } from "./tsql-parser.js";

const [COLUMN, BESIDES] = columnQueries;
const word: FieldParts = { name: "a", type: "varchar", length: 20 };

/** The row of the catalogue for `word` as the migrations know it. */
const plain: Row = {
  type_name: "nvarchar",
  bytes: 40,
  digits: 0,
  scale: 0,
  nullable: true,
  collation_name: null,
  own_type: null,
  xml_type: null,
  sparse: false,
  guid: false,
  filestream: false,
  encryption: null,
  mask: null,
  default_name: null,
  default_text: null,
};

interface Found {
  readonly column?: Row;
  readonly besides?: readonly Row[];
}

/** Answers as a server would whose catalogue has these rows, and writes down what it is told. */
class Server {
  readonly told: string[] = [];
  readonly #found: Found;

  constructor(found: Found) {
    this.#found = found;
  }

  async run(statements: readonly Statement[]): Promise<readonly string[]> {
    const session = {
      query: async (sql: string) => this.#answer(sql),
      execute: async (sql: string) => {
        this.told.push(sql);
        return { rowsAffected: 0 };
      },
    } as unknown as Connection;
    for (const statement of statements) await dialect.session.run(session, statement);
    return this.told;
  }

  #answer(sql: string): readonly Row[] {
    const { column, besides = [] } = this.#found;
    if (sql === COLUMN) return column === undefined ? [] : [{ ...plain, ...column }];
    return sql === BESIDES ? besides : [];
  }
}

function altering(
  [from, to]: readonly [FieldParts, FieldParts],
  using?: string,
): readonly Statement[] {
  const [before, after] = [table("t", [from]), table("t", [to])];
  const change = {
    before: schemaOf({ tables: [before] }),
    after: schemaOf({ tables: [after] }),
    from: before,
    to: after,
  };
  const options = { using, backfill: undefined };
  return editorOf(change.after).alterField({
    change,
    oldField: makeField(from),
    newField: makeField(to),
    options,
  });
}

const longer = [word, { ...word, length: 40 }] as const;
const run = (found: Found, change = longer as readonly [FieldParts, FieldParts], using?: string) =>
  new Server(found).run(altering(change, using));

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error("nothing was refused"),
    (thrown: unknown) => thrown as Error,
  );
  expect(error).to.have.property("code", "DIALECT_TABLE_DIFFERS");
  return error.message.replace(/^.*would lose it: /, "");
}

describe("what somebody gave a column by hand on SQL Server", () => {
  const alter = "ALTER TABLE [t] ALTER COLUMN [a] NVARCHAR(40)";

  it("is said again by ALTER COLUMN: collation, SPARSE", async () => {
    expect(await run({ column: {} })).to.deep.equal([`${alter} NULL`]);
    expect(
      await run({ column: { collation_name: "Latin1_General_BIN2", sparse: true } }),
    ).to.deep.equal([`${alter} COLLATE Latin1_General_BIN2 NULL SPARSE`]);
  });

  it("is given back where ALTER COLUMN took it: mask, ROWGUIDCOL", async () => {
    const lacks = (property: string) =>
      `IF NOT EXISTS (SELECT 1 FROM sys.columns WHERE object_id = OBJECT_ID(N'[t]') AND name = N'a' AND ${property} = 1)`;
    expect(await run({ column: { mask: `partial(1, "x'x", 0)` } })).to.deep.equal([
      `${alter} NULL`,
      `${lacks("is_masked")} ALTER TABLE [t] ALTER COLUMN [a] ADD MASKED WITH (FUNCTION = 'partial(1, "x''x", 0)')`,
    ]);
    const id = { name: "a", type: "uuid" };
    const guid = { type_name: "uniqueidentifier", bytes: 16, guid: true };
    expect(await run({ column: guid }, [id, { ...id, nullable: false }])).to.deep.equal([
      "ALTER TABLE [t] ALTER COLUMN [a] UNIQUEIDENTIFIER NOT NULL",
      `${lacks("is_rowguidcol")} ALTER TABLE [t] ALTER COLUMN [a] ADD ROWGUIDCOL`,
    ]);
  });

  it("goes and comes back where it is in the way: a default under the name it has", async () => {
    const preset = { default_name: "by ]hand", default_text: "(N'x')" };
    expect(await run({ column: preset })).to.deep.equal([
      "ALTER TABLE [t] DROP CONSTRAINT [by ]]hand]",
      `${alter} NULL`,
      "ALTER TABLE [t] ADD CONSTRAINT [by ]]hand] DEFAULT (N'x') FOR [a]",
    ]);
  });

  it("stays where the change is about something else: type and NULL", async () => {
    const required = [word, { ...word, nullable: false }] as const;
    expect(await run({ column: { bytes: 400 } }, required)).to.deep.equal([
      "ALTER TABLE [t] ALTER COLUMN [a] nvarchar(200) NOT NULL",
    ]);
    expect(await run({ column: { own_type: "[dbo].[Name]" } }, required)).to.deep.equal([
      "ALTER TABLE [t] ALTER COLUMN [a] [dbo].[Name] NOT NULL",
    ]);
    expect(await run({ column: { nullable: false } })).to.deep.equal([`${alter} NOT NULL`]);
  });

  it("gives way to what an operation sets itself", async () => {
    const collated = [word, { ...word, collation: "Latin1_General_CI_AS" }] as const;
    const found = { column: { collation_name: "Latin1_General_BIN2" } };
    expect(await run(found, collated)).to.deep.equal([
      "ALTER TABLE [t] ALTER COLUMN [a] NVARCHAR(20) COLLATE Latin1_General_CI_AS NULL",
    ]);
    expect(await run(found, [word, { name: "a", type: "integer" }])).to.deep.equal([
      "ALTER TABLE [t] ALTER COLUMN [a] INT NULL",
    ]);
  });

  it("stops the change where ALTER COLUMN cannot say it, and is named", async () => {
    const required = [word, { ...word, nullable: false }] as const;
    expect(await refusal(run({ column: { sparse: true } }, required))).to.equal("SPARSE");
    const id = { name: "a", type: "uuid" };
    expect(await refusal(run({ column: { guid: true } }, [id, word]))).to.equal("ROWGUIDCOL");
    const rest = {
      filestream: true,
      encryption: "DETERMINISTIC",
      xml_type: "xml([dbo].[Books])",
    };
    expect(await refusal(run({ column: rest }))).to.equal(
      "FILESTREAM; ENCRYPTED (DETERMINISTIC); xml([dbo].[Books])",
    );
  });

  const convert = (found: Found, change: readonly [FieldParts, FieldParts] = longer) =>
    run(found, change, "LEFT(a, 3)");
  const all: Row = {
    collation_name: "Latin1_General_BIN2",
    sparse: true,
    filestream: true,
    encryption: "RANDOMIZED",
    mask: "default()",
    default_name: "by hand",
    default_text: "(N'x')",
  };
  const besides: readonly Row[] = [
    { kind: "check", name: "by hand", definition: "([a]<>N'')" },
    { kind: "property", name: "MS_Description", definition: "" },
    { kind: "property", name: "owner", definition: "" },
    { kind: "permission", name: "DENY SELECT", definition: "public" },
  ];

  it("stops a change that makes the column anew, before anything is done, and is named", async () => {
    const server = new Server({ column: all, besides });
    expect(await refusal(server.run(altering(longer, "LEFT(a, 3)")))).to.equal(
      [
        "COLLATE Latin1_General_BIN2",
        "SPARSE",
        "FILESTREAM",
        "ENCRYPTED (RANDOMIZED)",
        "MASKED WITH (FUNCTION = 'default()')",
        "CONSTRAINT [by hand] DEFAULT (N'x')",
        "CONSTRAINT [by hand] CHECK ([a]<>N'')",
        "extended property [MS_Description]",
        "extended property [owner]",
        "DENY SELECT to [public]",
      ].join("; "),
    );
    expect(server.told).to.deep.equal([]);
  });

  it("lets that change pass where the migrations know it, or there is nothing", async () => {
    expect(await convert({ column: {} })).to.have.length.above(3);
    const known = {
      ...word,
      default: { kind: "literal", value: "x" },
      comment: "c",
      collation: "Latin1_General_BIN2",
    } as const;
    const column = {
      collation_name: "Latin1_General_BIN2",
      default_name: "DF_t_a",
      default_text: "(N'x')",
    };
    expect(
      await convert({ column, besides: besides.slice(1, 2) }, [known, { ...known, length: 40 }]),
    ).to.have.length.above(3);
    const listed: FieldParts = { name: "a", type: "enum", values: ["x"] };
    const check = { kind: "check", name: "CK_t_a_enum", definition: "([a]=N'x')" };
    expect(await convert({ column: {}, besides: [check] }, [listed, word])).to.have.length.above(3);
  });

  it("stops a computed column that would go and come, not one that becomes plain on purpose", async () => {
    const twice: FieldParts = {
      name: "a",
      type: "varchar",
      length: 40,
      generated: { expression: "b + b", stored: false },
    };
    const found = { column: { mask: "default()" }, besides: besides.slice(2) };
    expect(await refusal(run(found, [word, twice]))).to.equal(
      "extended property [owner]; DENY SELECT to [public]",
    );
    expect(await refusal(run(found, [twice, word]))).to.match(/^MASKED/);
  });

  it("is written so that a grammar reads it", async () => {
    const guid = { ...plain, guid: true, type_name: "uniqueidentifier", bytes: 16 };
    const id = { name: "a", type: "uuid" };
    const texts = [
      ...(await run({ column: { ...all, filestream: false, encryption: null } })),
      ...(await run({ column: guid }, [id, { ...id, nullable: false }])),
    ];
    expect(texts).to.have.length(6);
    // Each by its own words: the grammar knows neither SPARSE behind NULL nor ADD of an attribute.
    const shown = texts
      .map((text) => text.replace(/ SPARSE$/, ""))
      .filter((text) => !/ ADD (?:MASKED|ROWGUIDCOL)/.test(text));
    expect(shown.flatMap((text) => tsqlMistakes(text))).to.deep.equal([]);
  });
});
