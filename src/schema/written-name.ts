/** May it be written as the name of something? Not empty, and without control characters. */
export function isWrittenName(name: string): boolean {
  return name.trim() !== "" && !/\p{Cc}/u.test(name);
}

/** May a new table or field be called so? The namespace is said by itself, before a dot. */
export function isNewName(name: string): boolean {
  return isWrittenName(name) && !name.includes(".");
}
