const MOMENTS: readonly string[] = ["date", "timestamp", "timestamptz"];

/** ISO 8601 as `Date.prototype.toJSON` and others write it; finer than milliseconds, no Date holds. */
const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d{1,3}0*)?)?)(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * The moment that an ISO text means in a field of this type, so that rows which went through JSON are
 * the rows they were; without a zone it is UTC. undefined: the text is as it is for the database.
 */
export function momentOf(text: string, type: string): Date | undefined {
  if (!MOMENTS.includes(type) || text.length > 40) return undefined;
  const [, day = "", clock = "", zone = "Z"] = ISO.exec(text) ?? [];
  if (day === "") return undefined;
  const spelled = zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2").toUpperCase();
  const moment = new Date(`${day}T${clock}${spelled}`);
  // The 31st of February is the database's to refuse, not ours to move.
  const there = new Date(`${day}T00:00Z`);
  const real = !Number.isNaN(there.getTime()) && there.toISOString().startsWith(day);
  return real && !Number.isNaN(moment.getTime()) ? moment : undefined;
}
