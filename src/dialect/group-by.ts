/** Asks for the rows of one thing, such as a table, which are sorted out once for all of them. */
export function rowsOf<Row, Key>(
  rows: Iterable<Row>,
  key: (row: Row) => Key,
): (wanted: Key) => readonly Row[] {
  const groups = groupBy(rows, key);
  return (wanted) => groups.get(wanted) ?? [];
}

/** The items under what `key` says about each, in the order they come. */
export function groupBy<Item, Key>(
  items: Iterable<Item>,
  key: (item: Item) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
