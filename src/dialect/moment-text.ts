const MOMENTS: readonly string[] = ["date", "time", "timestamp", "timestamptz"];

/** ISO 8601 as `Date.prototype.toJSON` and others write it; finer than milliseconds, no Date holds. */
const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d{1,3}0*)?)?)(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * The moment that an ISO text means in a field of this type, so that rows which went through JSON are
 * the rows they were; without a zone it is UTC. undefined: the text is as it is for the database.
 */
function momentOf(text: string, type: string): Date | undefined {
  if (!MOMENTS.includes(type) || text.length > 40) return undefined;
  const [, day = "", clock = "", zone = "Z"] = ISO.exec(text) ?? [];
  if (day === "") return undefined;
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2").toUpperCase();
  const moment = new Date(`${day}T${clock}${offset}`);
  // The 31st of February is the database's to refuse, not ours to move.
  const there = new Date(`${day}T00:00Z`);
  const real = !Number.isNaN(there.getTime()) && there.toISOString().startsWith(day);
  return real && !Number.isNaN(moment.getTime()) ? moment : undefined;
}

/**
 * A value in a field of this type, or of a list of such: of a moment, also one that is written as text,
 * what the field holds of it.
 */
export function partsOf(value: unknown, type: string): unknown {
  if (Array.isArray(value) && type.endsWith("[]")) {
    return value.map((member: unknown) => partsOf(member, type.slice(0, -2)));
  }
  const moment = typeof value === "string" ? momentOf(value, type) : value;
  return moment instanceof Date ? partOf(moment, type) : value;
}

/**
 * The day or the clock in UTC, as a text that every database takes; for a timestamp the moment itself,
 * and so for a year that not every calendar has.
 */
function partOf(moment: Date, type: string): Date | string {
  const iso = Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
  if (!/^\d{4}-/.test(iso)) return moment;
  if (type === "date") return iso.slice(0, 10);
  return type === "time" ? iso.slice(11, 23).replace(/\.000$/, "") : moment;
}
