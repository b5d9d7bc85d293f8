import { expect, test } from "vitest";
import { foldAlike } from "../../src/checklist/fold-alike.ts";
import { finding } from "./formats/report.ts";

const onLines = (lines: readonly number[], more = {}) =>
  lines.map((line) => finding({ line, ...more }));

test("three of a kind in a file stay, four are told once with the lines of the others", () => {
  const three = onLines([1, 2, 3]);
  expect(foldAlike(three)).toEqual(three);
  const [only, ...none] = foldAlike(onLines([4, 7, 8, 9]));
  expect(none).toEqual([]);
  expect(only).toMatchObject({
    line: 4,
    message: "`fetch` has no timeout: it waits for ever; the same on 3 more lines: 7, 8, 9",
    alsoOnLines: [7, 8, 9],
  });
});

test("what fails is alike only with the same message, what is doubtful by its rule", () => {
  const messages = ["on 1", "on 2", "on 3", "on 4"];
  const different = messages.map((message, at) => finding({ line: at + 1, message }));
  expect(foldAlike(different)).toHaveLength(4);
  const doubtful = messages.map((message, at) =>
    finding({ line: at + 1, message, level: "review", confidence: "low" }),
  );
  expect(foldAlike(doubtful)).toMatchObject([{ line: 1, alsoOnLines: [2, 3, 4] }]);
});

test("other files and rules are not alike, and the order is kept", () => {
  const all = [
    ...onLines([1, 2, 3, 4]),
    finding({ line: 5, rule: "floating-task" }),
    ...onLines([1, 2, 3], { file: "src/b.ts" }),
  ];
  const folded = foldAlike(all);
  expect(folded.map(({ file, line, rule }) => [file, line, rule])).toEqual([
    ["src/a.ts", 1, "missing-timeout"],
    ["src/a.ts", 5, "floating-task"],
    ["src/b.ts", 1, "missing-timeout"],
    ["src/b.ts", 2, "missing-timeout"],
    ["src/b.ts", 3, "missing-timeout"],
  ]);
});

test("of very many lines the message names twelve, the data all", () => {
  const [only] = foldAlike(onLines(Array.from({ length: 40 }, (_, index) => index + 1)));
  expect(only?.message).toMatch(/the same on 39 more lines: 2, .*, 13, …$/);
  expect(only?.alsoOnLines).toHaveLength(39);
});
