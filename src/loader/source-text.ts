import { LoaderError } from "./loader-error.js";

const DECODER = new TextDecoder("utf-8", { fatal: true });

/**
 * The text of a file, without a byte order mark.
 *
 * @throws LoaderError `LOADER_FILE_NOT_UTF8` or `LOADER_FILE_NUL`; the engine reads a source only
 * up to the first NUL, so what follows it would silently not exist.
 */
export function sourceText(file: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = DECODER.decode(bytes);
  } catch {
    const utf16 =
      (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new LoaderError({
      code: "LOADER_FILE_NOT_UTF8",
      message: `"${file}" is not valid UTF-8${utf16 ? ", it is UTF-16" : ""}`,
      hint: "Save the file as UTF-8; binary data does not belong into the migrations folder.",
      file,
    });
  }
  const nul = text.indexOf("\0");
  if (nul === -1) return text;
  const before = text.slice(0, nul).split("\n");
  throw new LoaderError({
    code: "LOADER_FILE_NUL",
    message: `"${file}" contains a NUL character in line ${before.length}`,
    hint: String.raw`Remove it; inside a string write "\u0000".`,
    file,
    line: before.length,
    column: (before.at(-1) ?? "").length + 1,
  });
}

/** The same text on every platform, for checksums: git may have changed the line endings. */
export function withUnixLineEndings(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
