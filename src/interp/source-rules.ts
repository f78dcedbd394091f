/** How files are found and types stripped, for what runs them without a sandbox. */
export { filesFor, isCode, isRelative } from "./worker/resolve.js";
export { loadSucrase } from "./worker/sucrase.js";
