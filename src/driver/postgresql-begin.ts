import type { Client, Query, QueryConfig, QueryResult } from "pg";

/** What makes one, of the library that the client is of. */
export type QueryClass = typeof Query;

type Results = QueryResult | QueryResult[] | undefined;

/**
 * A statement with BEGIN in front of it, in one question. The server takes what comes before a `Sync` as
 * one: where BEGIN fails (it was cancelled) it passes over the statement, which never runs without its
 * transaction.
 */
export function queryBehindBegin(
  client: Client,
  QueryOf: QueryClass,
  config: QueryConfig<unknown[]>,
): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new QueryOf(config, undefined, (error, results: Results) => {
      // The first is that of BEGIN.
      const last = [results].flat().at(-1);
      if (last === undefined) reject(error);
      else resolve(last);
    });
    const { submit } = query;
    query.submit = (wire) => {
      wire.parse({ name: "", text: "BEGIN", types: [] }, true);
      wire.bind({ portal: "", statement: "", values: [] }, true);
      wire.execute({ portal: "" }, true);
      return submit.call(query, wire);
    };
    client.query(query);
  });
}
