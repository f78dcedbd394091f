import { createServer } from "node:http";
import { openDatabase } from "./database.js";
import { published } from "./notes.js";

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error("DATABASE_URL is not set");

const db = await openDatabase(url);
const server = createServer((_request, response) => {
  published(db).then(
    (notes) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(notes));
    },
    (error: unknown) => {
      console.error(error);
      response.statusCode = 500;
      response.end();
    },
  );
});
server.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`listening on ${JSON.stringify(server.address())}`);
});
process.once("SIGTERM", () => {
  server.close(() => void db.destroy());
});
