import {
  atom,
  call,
  list,
  numberAtom,
  object,
  type SourceValue,
  textAtom,
} from "./source-value.js";
import { WriterError } from "./writer-error.js";

/** The source of a value of an operation's data. @throws WriterError for what is no data. */
export function dataSource(value: unknown, path: string): SourceValue {
  switch (typeof value) {
    case "string":
      return textAtom(value);
    case "number":
      return numberAtom(value);
    case "bigint":
      return atom(`${value}n`);
    case "boolean":
      return atom(String(value));
    case "object":
      return value === null ? atom("null") : objectSource(value, path);
    default:
      throw new WriterError({
        code: "WRITER_CANNOT_WRITE",
        message: `a ${typeof value} cannot be written (${path})`,
        hint: "Code of an author's own stays in the file it was written in.",
      });
  }
}

function objectSource(value: object, path: string): SourceValue {
  if (Array.isArray(value)) return list(value.map((one, at) => dataSource(one, `${path}[${at}]`)));
  if (value instanceof Date) return call("new Date", textAtom(value.toISOString()));
  if (value instanceof Uint8Array) return bytes(Buffer.from(value).toString("base64"));
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const [[key, inner] = [], ...more] = entries;
  if (more.length === 0) {
    if (key === "$noop") return atom("m.noop");
    if (key === "$ref" && typeof inner === "string") return call("m.ref", textAtom(inner));
    if (key === "$bytes" && typeof inner === "string") return bytes(inner);
  }
  return object(
    entries.map(([name, one]) => ({ key: name, value: dataSource(one, `${path}.${name}`) })),
  );
}

function bytes(base64: string): SourceValue {
  return call("m.bytes", textAtom(base64));
}
