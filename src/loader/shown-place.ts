import { codeFrame } from "../text/code-frame.js";
import { readFolder } from "./folder.js";
import { locatePath, type Place } from "./locate-path.js";

/** A place in a file of the folder: a `register` call, and what in it is meant. */
export interface PlaceInFolder extends Place {
  readonly file: string;
  /** `$.operations[0]`; undefined = the call itself. */
  readonly path: string | undefined;
}

/**
 * The exact place and the lines around it, read when an error is shown; undefined when
 * the file is not there any more, or has become another one.
 */
export function shownPlace(
  directory: string,
  { file, path, ...call }: PlaceInFolder,
): (Place & { readonly frame: string }) | undefined {
  const text = textOf(directory, file);
  if (text === undefined || call.line > text.split("\n").length) return undefined;
  const place = path === undefined ? call : locatePath(text, call, path);
  return { ...place, frame: codeFrame(text, place.line, place.column) };
}

function textOf(directory: string, file: string): string | undefined {
  try {
    return readFolder(directory).files.get(file);
  } catch {
    // The error that is to be shown matters more than the lines around it.
    return undefined;
  }
}
