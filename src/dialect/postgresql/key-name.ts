/** Bytes of a name. */
const LONGEST = 63;

const ENDING = "_pkey";

/** The name of a primary key when it is not the one that the server gives by itself. */
export function chosenKeyName(table: string, name: string | undefined): string | undefined {
  return name === usualKeyName(table) ? undefined : name;
}

/** A long name of the table loses its end, whole characters of it. */
function usualKeyName(table: string): string {
  const bytes = new TextEncoder().encode(table).slice(0, LONGEST - ENDING.length);
  const text = new TextDecoder("utf-8", { fatal: false }).decode(bytes, { stream: true });
  return text + ENDING;
}
