// What guest.ts imports from the host; see index.ts.
declare module "host" {
  export const NIL: string;
  export const MAX: string;
  export const namespaces: {
    readonly v3: { readonly DNS: string; readonly URL: string };
    readonly v5: { readonly DNS: string; readonly URL: string };
  };
  export function v1(options: unknown): string;
  export function v3(name: unknown, namespace: unknown): string;
  export function v4(options: unknown): string;
  export function v5(name: unknown, namespace: unknown): string;
  export function v6(options: unknown): string;
  export function v7(options: unknown): string;
  export function v1ToV6(id: unknown): unknown;
  export function v6ToV1(id: unknown): unknown;
  export function parse(id: unknown): unknown;
  export function stringify(bytes: unknown): string;
  export function validate(id: unknown): boolean;
  export function version(id: unknown): number;
}
