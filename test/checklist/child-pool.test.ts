import { expect, test } from "vitest";
import { judgeInChildren } from "../../src/checklist/run/child-pool.ts";

const childUrl = new URL("pid-child.mjs", import.meta.url);
const { signal } = new AbortController();

/** Which files each child answered, in its order, and what was left out. */
async function answers(paths: readonly string[], children: number) {
  const judged = new Map<number, string[]>();
  const skipped: string[] = [];
  await judgeInChildren<number>(
    paths.map((path) => ({ path })),
    {
      childUrl,
      argument: "",
      children,
      fileMs: 60_000,
      signal,
      onAnswer: ({ path, report, skipped: reason }) => {
        if (report === undefined) skipped.push(`${path}: ${reason}`);
        else judged.set(report, [...(judged.get(report) ?? []), path]);
      },
    },
  );
  return { judged: [...judged.values()], skipped };
}

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${name}${at}`);

test("children take files from both ends, each file once", async () => {
  const paths = [...numbered("first", 40), ...numbered("last", 40)];
  const { judged, skipped } = await answers(paths, 2);
  expect(judged.flat().toSorted()).toEqual(paths.toSorted());
  expect(skipped).toEqual([]);
  const starts = judged.map((own) => own[0]);
  expect(new Set(starts)).toEqual(new Set(["first0", "last24"]));
});

test("a child that ends costs its file, and another goes on with the rest", async () => {
  const { judged, skipped } = await answers(["a", "end", "b", "c"], 1);
  expect(judged.flat()).toEqual(["a", "b", "c"]);
  expect(judged).toHaveLength(2);
  expect(skipped).toEqual(["end: crashed its parser (exit code 7)"]);
});

test("more children than files, and no files at all, are no matter", async () => {
  expect((await answers(["a"], 4)).judged).toEqual([["a"]]);
  expect(await answers([], 2)).toEqual({ judged: [], skipped: [] });
});
