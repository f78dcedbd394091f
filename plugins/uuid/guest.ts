// Guest source: the shape of the package "uuid" around functions of the host.
import * as host from "host";

export const NIL: string = host.NIL;
export const MAX: string = host.MAX;

export const v1 = (options?: unknown): string => byChance("v1", () => host.v1(options));
export const v4 = (options?: unknown): string => byChance("v4", () => host.v4(options));
export const v6 = (options?: unknown): string => byChance("v6", () => host.v6(options));
export const v7 = (options?: unknown): string => byChance("v7", () => host.v7(options));

export const v3 = Object.assign(
  (name: unknown, namespace: unknown): string => host.v3(name, namespace),
  host.namespaces.v3,
);
export const v5 = Object.assign(
  (name: unknown, namespace: unknown): string => host.v5(name, namespace),
  host.namespaces.v5,
);

export const v1ToV6 = (id: unknown): unknown => host.v1ToV6(id);
export const v6ToV1 = (id: unknown): unknown => host.v6ToV1(id);

export const parse = (id: unknown): unknown => host.parse(id);
export const stringify = (bytes: unknown): string => host.stringify(bytes);
export const validate = (id: unknown): boolean => host.validate(id);
export const version = (id: unknown): number => host.version(id);

/** A locked load has to give the same result each time; it is known by what its language lacks. */
function byChance(name: string, make: () => string): string {
  if (typeof Proxy !== "undefined") return make();
  throw new Error(`uuid.${name}() is not available here: this load must not depend on chance`);
}
