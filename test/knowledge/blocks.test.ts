import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkedBlocks, fencesOf, markFaults } from "./fences.ts";
import { readPages } from "./pages.ts";
import { compileFaults } from "./python-blocks.ts";
import { ownBlocks, quotationsFrom, quoteFaults } from "./quoted-blocks.ts";
import { isRunnableHere, makeBlockFolder, removeBlockFolder, runFaults } from "./run-blocks.ts";
import { typeFaults } from "./typescript-blocks.ts";

const RUN_TIMEOUT_MS = 300_000;
const pages = readPages();
const blocks = checkedBlocks(pages.flatMap((page) => page.blocks));
const own = ownBlocks(blocks);
let folder = "";

beforeAll(() => {
  folder = makeBlockFolder();
});

afterAll(() => {
  removeBlockFolder(folder);
});

describe("the blocks of the skill and the references", () => {
  test("are found, on every page", () => {
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.filter((page) => checkedBlocks(page.blocks).length === 0)).toEqual([]);
    expect(own.filter(isRunnableHere).length).toBeGreaterThan(10);
  });

  test("carry only names and marks that are checked", () => {
    expect(markFaults(pages.flatMap((page) => page.blocks))).toEqual([]);
  });

  test("type-check under strict", () => {
    expect(typeFaults(own.filter(({ language }) => language === "ts"))).toEqual([]);
  });

  test("compile as Python", () => {
    expect(compileFaults(own.filter(({ language }) => language === "python"))).toEqual([]);
  });

  test("are word for word in the file that they quote", () => {
    expect(quoteFaults(blocks)).toEqual([]);
  });

  test.each(["src/primitives/", "src/scaffold/typescript/", "src/scaffold/python/"])(
    "quote %s rather than teach a copy of it",
    (folder) => {
      const pagesThatQuote = new Set(quotationsFrom(folder, blocks).map(({ path }) => path));
      expect(pagesThatQuote.size).toBeGreaterThanOrEqual(3);
    },
  );

  test.each(pages.map((page) => page.path))(
    "of %s print what it says",
    { timeout: RUN_TIMEOUT_MS },
    async (path) => {
      const runnable = own.filter((block) => block.path === path);
      expect(await runFaults(runnable, folder)).toEqual([]);
    },
  );
});

const FENCE = "```";

/** A page of one block, and an output when there is one. */
function planted(info: string, code: string, output?: string) {
  const block = `text\n\n${FENCE}${info}\n${code}\n${FENCE}\n`;
  const below = output === undefined ? "" : `\n${FENCE}text\n${output}\n${FENCE}\n`;
  return checkedBlocks(fencesOf("page.md", block + below));
}

describe("a planted fault is caught", () => {
  test("a type error, with its line", () => {
    expect(typeFaults(planted("ts", "const a = 1;\nconst b: string = a;"))).toEqual([
      "page.md:5: TS2322: Type 'number' is not assignable to type 'string'.",
    ]);
    expect(typeFaults(planted("ts", "const a = 1;\nconst b: number = a;"))).toEqual([]);
    expect(typeFaults(planted("ts fault", "const a = 1;\nconst b: string = a;"))).toEqual([]);
  });

  test("an import of what does not exist", () => {
    expect(typeFaults(planted("ts", 'import { absent } from "signalbox";'))).toEqual([
      expect.stringContaining("page.md:4: TS2305"),
    ]);
    expect(typeFaults(planted("ts", 'import { version } from "signalbox";'))).toEqual([]);
  });

  test("TypeScript that does not parse, also in a wrong form", () => {
    expect(typeFaults(planted("ts fault", "const a = ;"))).toHaveLength(1);
  });

  test("what only a newer Node has, without its mark", () => {
    const syntax = "using a = { [Symbol.dispose]() {} };";
    expect(typeFaults(planted("ts", syntax))).toEqual([
      "page.md:4: `using` needs the mark node>=24",
    ]);
    expect(typeFaults(planted("ts node>=24", syntax))).toEqual([]);
    const library = "await Promise.try(() => 1);";
    expect(typeFaults(planted("ts", library))).toEqual([expect.stringContaining("TS2550")]);
    expect(typeFaults(planted("ts node>=24", library))).toEqual([]);
  });

  test("Python that does not compile, with its line", () => {
    const code = "async def f():\n    await\n";
    expect(compileFaults(planted("python", code))).toEqual([
      expect.stringMatching(/^page\.md:5: /),
    ]);
    expect(compileFaults(planted("python fault", code))).toHaveLength(1);
    expect(compileFaults(planted("python python>=9.0", code))).toEqual([]);
  });

  test("an output that differs", async () => {
    const code = 'console.log(await Promise.resolve("one"));';
    expect(await runFaults(planted("ts runnable", code, "two"), folder)).toEqual([
      "page.md:4: printed:\none\nbut the page says:\ntwo\n",
    ]);
    expect(await runFaults(planted("ts runnable", code, "one"), folder)).toEqual([]);
    expect(await runFaults(planted("python runnable", "print(1)", "2"), folder)).toHaveLength(1);
    expect(await runFaults(planted("python runnable", "print(1)", "1"), folder)).toEqual([]);
  });

  test("an output that is missing, or that stands after more prose", async () => {
    expect(await runFaults(planted("ts runnable", "console.log(1)"), folder)).toEqual([
      "page.md:4: runnable, but no text fence follows",
    ]);
    const apart = `${FENCE}ts runnable\n1;\n${FENCE}\nprose\n\n${FENCE}text\n\n${FENCE}\n`;
    expect(await runFaults(checkedBlocks(fencesOf("page.md", apart)), folder)).toHaveLength(1);
  });

  test("an end with another exit code than stated", async () => {
    const code = "process.exitCode = 13;";
    expect(await runFaults(planted("ts runnable", code, ""), folder)).toHaveLength(1);
    expect(await runFaults(planted("ts runnable exit=13", code, ""), folder)).toEqual([]);
  });

  test("a quotation that is not in its file", () => {
    const from = "from=test/knowledge/pages.ts";
    const line = "export interface Page {";
    expect(quoteFaults(planted(`ts ${from}`, line))).toEqual([]);
    expect(quoteFaults(planted(`ts ${from}`, `${line} `))).toEqual([
      "page.md:4: not verbatim in test/knowledge/pages.ts",
    ]);
    expect(quoteFaults(planted("ts from=src/absent.ts", line))).toHaveLength(1);
    expect(quotationsFrom("test/", planted(`ts ${from}`, line))).toHaveLength(1);
    expect(quotationsFrom("src/", planted(`ts ${from}`, line))).toEqual([]);
    expect(quotationsFrom("test/", planted("ts", line))).toEqual([]);
  });

  test("a mark or a language name that no check knows", () => {
    expect(markFaults(planted("ts runable", "1;"))).toEqual(["page.md:4: unknown mark: runable"]);
    expect(markFaults(fencesOf("page.md", `${FENCE}typescript\n1;\n${FENCE}\n`))).toEqual([
      "page.md:2: name it ts or python: typescript",
    ]);
  });

  test("a block that is meant for a newer runtime is not run here", async () => {
    expect(await runFaults(planted("ts runnable node>=99", "x"), folder)).toEqual([]);
    expect(await runFaults(planted("python runnable python>=9.9", "x"), folder)).toEqual([]);
  });
});
