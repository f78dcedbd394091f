import { migrate } from "../../src/api.js";

// One of many processes that migrate the same database when they start: prints what it has applied.
const [, , database = "", directory = ""] = process.argv;
const { migrations } = await migrate({ database, directory });
process.stdout.write(JSON.stringify(migrations.map(({ name }) => name)));
