import { expect } from "chai";
import { type Reference, referencesTo } from "../../src/schema/references-to.js";
import { emptySchema, type Schema, schemaOf } from "../../src/schema/schema.js";
import { makeForeignKey, makeTable, type Table } from "../../src/schema/table.js";
import { replaceTable, withTable, withTables } from "../../src/schema/with-table.js";
import { Random } from "../property/random.js";

function tableTo(name: string, targets: readonly string[]): Table {
  return makeTable({
    name,
    fields: [],
    foreignKeys: targets.map((table, at) =>
      makeForeignKey({ name: `fk_${at}`, fields: [`f${at}`], table }),
    ),
  });
}

function byLooking(schema: Schema, target: string): readonly Reference[] {
  return [...schema.tables].flatMap(([table, { foreignKeys }]) =>
    foreignKeys.filter((key) => key.table === target).map((key) => ({ table, key })),
  );
}

describe("references to a table", () => {
  it("are those that all tables have, whichever schema was asked about before", () => {
    const random = new Random(7);
    const names = Array.from({ length: 12 }, (_, at) => `t${at}`);
    const schemas: Schema[] = [emptySchema];
    for (let round = 0; round < 600; round++) {
      const from = schemas[random.int(schemas.length)] ?? emptySchema;
      const name = random.pick(names);
      const table = tableTo(
        name,
        names.filter(() => random.int(4) === 0),
      );
      let next = from.tables.has(name) ? replaceTable(from, table) : withTable(from, table);
      if (random.int(5) === 0) {
        const left = [...next.tables.values()].filter((one) => one.name !== random.pick(names));
        next = schemaOf({ tables: left });
      }
      // What an introspector returns is an ordinary map.
      if (random.int(7) === 0) next = withTables(next, new Map(next.tables));
      schemas.push(next);
      const asked = schemas[random.int(schemas.length)] ?? next;
      for (const target of names) {
        expect([...referencesTo(asked, target)]).to.deep.equal(byLooking(asked, target));
      }
    }
  });
});
