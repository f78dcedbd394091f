/** Columns as wide as they need to be, two spaces apart; the first row is the heading. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - displayWidth(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Cells may be coloured; what a terminal does not show has no width. East Asian letters have two. */
function displayWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours start with an escape
  const plain = text.replace(/\u001b\[[0-9;]*m/g, "");
  let width = 0;
  for (const character of plain) {
    width +=
      /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : /\p{M}/u.test(character)
          ? 0
          : 1;
  }
  return width;
}
