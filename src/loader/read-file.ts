import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";

const MB = 1024 * 1024;
/** A file that the operator names is read up to here: a plan may hold much data. */
const OPERATORS_LIMIT = 256 * MB;
const PIECE = 64 * 1024;
/** Opening a named pipe must not wait for a writer. */
const NONBLOCK = constants.O_NONBLOCK ?? 0;
const NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/** Why a file is not read; `code` is for people, as that of a system error is. */
export class FileRefused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** It is larger than it may be; `size` is at least as much as was seen of it. */
export class FileTooLarge extends FileRefused {
  readonly size: number;

  constructor(limit: number, size: number) {
    super(`it is larger than ${limit} bytes`);
    this.size = size;
  }
}

/**
 * The bytes of a file that lies where untrusted users may write: a regular file, no link, and no larger
 * than it may be. Opening never waits, and nothing is looked at twice: what is checked is what is read.
 *
 * @throws FileRefused; the error of the system when it cannot be opened
 */
export function readStrangerFile(file: string, limit: number): Buffer {
  return takeStrangerFile(file, limit, (bytes) => Buffer.from(bytes));
}

/**
 * {@link readStrangerFile} for many small files: the next one may be read into the same memory, so
 * what is wanted of the bytes is made in `take`.
 */
export function takeStrangerFile<Result>(
  file: string,
  limit: number,
  take: (bytes: Buffer) => Result,
): Result {
  return read(file, { flags: NOFOLLOW, limit, pipes: false, take });
}

/**
 * Reads a small file that its folder lists as a regular one, without a question to the system about it: the answer
 * is an object with four dates, and takes longer than to read to the end. It is read by its place: what has become
 * a pipe since cannot be, and a device only the administrator could have put there.
 *
 * @returns how long it is; undefined: {@link takeStrangerFile} may read it, or says why not.
 */
export function readListedFile(
  file: string,
  into: { readonly memory: Buffer; readonly at: number; readonly room: number },
): number | undefined {
  const { memory, at, room } = into;
  let handle: number | undefined;
  try {
    handle = openSync(file, constants.O_RDONLY | NOFOLLOW | NONBLOCK);
    const length = readSync(handle, memory, at, room, 0);
    if (length === room) return undefined;
    return readSync(handle, memory, at + length, room - length, length) === 0 ? length : undefined;
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/**
 * The text of a file that the operator names on the command line: it may be a link, and `/dev/stdin`
 * or what a shell hands over in `/dev/fd`. It has an end all the same.
 *
 * @throws FileRefused; the error of the system when it cannot be opened
 */
export function readOperatorText(file: string, limit: number = OPERATORS_LIMIT): string {
  const pipes = /^\/dev\/(?:stdin|fd\/)|^\/proc\/self\/fd\//.test(resolve(file));
  return read(file, { flags: 0, limit, pipes, take: (bytes) => bytes.toString("utf8") });
}

interface Reading<Result> {
  readonly flags: number;
  readonly limit: number;
  /** What is no regular file is read too. */
  readonly pipes: boolean;
  readonly take: (bytes: Buffer) => Result;
}

/** For files that fit into it: memory that is allotted for each costs more than reading it. */
const shared = Buffer.allocUnsafeSlow(PIECE);

function read<Result>(file: string, { flags, limit, pipes, take }: Reading<Result>): Result {
  const handle = open(file, constants.O_RDONLY | flags | (pipes ? 0 : NONBLOCK));
  try {
    const status = fstatSync(handle);
    if (!status.isFile() && !pipes) throw new FileRefused("it is not a regular file");
    if (status.size > limit) throw new FileTooLarge(limit, status.size);
    const pieces: Buffer[] = [];
    let total = 0;
    for (;;) {
      const fits = pieces.length === 0 && status.size < PIECE;
      const piece = fits ? shared : Buffer.allocUnsafe(Math.max(status.size + 1, PIECE));
      const length = readSync(handle, piece);
      total += length;
      if (total > limit) throw new FileTooLarge(limit, total);
      // As much as it was said to have, and less than was asked for: there is no more.
      const isEnd = length === 0 || (total === status.size && length < piece.length);
      if (isEnd && pieces.length === 0) return take(piece.subarray(0, length));
      pieces.push(fits ? Buffer.from(piece.subarray(0, length)) : piece.subarray(0, length));
      if (isEnd) return take(Buffer.concat(pieces));
    }
  } finally {
    closeSync(handle);
  }
}

function open(file: string, flags: number): number {
  try {
    return openSync(file, flags);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // What Linux and macOS say, and what FreeBSD does.
    if (code === "ELOOP" || code === "EMLINK") throw new FileRefused("it is a symbolic link");
    // A socket, or a named pipe without a writer.
    if (code === "ENXIO") throw new FileRefused("it is not a regular file");
    throw error;
  }
}
