// The same migrations without the command line and its sandbox, run by Node.js itself:
//   node --import makemigrations/native migrations/main.ts up
// From Node.js 22.18 on, `node migrations/main.ts up` is enough.
import { runNative } from "makemigrations/cli";

await runNative(import.meta);
