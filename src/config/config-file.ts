import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { codeFrame } from "../text/code-frame.js";
import { ConfigError, nearest, type Position } from "./config-error.js";
import { configKeys, type ValueKind } from "./config-keys.js";

/** A value that the file gives, and where. */
export interface FileValue {
  readonly value: string | boolean | number | readonly string[];
  readonly position: Position;
}

/** The file as a flat map, `database.url` to its value. */
export interface ConfigFile {
  readonly name: string;
  readonly values: ReadonlyMap<string, FileValue>;
}

/**
 * Reads a configuration file. Pure: the text comes in, nothing is looked up.
 *
 * @param limits the name of every limit that may stand under `sandbox`.
 * @throws ConfigError `CONFIG_SYNTAX`, `CONFIG_UNKNOWN_KEY` or `CONFIG_WRONG_TYPE` with its position.
 */
export function parseConfigFile(name: string, text: string, limits: readonly string[]): ConfigFile {
  const reader = new Reader(name, text);
  const kinds = new Map<string, ValueKind | "number">();
  for (const key of configKeys) kinds.set(key.path, key.kind);
  for (const limit of limits) kinds.set(`sandbox.${limit}`, "number");
  return { name, values: reader.read(kinds) };
}

class Reader {
  readonly #name: string;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #document: ReturnType<typeof parseDocument>;

  constructor(name: string, text: string) {
    this.#name = name;
    this.#text = text;
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true });
  }

  read(kinds: ReadonlyMap<string, ValueKind | "number">): Map<string, FileValue> {
    const [fault] = this.#document.errors;
    if (fault !== undefined) {
      throw new ConfigError({
        code: "CONFIG_SYNTAX",
        // yaml puts its own code frame behind the first line; ours comes from the position.
        message: `"${this.#name}" is not valid YAML: ${fault.message.split(/ at line |\n/)[0] ?? ""}`,
        hint: "Correct the file; every key stands on its own line, sub-keys are indented by spaces.",
        position: this.#at(fault.pos[0]),
      });
    }
    const values = new Map<string, FileValue>();
    this.#section(this.#document.contents, "", kinds, values);
    return values;
  }

  #section(
    node: unknown,
    prefix: string,
    kinds: ReadonlyMap<string, ValueKind | "number">,
    values: Map<string, FileValue>,
  ): void {
    if (node === null || (isScalar(node) && node.value === null)) return;
    if (!isMap(node)) {
      throw this.#wrongType(
        prefix === "" ? this.#name : prefix.slice(0, -1),
        "a map of keys",
        node,
      );
    }
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : "?";
      const path = prefix + name;
      const kind = kinds.get(path);
      if (kind !== undefined) {
        const resolved = isAlias(value) ? value.resolve(this.#document) : value;
        if (isScalar(resolved) && resolved.value === null) continue;
        values.set(path, { value: this.#value(path, kind, resolved), position: this.#where(key) });
      } else if (prefix === "" && isSection(name, kinds)) {
        this.#section(value, `${name}.`, kinds, values);
      } else {
        throw this.#unknownKey(path, kinds, key);
      }
    }
  }

  #value(path: string, kind: ValueKind | "number", node: unknown): FileValue["value"] {
    const value: unknown = isScalar(node) ? node.value : undefined;
    switch (kind) {
      case "text":
        if (typeof value === "string" && value !== "") return value;
        throw this.#wrongType(path, "a text", node);
      case "flag":
        if (typeof value === "boolean") return value;
        throw this.#wrongType(path, "true or false", node);
      case "number":
        if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
        throw this.#wrongType(path, "a whole number above zero", node);
      case "texts": {
        if (typeof value === "string" && value !== "") return Object.freeze([value]);
        const items = isSeq(node)
          ? node.items.map((item) => (isScalar(item) ? item.value : item))
          : [];
        const texts = items.filter((item) => typeof item === "string" && item !== "");
        if (texts.length > 0 && texts.length === items.length)
          return Object.freeze(texts.map(String));
        throw this.#wrongType(path, "a text or a list of texts", node);
      }
      default:
        return kind satisfies never;
    }
  }

  #unknownKey(path: string, kinds: ReadonlyMap<string, unknown>, key: unknown): ConfigError {
    const [section = "", ...rest] = path.split(".");
    const inSection = [...kinds.keys()].filter((known) => known.startsWith(`${section}.`));
    const sections = [...new Set([...kinds.keys()].map((known) => known.split(".")[0] ?? ""))];
    // `url` at the top level is meant as `database.url`, so the last part alone is compared too.
    const byTail = [...kinds.keys()].find((known) => known.split(".")[1] === (rest[0] ?? section));
    const near =
      rest.length > 0 && inSection.length > 0
        ? nearest(path, inSection)
        : (nearest(path, sections) ?? nearest(path, kinds.keys()));
    const meant = near ?? byTail;
    const known = rest.length > 0 && inSection.length > 0 ? inSection : sections;
    return new ConfigError({
      code: "CONFIG_UNKNOWN_KEY",
      message: `"${this.#name}" has an unknown key "${path}"`,
      hint:
        meant === undefined
          ? `Known here are ${known.join(", ")}.`
          : `Did you mean "${meant}"? Known here are ${known.join(", ")}.`,
      position: this.#where(key),
    });
  }

  #wrongType(path: string, expected: string, node: unknown): ConfigError {
    return new ConfigError({
      code: "CONFIG_WRONG_TYPE",
      message: `"${path}" in "${this.#name}" must be ${expected}`,
      hint: "Change the value; docs/guides/configuration.md shows every key with an example.",
      position: this.#where(node),
    });
  }

  #where(node: unknown): Position {
    const range = isNode(node) ? node.range : undefined;
    return this.#at(range?.[0] ?? 0);
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    const place = { line: Math.max(1, line), column: Math.max(1, col) };
    return { file: this.#name, ...place, frame: codeFrame(this.#text, place.line, place.column) };
  }
}

function isSection(name: string, kinds: ReadonlyMap<string, unknown>): boolean {
  // `sandbox` is a section even when no limits were handed in.
  return name === "sandbox" || [...kinds.keys()].some((known) => known.startsWith(`${name}.`));
}

function isNode(node: unknown): node is Node {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node);
}
