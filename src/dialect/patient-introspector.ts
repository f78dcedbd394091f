import type { Introspector } from "./dialect.js";
import { withRetries } from "./retry.js";

/** Milliseconds: a process that takes a schema apart is through with it at some time. */
const PAUSES = [0, 20, 50, 100, 200, 400, 800] as const;

/** Begins again when what is read goes while it is read. */
export class PatientIntrospector implements Introspector {
  readonly #inner: Introspector;
  readonly #isGone: (error: unknown) => boolean;

  /** @param isGone does this error mean that something was dropped under the reader's hands? */
  constructor(inner: Introspector, isGone: (error: unknown) => boolean) {
    this.#inner = inner;
    this.#isGone = isGone;
  }

  read(...given: Parameters<Introspector["read"]>): ReturnType<Introspector["read"]> {
    return withRetries(this.#isGone, () => this.#inner.read(...given), PAUSES);
  }

  objects(...given: Parameters<Introspector["objects"]>): ReturnType<Introspector["objects"]> {
    return withRetries(this.#isGone, () => this.#inner.objects(...given), PAUSES);
  }
}
