/** What a built-in source may import as "membrane". */
export { Bytes, bytes } from "./bytes.js";
export { inspect } from "./inspect.js";
export { declareBase } from "./references.js";
