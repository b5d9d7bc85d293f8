/**
 * Rows as lines with their cells one below the other, cut to the terminal's columns if there is
 * one. Cells come from other programs: nothing in them may move the cursor.
 */
export function renderTable(
  rows: readonly (readonly string[])[],
  columnsMax = Number.POSITIVE_INFINITY,
): string {
  const cells = rows.map((row) => row.map(printable));
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return lines.map((line) => `${cut(line, columnsMax)}\n`).join("");
}

function cut(line: string, columnsMax: number): string {
  return line.length > columnsMax ? `${line.slice(0, columnsMax - 1)}…` : line;
}

/** A text of another program on one line, without what cannot be seen. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, "\uFFFD");
}
