import { expect } from "chai";
import { PolicyError } from "../../src/check/check-error.js";
import { dangerousFunctions, matches, type Policy } from "../../src/check/policy.js";
import { parsePolicy } from "../../src/check/policy-file.js";

function read(text: string): Policy {
  const vocabulary = { limits: ["loadMs", "memoryBytes"], databases: ["postgresql", "sqlite"] };
  return parsePolicy("policy.yaml", text, vocabulary);
}

function fault(text: string): PolicyError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("the policy was accepted");
}

describe("a policy file", () => {
  it("is read with every key", () => {
    const policy = read(`
limits: { loadMs: 5000 }
symbols: [node:path, "node:crypto#createHash"]
deny_operations: [run_sql, custom]
tables: ["tenant_*", shared.countries]
sql_verbs: [select, CREATE INDEX]
functions: [lower, coalesce]
deny_functions: [pg_sleep]
databases: [sqlite]
`);
    expect(policy).to.deep.equal({
      limits: { loadMs: 5000 },
      symbols: ["node:path", "node:crypto#createHash"],
      denyOperations: new Set(["run_sql", "custom"]),
      tables: ["tenant_*", "shared.countries"],
      sqlVerbs: new Set(["select", "create_index"]),
      functions: ["lower", "coalesce"],
      denyFunctions: ["pg_sleep"],
      databases: ["sqlite"],
    });
  });

  it("denies dangerous functions unless it says otherwise, also when it is empty", () => {
    expect(read("").denyFunctions).to.equal(dangerousFunctions);
    expect(read("deny_functions: []").denyFunctions).to.deep.equal([]);
    expect(read("").tables).to.equal(undefined);
  });

  it("is refused with line and column for everything that it does not mean", () => {
    const cases: readonly (readonly [text: string, line: number, column: number, why: RegExp])[] = [
      ["tables:\n  - a\ndeny_operation: [x]", 3, 1, /deny_operation.*"deny_operations"/],
      ["deny_operations:\n  - run_sql\n  - drop_tabel", 3, 5, /"drop_tabel".*"drop_table"/],
      ["sql_verbs: [selekt]", 1, 13, /"selekt".*"select"/],
      ["sql_verbs: [grant]", 1, 13, /there is no "grant"/],
      ["databases: [postgres]", 1, 13, /"postgres".*"postgresql"/],
      ["limits:\n  loadMS: 1", 2, 3, /"loadMS".*"loadMs"/],
      ["limits:\n  loadMs: 0", 2, 3, /above zero/],
      ["limits:\n  loadMs: soon", 2, 3, /a number is expected/],
      ["deny_functions: [sleep()]", 1, 18, /without its schema/],
      ["deny_functions: [pg_catalog.pg_sleep]", 1, 18, /without its schema/],
      ["deny_functions: ['pg sleep']", 1, 18, /without its schema/],
      ["tables: tenant", 1, 1, /a list of names is expected/],
      ["tables: [1]", 1, 10, /a name is expected/],
      ["tables: [a]\ntables: [b]", 2, 1, /unique/i],
      ["tables: [a", 1, 11, /./],
      ["x: &x [a]\ntables: *x", 1, 1, /alias/],
      ["[]", 1, 1, /the file/],
      ["just text", 1, 1, /the file/],
    ];
    for (const [text, line, column, why] of cases) {
      const error = fault(text);
      expect(error.code).to.equal("CHECK_POLICY_INVALID");
      expect(error.message, text).to.match(why);
      expect([error.line, error.column], text).to.deep.equal([line, column]);
    }
  });

  it("matches names by patterns in which a star does not cross a dot", () => {
    expect(matches(["tenant_*"], "TENANT_users")).to.equal(true);
    expect(matches(["Tenant_*"], "tenant_users")).to.equal(true);
    expect(matches(["tenant_*"], "public.tenant_users")).to.equal(false);
    expect(matches(["*"], "other.users")).to.equal(false);
    expect(matches(["tenant_*"], "tenant_a.secret")).to.equal(false);
    expect(matches(["a.b"], "axb")).to.equal(false);
    expect(matches(["t_*"], "t_x\nsecret")).to.equal(true);
    expect(matches(["t_*"], "my_t_x")).to.equal(false);
    expect(matches(["*"], "x".repeat(400))).to.equal(false);
    expect(matches([], "x")).to.equal(false);
  });
});
