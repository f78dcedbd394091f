import type { Field } from "../schema/field.js";
import { DialectError } from "./dialect-error.js";

/**
 * Fills `{{.Length}}`, `{{.Precision}}` and `{{.Scale}}` of an entry of `type_mappings`.
 *
 * @throws DialectError when the template holds anything else in braces, or asks for a number that
 * the field does not have: a type that is only nearly right is worse than none.
 */
export function renderTypeTemplate(template: string, field: Field): string {
  const facts: Readonly<Record<string, number | undefined>> = {
    Length: field.length,
    Precision: field.precision,
    Scale: field.scale,
  };
  const text = template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (whole, name: string) => {
    if (!Object.hasOwn(facts, name)) throw broken(template, field, `does not know "${whole}"`);
    const value = facts[name];
    if (value === undefined) {
      throw broken(template, field, `needs the ${name.toLowerCase()} of the field, which has none`);
    }
    return String(value);
  });
  if (text.includes("{{") || text.includes("}}")) throw broken(template, field, "has open braces");
  if (text.trim() === "") throw broken(template, field, "is empty");
  return text;
}

function broken(template: string, field: Field, what: string): DialectError {
  return new DialectError({
    code: "DIALECT_TYPE_TEMPLATE",
    message: `the type mapping "${template}" of type "${field.type}", used by field "${field.name}", ${what}`,
    hint: "Write the SQL type with {{.Length}}, {{.Precision}} and {{.Scale}} only, and give the field what the template asks for.",
  });
}
