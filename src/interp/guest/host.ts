/** What the worker puts on the global object before this module runs; gone right after. */
interface Handover {
  __host?: (op: number, id: number, text: string) => string | undefined;
}

/** The limits that are enforced inside the guest, where the work is charged to it. */
export interface GuestLimits {
  readonly valueNodes: number;
  readonly valueDepth: number;
  readonly valueText: number;
  readonly callables: number;
  readonly posts: number;
}

/** What the bootstrap is told before anything foreign runs. */
export interface GuestConfig {
  readonly limits: GuestLimits;
  /** Four numbers of 32 bits. */
  readonly seed: readonly number[];
}

/** Numbers of what the guest asks of the worker; the worker holds the same table. */
export const Ask = {
  sync: 1,
  async: 2,
  posts: 3,
  console: 4,
  data: 5,
  limit: 6,
} as const;

const handover = globalThis as Handover;
const dispatcher = handover.__host;
if (dispatcher === undefined) throw new TypeError("the host dispatcher is missing");

/** The only way out of the guest. */
export const host: (op: number, id: number, text: string) => string | undefined = dispatcher;

delete handover.__host;

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
