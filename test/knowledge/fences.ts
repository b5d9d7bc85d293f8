/** One fenced block of a page, with the marks that its info string carries. */
export interface Block {
  /** The page, relative to the root of the repository. */
  path: string;
  /** The line of the first line of code, from 1. */
  line: number;
  language: string;
  /** Marks without a value: `runnable`, `fault`. */
  flags: ReadonlySet<string>;
  /** Marks with a value: `from=`, `shows=`, `exit=`, and `node>=24` as `node` -> `24`. */
  values: ReadonlyMap<string, string>;
  code: string;
  /** The text of the output fence that directly follows, when there is one. */
  output: string | undefined;
}

const CHECKED = new Set(["ts", "python"]);
const FLAGS = new Set(["runnable", "fault"]);
const VALUES = /^(from|shows|exit)=(\S+)$/;
const RUNTIMES = /^(node|python)>=(\d+(?:\.\d+)?)$/;

/** Other names of the two languages: a block so named would slip past every check. */
const ALIASES = new Set("js javascript mjs cjs jsx tsx typescript mts py python3 pycon".split(" "));

/** Every fenced block of a Markdown page, in order; a block left open runs to the end. */
export function fencesOf(path: string, text: string): Block[] {
  const blocks: Block[] = [];
  let open: { ticks: string; line: number; info: string[]; code: string[] } | undefined;
  let closedAbove: Block | undefined;
  for (const [index, row] of text.split("\n").entries()) {
    const ticks = /^(`{3,})(.*)$/.exec(row);
    if (open !== undefined && row.trimEnd() === open.ticks) {
      const block = toBlock(path, open.line, open.info, open.code);
      if (closedAbove !== undefined && block.language === "text") closedAbove.output = block.code;
      blocks.push(block);
      closedAbove = block;
      open = undefined;
    } else if (open !== undefined) {
      open.code.push(row);
    } else if (ticks?.[1] !== undefined) {
      const info = (ticks[2] ?? "").trim().split(/\s+/).filter(Boolean);
      open = { ticks: ticks[1], line: index + 2, info, code: [] };
    } else if (row.trim() !== "") {
      closedAbove = undefined;
    }
  }
  if (open !== undefined) blocks.push(toBlock(path, open.line, open.info, open.code));
  return blocks;
}

/** The blocks that are checked: TypeScript and Python. */
export function checkedBlocks(blocks: readonly Block[]): Block[] {
  return blocks.filter(({ language }) => CHECKED.has(language));
}

/** Info strings that would leave a block unchecked: a wrong language name or an unknown mark. */
export function markFaults(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    const place = placeOf(block);
    if (ALIASES.has(block.language)) return [`${place}: name it ts or python: ${block.language}`];
    if (!CHECKED.has(block.language)) return [];
    const unknown = [...block.flags].filter((flag) => !FLAGS.has(flag));
    return unknown.map((mark) => `${place}: unknown mark: ${mark}`);
  });
}

/** Where a block, or one line of it, stands. */
export function placeOf({ path, line }: Block, offset = 0): string {
  return `${path}:${line + offset}`;
}

function toBlock(path: string, line: number, info: readonly string[], code: string[]): Block {
  const [language = "", ...marks] = info;
  const values = new Map<string, string>();
  const flags = new Set<string>();
  for (const mark of marks) {
    const [, name, value] = VALUES.exec(mark) ?? RUNTIMES.exec(mark) ?? [];
    if (name !== undefined && value !== undefined) values.set(name, value);
    else flags.add(mark);
  }
  return { path, line, language, flags, values, code: `${code.join("\n")}\n`, output: undefined };
}
