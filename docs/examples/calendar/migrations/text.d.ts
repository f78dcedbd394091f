declare module "*.csv" {
  const text: string;
  export default text;
}

/** What the plugin offers of the package. */
declare module "papaparse" {
  const Papa: {
    parse(
      text: string,
      options?: { header?: boolean; skipEmptyLines?: boolean; delimiter?: string },
    ): { data: Record<string, string>[]; errors: unknown[] };
  };
  export default Papa;
}
