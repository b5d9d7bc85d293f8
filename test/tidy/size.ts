const FILE_LINES_MAX = 300;
const LINE_COLUMNS_MAX = 100;

/** Files that are data in TypeScript's clothes, with the reason; they may be longer. */
export const DATA_FILES: ReadonlyMap<string, string> = new Map();

/** What the size limits of a source file forbid: too many lines, or a line too long to read. */
export function sizeFaults(path: string, text: string): string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  const faults = lines.flatMap((line, index) =>
    line.length > LINE_COLUMNS_MAX && !/https?:\/\/\S{60,}/.test(line)
      ? [`${path}:${index + 1}: ${line.length} columns, at most ${LINE_COLUMNS_MAX}`]
      : [],
  );
  if (lines.length > FILE_LINES_MAX && !DATA_FILES.has(path)) {
    faults.push(`${path}: ${lines.length} lines, at most ${FILE_LINES_MAX}`);
  }
  return faults;
}
