/** What may be a URL: without blanks and quotes, which end one in a sentence. */
const WORD = /[^\s"'`]+/g;
/** Up to where a password begins; it ends at the last `@` of the word. */
const USER = /[a-z0-9+.-]:\/\/[^:/@]*:/i;
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
    return clean.replace(WORD, withoutCredentials).replace(PARAMETER, "$1***");
  }
}

/** In two steps, so that no text makes it go back: a scheme may begin at every letter of a long word. */
function withoutCredentials(word: string): string {
  const end = word.lastIndexOf("@");
  const user = end < 0 ? null : USER.exec(word);
  if (user === null) return word;
  const start = user.index + user[0].length;
  return start > end ? word : `${word.slice(0, start)}***${word.slice(end)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray "%" in a password that was not encoded.
    return text;
  }
}
