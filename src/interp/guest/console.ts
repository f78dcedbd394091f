import { Ask, consoleLevels } from "../protocol.js";
import { host } from "./host.js";
import { inspect } from "./inspect.js";

/** Puts `console` on the global object; its lines go to the host, nowhere else. */
export function installConsole(): void {
  const console: Record<string, unknown> = {};
  consoleLevels.forEach((name, level) => {
    console[name] = {
      [name](...args: unknown[]): void {
        let text = "";
        for (let i = 0; i < args.length; i++) text += `${i === 0 ? "" : " "}${inspect(args[i])}`;
        host(Ask.console, level, JSON.stringify(text));
      },
    }[name];
  });
  Object.defineProperty(globalThis, "console", {
    value: console,
    writable: true,
    configurable: true,
  });
}
