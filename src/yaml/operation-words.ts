import { isPlainRecord } from "../text/record.js";

/**
 * The data of a schema file in TypeScript with one spelling for each thing. Schema files have the keys of
 * the YAML format in camelCase; four of them are called otherwise in operations. Who shares a
 * part between a migration and the schema may write the operations' words, too. Where both words stand, neither is taken away, so
 * that the second one is reported as unknown.
 */
export function inSchemaWords(document: unknown): unknown {
  return changed(document, { tables: each(inTable) });
}

const inTable = (table: unknown): unknown =>
  changed(renamed(table, { namespace: "schema", uniques: "unique" }), {
    indexes: each((index) =>
      changed(index, { fields: each((part) => renamed(part, { opclass: "operatorClass" })) }),
    ),
    foreignKeys: each(inForeignKey),
  });

/** `table` and `targetFields` stand beside the fields in an operation, and below `references` in a schema. */
function inForeignKey(key: unknown): unknown {
  if (!isPlainRecord(key) || Object.hasOwn(key, "references")) return key;
  const { field, table, targetField, targetFields, ...others } = key;
  if (table === undefined) return key;
  const fields = targetField === undefined ? targetFields : [targetField];
  return {
    ...others,
    ...(field !== undefined && { fields: [field] }),
    references: { table, ...(fields !== undefined && { fields }) },
  };
}

type Change = (value: unknown) => unknown;

function each(change: Change): Change {
  return (list) => (Array.isArray(list) ? list.map(change) : list);
}

/** The object with these members changed where it has them; anything else comes back as it is. */
function changed(value: unknown, changes: Readonly<Record<string, Change>>): unknown {
  if (!isPlainRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      Object.hasOwn(changes, key) ? changes[key]?.(one) : one,
    ]),
  );
}

function renamed(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (!isPlainRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const name = Object.hasOwn(names, key) ? names[key] : undefined;
      return [name === undefined || Object.hasOwn(value, name) ? key : name, one];
    }),
  );
}
