const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@"'`]*:)[^\s"'`]*(@)/gi;
const PARAMETER =
  /([?&;\s](?:password|passwd|pwd|sslpassword|passphrase|token|secret|authtoken)=)[^&;\s"'`]*/gi;
/** A shorter secret would black out ordinary words; the URL patterns still catch it in a URL. */
const SHORTEST = 4;

/**
 * Takes passwords out of whatever is printed. Two nets: the shape of a URL with credentials, and the
 * very passwords of the URLs that this run was given, however a client quotes them.
 */
export class Redactor {
  readonly #secrets = new Set<string>();

  /** Learns the passwords of a URL. Any text will do; one that is no URL teaches nothing. */
  learn(url: string): void {
    // Greedy up to the last "@": a password may hold "@", "/" and ":" when it was not encoded.
    const inAuthority = /^[a-z][a-z0-9+.-]*:\/\/[^:@/]*:(.*)@/is.exec(url)?.[1];
    const inParameters = [...url.matchAll(PARAMETER)].map(([whole, key = ""]) =>
      whole.slice(key.length),
    );
    for (const secret of [inAuthority, ...inParameters]) {
      if (secret === undefined) continue;
      for (const spelling of [secret, decoded(secret), encodeURIComponent(decoded(secret))]) {
        if (spelling.length >= SHORTEST) this.#secrets.add(spelling);
      }
    }
  }

  /** The text with `***` for each password. */
  redact(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, "***");
    return clean.replace(CREDENTIALS, "$1***$2").replace(PARAMETER, "$1***");
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray "%" in a password that was not encoded.
    return text;
  }
}
