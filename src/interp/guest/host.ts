import { Ask, type GuestLimits, Handover } from "../protocol.js";

/** Everything that leaves the guest: numbers and text. */
type Host = (op: number, id: number, text: string) => string | undefined;

const dispatcher: Host | undefined = Reflect.get(globalThis, Handover.host);
if (dispatcher === undefined) throw new TypeError("the host dispatcher is missing");

/** The only way out of the guest. */
export const host: Host = dispatcher;

Reflect.deleteProperty(globalThis, Handover.host);

/** The limits of this load; none is open before they are set. */
export let limits: GuestLimits = {
  valueNodes: 0,
  valueDepth: 0,
  valueText: 0,
  callables: 0,
  posts: 0,
};

/** Sets the limits of this load. */
export function setLimits(own: GuestLimits): void {
  limits = own;
}

/** Reports an exceeded limit; the worker ends the guest, so this never returns. */
export function exceed(limit: keyof GuestLimits): never {
  host(Ask.limit, 0, limit);
  throw new RangeError(limit);
}
