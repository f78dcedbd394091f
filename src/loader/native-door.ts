import { registerNativeHooks } from "./native-register.js";

/**
 * `node --import makemigrations/native migrations/main.ts`: Node.js runs the TypeScript of a project
 * as the sandbox would, on every version and without another loader.
 */
registerNativeHooks();
