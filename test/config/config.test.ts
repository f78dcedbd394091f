import { expect } from "chai";
import { type ConfigInput, resolveConfig } from "../../src/config/config.js";
import type { ConfigError } from "../../src/config/config-error.js";
import { parseConfigFile } from "../../src/config/config-file.js";

const databases = [
  { name: "sqlite", aliases: ["sqlite3"], schemes: ["sqlite"] },
  { name: "postgresql", aliases: [], schemes: ["postgresql", "postgres"] },
  { name: "mysql", aliases: [], schemes: ["mysql", "mariadb"] },
];
const limits = { memoryBytes: 1000, loadMs: 60 };

function resolve(
  yaml: string | undefined,
  more: { env?: ConfigInput["env"]; flags?: Partial<ConfigInput["flags"]> } = {},
) {
  return resolveConfig({
    file:
      yaml === undefined ? undefined : parseConfigFile("mm.config.yaml", yaml, Object.keys(limits)),
    env: more.env ?? {},
    flags: {
      databaseUrl: undefined,
      verbose: undefined,
      color: undefined,
      limits: [],
      ...more.flags,
    },
    databases,
    limits,
  });
}

function failure(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    return error as ConfigError;
  }
  throw new Error("nothing was thrown");
}

describe("resolveConfig", () => {
  it("has a value for every setting when nothing is given", () => {
    expect(resolve(undefined)).to.deep.equal({
      database: { type: "sqlite", named: false, url: undefined, emptyVariable: undefined },
      migration: {
        directory: "migrations",
        historyTable: "makemigrations_history",
        askDestructive: false,
      },
      schema: { paths: ["schema/**/*.{yaml,ts}"] },
      sandbox: limits,
      output: { verbose: false, color: "auto" },
    });
  });

  it("returns what cannot be changed", () => {
    const config = resolve(undefined);
    expect(config).to.satisfy(Object.isFrozen);
    for (const section of Object.values(config)) expect(section).to.satisfy(Object.isFrozen);
  });

  describe("takes the URL from the strongest source:", () => {
    const file = "database: {url: 'sqlite:file.db'}";
    const env = { DATABASE_URL: "sqlite:env.db" };
    it("a flag over everything", () => {
      const config = resolve(file, { env, flags: { databaseUrl: "sqlite:flag.db" } });
      expect(config.database.url).to.equal("sqlite:flag.db");
    });
    it("the environment over the file", () => {
      expect(resolve(file, { env }).database.url).to.equal("sqlite:env.db");
    });
    it("MM_DATABASE_URL over DATABASE_URL", () => {
      const both = { ...env, MM_DATABASE_URL: "sqlite:mm.db" };
      expect(resolve(file, { env: both }).database.url).to.equal("sqlite:mm.db");
    });
    it("the file over the default", () => {
      expect(resolve(file).database.url).to.equal("sqlite:file.db");
    });
    it("an empty variable is a URL that got lost, not a reason to take another one", () => {
      for (const empty of ["", " \n"]) {
        const config = resolve(file, { env: { DATABASE_URL: empty } });
        expect(config.database).to.include({ url: undefined, emptyVariable: "DATABASE_URL" });
        const both = { MM_DATABASE_URL: empty, DATABASE_URL: "sqlite:env.db" };
        expect(resolve(file, { env: both }).database.emptyVariable).to.equal("MM_DATABASE_URL");
      }
      const flags = { databaseUrl: "sqlite:flag.db" };
      const given = resolve(file, { env: { DATABASE_URL: "" }, flags });
      expect(given.database).to.include({ url: "sqlite:flag.db", emptyVariable: undefined });
    });
    it("a line end behind it is none of it", () => {
      const config = resolve(undefined, { env: { DATABASE_URL: "sqlite:env.db\n" } });
      expect(config.database.url).to.equal("sqlite:env.db");
    });
  });

  it("reads the predecessor's default_url", () => {
    const config = resolve("database:\n  type: sqlite\n  default_url: sqlite:old.db\n");
    expect(config.database).to.include({ type: "sqlite", url: "sqlite:old.db" });
  });

  it("refuses url and default_url together, and says where", () => {
    const error = failure(() => resolve("database:\n  url: sqlite:a\n  default_url: sqlite:b\n"));
    expect(error).to.include({ code: "CONFIG_TWO_URLS", line: 3, column: 3 });
  });

  describe("finds the kind of database:", () => {
    it("from the scheme of the URL", () => {
      const config = resolve(undefined, { env: { DATABASE_URL: "postgres://h/d" } });
      expect(config.database.type).to.equal("postgresql");
    });
    it("from a scheme that is another name", () => {
      expect(resolve("database: {url: 'mariadb://h/d'}").database.type).to.equal("mysql");
    });
    it("a URL on the command line outranks the type of the file", () => {
      const config = resolve("database: {type: sqlite}", {
        flags: { databaseUrl: "postgresql://h/d" },
      });
      expect(config.database).to.include({ type: "postgresql", url: "postgresql://h/d" });
    });
    it("a type without a URL has none", () => {
      expect(resolve("database: {type: postgresql}").database).to.include({
        type: "postgresql",
        url: undefined,
      });
    });
    it("a file that names SQLite has its standard place, a variable has not", () => {
      expect(resolve("database: {type: sqlite3}").database.url).to.equal("sqlite:./mm.db");
      expect(resolve(undefined, { env: { DB_TYPE: "sqlite" } }).database.url).to.equal(undefined);
      expect(resolve("output: {verbose: true}").database.url).to.equal(undefined);
    });
    it("a type and a URL of equal rank must agree", () => {
      const yaml = "database:\n  type: mysql\n  url: sqlite:x.db\n";
      expect(failure(() => resolve(yaml))).to.include({
        code: "CONFIG_DATABASE_MISMATCH",
        line: 2,
      });
    });
    it("DB_TYPE works, in any case", () => {
      expect(resolve(undefined, { env: { DB_TYPE: "PostgreSQL" } }).database.type).to.equal(
        "postgresql",
      );
    });
  });

  it("suggests the nearest kind of database", () => {
    const error = failure(() => resolve("database: {type: postgress}"));
    expect(error.code).to.equal("CONFIG_UNKNOWN_DATABASE");
    expect(error.hint).to.contain('Did you mean "postgresql"?');
  });

  it("never shows the URL that it refuses", () => {
    for (const url of ["oracle://u:s3cret@h/d", "u:s3cret@tcp(h:1)/d", "host=h password=s3cret"]) {
      const error = failure(() => resolve(undefined, { flags: { databaseUrl: url } }));
      expect(error.code).to.equal("CONFIG_UNKNOWN_SCHEME");
      expect(`${error.message} ${error.hint}`).not.to.contain("s3cret");
    }
  });

  it("refuses an empty --database-url instead of passing over it", () => {
    expect(failure(() => resolve(undefined, { flags: { databaseUrl: "" } })).code).to.equal(
      "CONFIG_EMPTY",
    );
  });

  describe("treats limits of the sandbox as the operator's:", () => {
    it("a project lowers one", () => {
      expect(resolve("sandbox: {loadMs: 10}").sandbox).to.deep.equal({
        memoryBytes: 1000,
        loadMs: 10,
      });
    });
    it("a project does not raise one", () => {
      const error = failure(() => resolve("sandbox:\n  loadMs: 61\n"));
      expect(error).to.include({ code: "CONFIG_LIMIT_RAISED", line: 2 });
      expect(error.hint).to.contain("--limit loadMs=61");
    });
    it("a flag raises one, for the project too", () => {
      const config = resolve("sandbox: {loadMs: 90}", { flags: { limits: ["loadMs=100"] } });
      expect(config.sandbox.loadMs).to.equal(90);
    });
    for (const flag of [
      "loadMs",
      "loadMs=",
      "loadMs=-1",
      "loadMs=1e3",
      "loadMS=1",
      "x=1",
      "toString=1",
    ]) {
      it(`--limit ${flag} is refused`, () => {
        expect(failure(() => resolve(undefined, { flags: { limits: [flag] } })).code).to.equal(
          "CONFIG_BAD_LIMIT",
        );
      });
    }
  });

  it("decides about colours by flag, NO_COLOR, FORCE_COLOR, file", () => {
    const on = "output: {color_enabled: true}";
    expect(resolve(on).output.color).to.equal("always");
    expect(resolve(on, { env: { NO_COLOR: "1" } }).output.color).to.equal("never");
    expect(resolve(on, { env: { NO_COLOR: "" } }).output.color).to.equal("always");
    expect(resolve(undefined, { env: { FORCE_COLOR: "1" } }).output.color).to.equal("always");
    expect(resolve(on, { env: { FORCE_COLOR: "0" } }).output.color).to.equal("never");
    const flags = { color: true };
    expect(resolve(undefined, { env: { NO_COLOR: "1" }, flags }).output.color).to.equal("always");
  });

  it("takes the rest of the file", () => {
    const config = resolve(
      "migration: {directory: db, history_table: h}\nschema: {paths: [a.yaml, b.yaml]}\noutput: {verbose: true}",
    );
    expect(config.migration).to.include({ directory: "db", historyTable: "h" });
    expect(config.schema.paths).to.deep.equal(["a.yaml", "b.yaml"]);
    expect(config.output.verbose).to.equal(true);
  });

  it("takes the folder from the environment before the file", () => {
    const env = { MM_MIGRATION_DIRECTORY: "elsewhere" };
    expect(resolve("migration: {directory: db}", { env }).migration.directory).to.equal(
      "elsewhere",
    );
  });
});
