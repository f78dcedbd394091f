/** The usual flags and arguments of commands, each with what the help says of it. */
export const option = {
  /** Given or not. */
  flag: (describe: string) => ({ type: "boolean", default: false, describe }) as const,
  text: (describe: string) => ({ type: "string", describe }) as const,
  /** As often as one likes. */
  texts: (describe: string) =>
    ({ type: "string", array: true, default: [] as const, describe }) as const,
  number: (describe: string) => ({ type: "number", describe }) as const,
  /** The name of a migration, which a shell completes. */
  migration: (describe: string) => ({ type: "string", completes: "migration", describe }) as const,
};
