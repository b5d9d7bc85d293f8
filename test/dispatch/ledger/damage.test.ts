import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { History, toEntry } from "../../../src/dispatch/ledger/history.ts";
import { decodeFile, encodeLine, type LedgerLine } from "../../../src/dispatch/ledger/line.ts";
import { newOwner } from "../../../src/dispatch/ledger/guard.ts";
import { ended, intent, opens, statesIn, temporaryFolder } from "./temporary-ledger.ts";

const begin = (call: string, attempt = 1): LedgerLine => ({
  type: "begin",
  atMs: 1,
  by: "gone",
  intent: intent(call, { attempt }),
});

const end = (call: string, status: "ok" | "unknown" = "ok", attempt = 1): LedgerLine => ({
  type: "end",
  atMs: 2,
  server: "s",
  tool: "write",
  attempt,
  ending: ended(call, { status }),
});

/** The state of each call as a damaged text tells it, and the lines that could not be read. */
function read(text: string): { states: Record<string, string>; problems: string[] } {
  const history = new History();
  const found = decodeFile("f", text, (line) => history.add(line));
  const entries = history.all().map((known) => toEntry(known, () => false));
  return {
    states: Object.fromEntries(entries.map(({ call, state }) => [call, state])),
    problems: found.map(({ line, kind }) => `${kind} ${line}`),
  };
}

const LINES = [begin("a"), end("a"), begin("b"), begin("c"), end("c", "unknown")].map(encodeLine);
const TEXT = LINES.join("");
const WHOLE = { a: "finished", b: "in-doubt", c: "in-doubt" };

/** Which of the lines a position is in, the end of a line included. */
function lineAt(position: number): number {
  let line = 0;
  for (let past = 0; line < LINES.length; line += 1) {
    past += (LINES[line] as string).length;
    if (position < past) break;
  }
  return line;
}

test("the undamaged text says what happened", () => {
  expect(read(TEXT)).toEqual({ states: WHOLE, problems: [] });
});

test("a text cut off anywhere says what its whole lines say, and that one is torn", () => {
  for (let length = 0; length < TEXT.length; length += 1) {
    const whole = TEXT.slice(0, TEXT.lastIndexOf("\n", length - 1) + 1);
    const lines = whole.split("\n").length - 1;
    const isTorn = length > whole.length;
    expect(read(TEXT.slice(0, length))).toEqual({
      states: read(whole).states,
      problems: isTorn ? [`torn ${lines + 1}`] : [],
    });
  }
});

test("a flipped bit anywhere spoils the line it is in, and is told", () => {
  const bytes = Buffer.from(TEXT);
  for (let position = 0; position < bytes.length; position += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const damaged = Buffer.from(bytes);
      damaged[position] = (damaged[position] as number) ^ (1 << bit);
      const { states, problems } = read(damaged.toString());
      const line = lineAt(position);
      // The end of a line joins it to the next one.
      const isEnd = TEXT[position] === "\n";
      const spoilt = isEnd ? [line, line + 1] : [line];
      const left = LINES.filter((_, index) => !spoilt.includes(index)).join("");
      expect(states).toEqual(read(left).states);
      expect(problems.length).toBeGreaterThan(0);
    }
  }
});

test("lines in any order, and twice, say the same", () => {
  const lines = [
    begin("a"),
    end("a", "unknown"),
    end("a", "ok"),
    begin("b"),
    end("b", "unknown"),
    begin("b", 2),
    end("c"),
    { type: "acknowledge", atMs: 3, batch: "b", call: "b" } as const,
    { type: "batch", atMs: 0, batch: "b", calls: [{ call: "d", server: "s", tool: "t" }] } as const,
  ];
  const sum = (some: readonly LedgerLine[]): string[] => {
    const history = new History();
    for (const line of some) history.add(line);
    return history
      .all()
      .map((known) => JSON.stringify(toEntry(known, () => false)))
      .sort();
  };
  const many = fc.shuffledSubarray([...lines, ...lines], { minLength: 18, maxLength: 18 });
  fc.assert(
    fc.property(many, (some) => {
      expect(sum(some)).toEqual(sum(lines));
    }),
  );
  expect(sum(lines).length).toBe(4);
});

test("a damaged line of a dead process is told of and hides no other", async () => {
  const folder = await temporaryFolder();
  const name = `${newOwner()}.000001.jsonl`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `${LINES[0]}rubbish\n${LINES[2]}${LINES[3]?.slice(0, 30)}`);
  const ledger = await opens({ folder });
  await ledger.begin(intent("new"));
  expect(await statesIn(ledger)).toEqual({ a: "in-doubt", b: "in-doubt", new: "running" });
  expect((await ledger.report()).problems).toEqual([
    { file: name, line: 2, kind: "corrupt" },
    { file: name, line: 4, kind: "torn" },
  ]);
});

test("the unfinished last line of a living process is no damage", async () => {
  const folder = await temporaryFolder();
  const ledger = await opens({ folder });
  await ledger.begin(intent("a"));
  const [name] = await readdir(folder);
  const path = join(folder, name as string);
  await appendFile(path, "1234");
  expect((await ledger.report()).problems).toEqual([]);
  expect(await readFile(path, "utf8")).toMatch(/\n1234$/);
});
