/** Keys whose values have keys of the author's own. */
const MAPS: ReadonlySet<string> = new Set(["defaults", "type_mappings", "options"]);

/** A key of the format as TypeScript spells it: `foreignKey`. */
export function camelCase(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The data of a schema file in YAML as that of one in TypeScript. */
export function inCamelCase(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(inCamelCase);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      camelCase(key),
      MAPS.has(key) ? value : inCamelCase(value),
    ]),
  );
}
