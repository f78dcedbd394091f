import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

/** A port to another thread, and the word of shared memory on which its reader may sleep. */
export interface SleepingPort {
  readonly port: MessagePort;
  readonly words: Int32Array;
  readonly word: number;
}

/** Sends a message, and wakes the thread at the other end if it sleeps. */
export function sendAndWake({ port, words, word }: SleepingPort, message: unknown): void {
  port.postMessage(message);
  Atomics.add(words, word, 1);
  Atomics.notify(words, word);
}

/** The next message; sleeps until there is one, or so many milliseconds. */
export function receiveAsleep<Message>(line: SleepingPort): Message;
export function receiveAsleep<Message>(line: SleepingPort, forMs: number): Message | undefined;
export function receiveAsleep<Message>(
  { port, words, word }: SleepingPort,
  forMs?: number,
): Message | undefined {
  for (;;) {
    const seen = Atomics.load(words, word);
    const received = receiveMessageOnPort(port);
    if (received !== undefined) return received.message;
    if (Atomics.wait(words, word, seen, forMs) === "timed-out") return undefined;
  }
}
