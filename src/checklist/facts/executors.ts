import type { CallNode, FunctionNode, NameNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";

/** The function that `new Promise(…)` runs. */
export interface Executor {
  fn: FunctionNode;
  made: CallNode;
}

export function executors(file: SourceFile): Executor[] {
  return file.all("call").flatMap((made) => {
    const fn = made.args[0]?.value;
    if (!made.isNew || fn?.kind !== "function" || file.meaning(made.callee) !== "Promise")
      return [];
    return [{ fn, made }];
  });
}

/** Calls of `resolve` (0) or `reject` (1) under the names that the executor gives them. */
export function settlingCalls(file: SourceFile, fn: FunctionNode, position: 0 | 1): CallNode[] {
  const parameter = fn.params[position];
  if (parameter === undefined || isTakenApart(file, fn, parameter.name)) return [];
  return file.all("call").filter(({ callee }) => isParameter(file, callee, parameter));
}

/** `(resolve, { apply })` names a property of the function, not the function. */
const isTakenApart = (file: SourceFile, fn: FunctionNode, name: string): boolean =>
  new RegExp(`[{[]\\s*${name}\\b|\\b${name}\\s*[}\\]]`).test(
    file.text.slice(fn.start, fn.body.start),
  );

function isParameter(
  file: SourceFile,
  node: CallNode["callee"],
  parameter: FunctionNode["params"][number],
): node is NameNode {
  return node.kind === "name" && file.binding(node)?.parameter === parameter;
}
