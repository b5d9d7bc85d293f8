import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/** The code that runs for a tool's name in a `switch`, `match` or chain of `if`. */
export function caseOf(file: SourceFile, name: string): Node | undefined {
  for (const { cases } of file.all("switch")) {
    for (const { tests, body } of cases) if (tests.some((test) => is(test, name))) return body;
  }
  for (const { test, consequent } of file.all("if")) {
    if (test.kind !== "binary" || test.operator !== "==") continue;
    if (is(test.left, name) || is(test.right, name)) return consequent;
  }
  return undefined;
}

const is = (node: Node, name: string): boolean => node.kind === "literal" && node.value === name;
