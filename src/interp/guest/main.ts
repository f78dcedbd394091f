import { type GuestConfig, Handover, type SymbolPayload, Tell } from "../protocol.js";
import { close, endFile, invoke, loadModule, poll, settle, startFile, track } from "./calls.js";
import { installConsole } from "./console.js";
import { harden } from "./harden.js";
import { setLimits } from "./host.js";
import { installRandom, seedRandom } from "./random.js";
import { sealRealm } from "./realm.js";
import { installSymbols } from "./symbols.js";
import { watchWeak } from "./weak.js";

/** The only way in: everything is numbers and text. */
function enter(op: number, a: number, b: number, text: string): string {
  switch (op) {
    case Tell.symbols: {
      const symbols: readonly SymbolPayload[] = JSON.parse(text);
      installSymbols(symbols);
      return "";
    }
    case Tell.globals:
      void track(a, import(text).then(installGlobals));
      return "";
    case Tell.seal:
      Reflect.deleteProperty(globalThis, Handover.enter);
      sealRealm();
      return "";
    case Tell.source:
      void track(a, import(text).then(hardenModule));
      return "";
    case Tell.load:
      startFile();
      loadModule(a, text);
      return "";
    case Tell.invoke:
      return invoke(a, b, text);
    case Tell.poll:
      return poll(a);
    case Tell.settle:
      settle(a, text);
      return "";
    case Tell.endFile:
      return endFile();
    case Tell.close:
      close(a);
      return "";
    case Tell.stack:
      return new Error().stack ?? "";
    case Tell.configure: {
      // Where the realm stays open, what a plugin adds to it must not find the way in.
      Reflect.deleteProperty(globalThis, Handover.enter);
      const config: GuestConfig = JSON.parse(text);
      setLimits(config.limits);
      seedRandom(config.seed);
      return "";
    }
    default:
      return "";
  }
}

/** Copies what the map's `globalThis` module exports onto the global object. */
function installGlobals(module: Record<string, unknown>): undefined {
  for (const name of Object.keys(module)) {
    Object.defineProperty(globalThis, name, {
      value: module[name],
      writable: true,
      configurable: true,
    });
  }
  return undefined;
}

/** Freezes what a source exports, so that no file can change it for the next one. */
function hardenModule(module: Record<string, unknown>): undefined {
  harden(Object.keys(module).map((name) => module[name]));
  return undefined;
}

installConsole();
installRandom();
watchWeak();
Object.defineProperty(globalThis, Handover.enter, { value: enter, configurable: true });
