/** Numbers of what the host asks of the guest; `guest/main.ts` holds the same table. */
export const Tell = {
  symbols: 1,
  globals: 2,
  seal: 3,
  source: 4,
  load: 5,
  invoke: 6,
  poll: 7,
  settle: 8,
  endFile: 9,
  close: 10,
  stack: 11,
  configure: 12,
} as const;

/** Numbers of what the guest asks of the worker; `guest/host.ts` holds the same table. */
export const Ask = {
  sync: 1,
  async: 2,
  posts: 3,
  console: 4,
  data: 5,
  limit: 6,
} as const;
