import { expect } from "chai";
import { MigrationError } from "../../src/errors.js";
import { type Migration, makeMigration } from "../../src/migration/migration.js";
import { MigrationStateError } from "../../src/migration/migration-state-error.js";
import { replay, states } from "../../src/migration/state.js";
import { parseOperation } from "../../src/operation/index.js";
import { emptySchema } from "../../src/schema/schema.js";
import { countedWork } from "../counted-work.js";

function migration(name: string, ...operations: readonly object[]): Migration {
  return makeMigration({ name, operations: operations.map((data) => parseOperation(data, "$")) });
}

const create = (name: string) => ({
  type: "create_table",
  name,
  fields: [{ name: "id", type: "serial", primaryKey: true }],
});
const drop = (name: string) => ({ type: "drop_table", name });

describe("replay", () => {
  it("is the schema after all operations of all migrations", () => {
    const schema = replay([migration("1", create("a"), create("b")), migration("2", drop("a"))]);
    expect([...schema.tables.keys()]).to.deep.equal(["b"]);
  });

  it("names migration, operation and what it is about, and keeps the hint", () => {
    const bad = migration("0002_more", create("b"), drop("aa"));
    expect(() => replay([migration("1", create("a")), bad]))
      .to.throw(
        MigrationStateError,
        'migration "0002_more", operation 2/2 (Drop table aa): table "aa" does not exist',
      )
      .with.property("hint", 'Did you mean "a"?');
  });

  it("leaves out operations whose failure was ignored when they ran", () => {
    const ignored = new Map([["1", new Set([1])]]);
    const schema = replay([migration("1", create("a"), drop("a"))], { ignored });
    expect(schema.tables.has("a")).to.equal(true);
  });

  it("passes over an operation that does not fit when its errors are to be ignored", () => {
    const twice = migration("1", create("a"), { ...create("a"), ignoreErrors: true });
    const [, second] = states(twice, emptySchema);
    expect(second).to.include({ skipped: true, before: second?.after });
  });

  it("lets an error that is not about the state keep its code", () => {
    const limit = new MigrationError({ code: "INTERP_LIMIT", message: "too slow" });
    const custom = {
      type: "custom",
      className: "Slow",
      describe: () => "Slow",
      up: () => [],
      mutate: () => {
        throw limit;
      },
    };
    expect(() => replay([migration("1", custom)]))
      .to.throw(MigrationStateError, /"1", operation 1\/1/)
      .with.property("code", "INTERP_LIMIT");
  });
});

describe("the states of a migration", () => {
  it("are the pair around each operation", () => {
    const [one, two] = states(migration("1", create("a"), drop("a")), emptySchema);
    expect([one?.before.tables.size, one?.after.tables.size]).to.deep.equal([0, 1]);
    expect([two?.before, two?.after.tables.size]).to.deep.equal([one?.after, 0]);
    expect([one?.index, two?.index, two?.skipped]).to.deep.equal([0, 1, false]);
  });
});

describe("the cost of replay", () => {
  it("does not grow with the square of the number of tables", () => {
    const chain = (count: number) =>
      Array.from({ length: count }, (_, at) => migration(`m${at}`, create(`t${at}`)));
    const work = (count: number) => {
      const list = chain(count);
      return countedWork(() => expect(replay(list).tables.size).to.equal(count));
    };
    // Eight times as much: 8 x when linear, 64 x when square.
    expect(work(2000)).to.be.below(work(250) * 16);
  });
});
