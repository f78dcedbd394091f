/** What stands before a difference: only the second side has it, only the first, both but not alike. */
export const changeSigns = { added: "+", removed: "-", changed: "~" } as const;
