// Guest source: its exports become globals of the guest.
export { atob, btoa } from "./base64.js";
export { structuredClone } from "./structured-clone.js";
export { TextDecoder, TextEncoder } from "./text-coding.js";
export { URL } from "./url.js";
export { URLSearchParams } from "./url-search-params.js";
