import type { OwnStatement } from "./driver.js";
import { textLiteral, withValuesInText } from "./mysql-text.js";

/**
 * Statements of the tool's own and one more as a single question of MariaDB, which ends at the first that fails. The
 * one more, which may hold texts of an author, is run out of a literal: as one statement, whatever it says.
 */
export function blockOf(own: readonly OwnStatement[], last: string): string {
  const texts = own.map(({ sql, parameters }) => {
    const text = withValuesInText(sql, parameters);
    if (text === undefined) throw new TypeError("a value of the tool's own has no text form");
    return `${text};`;
  });
  return `BEGIN NOT ATOMIC ${texts.join(" ")} EXECUTE IMMEDIATE ${textLiteral(last)}; END`;
}
