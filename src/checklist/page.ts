/** A rule's page: prose, and code blocks that say in comments what must be found in them. */
export interface Block {
  language: "ts" | "python";
  /** Where the block's first line of code stands on the page, from 1. */
  line: number;
  text: string;
  /** Where a finding is expected: its line in the block, from 1, and a part of its message. */
  expected: { line: number; message: string }[];
}

const FENCE = /^```(ts|tsx|python)(.*)$/;
const EXPECTED = /(?:\/\/|#) ! (.+?)\s*$/;

export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: "ts" | "python"; line: number; lines: string[] } | undefined;
  for (const [index, line] of page.split("\n").entries()) {
    if (open === undefined) {
      const fence = FENCE.exec(line);
      if (fence === null) continue;
      open = { language: fence[1] === "python" ? "python" : "ts", line: index + 2, lines: [] };
    } else if (line === "```") {
      blocks.push(blockOf(open));
      open = undefined;
    } else {
      open.lines.push(line);
    }
  }
  return blocks;
}

/** What happens at run time: the text before the first example, without the item's number. */
export function leadOf(page: string): string {
  const [beforeExamples = ""] = page.split(/^(?:```|## )/m);
  return beforeExamples
    .replace(/^# .*$/m, "")
    .replace(/^\s*Item \d+\.\s*/, "")
    .trim();
}

function blockOf(open: { language: "ts" | "python"; line: number; lines: string[] }): Block {
  const expected = open.lines.flatMap((line, index) => {
    const message = EXPECTED.exec(line)?.[1];
    return message === undefined ? [] : [{ line: index + 1, message }];
  });
  return { language: open.language, line: open.line, text: open.lines.join("\n"), expected };
}
