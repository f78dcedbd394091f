// The thread in which SQL of tenants is parsed. It knows nothing but the text it is asked about.
import { parentPort } from "node:worker_threads";
import { openSqlParser } from "./sql-parse.js";
import type { SqlText } from "./sql-thread.js";

const port = parentPort;
if (port === null) throw new TypeError("this module runs in a worker thread");

port.on("message", (text: SqlText) => {
  void openSqlParser(text.database).then((parser) => {
    // The parser is loaded now; from here on the time belongs to the text.
    port.postMessage("started");
    port.postMessage(parser[text.kind](text.sql));
  });
});
