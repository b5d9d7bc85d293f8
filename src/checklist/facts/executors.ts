import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import { parameterUses } from "./parameter-uses.js";

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
  return parameterUses(file, fn, position).flatMap((use) =>
    use.parent?.kind === "call" && use.parent.callee === use ? [use.parent] : [],
  );
}

/** `(resolve, { apply })` names a property of the function, not the function. */
const isTakenApart = (file: SourceFile, fn: FunctionNode, name: string): boolean =>
  new RegExp(`[{[]\\s*${name}\\b|\\b${name}\\s*[}\\]]`).test(
    file.text.slice(fn.start, fn.body.start),
  );
