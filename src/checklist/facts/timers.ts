import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { usage } from "../ir/usage.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";

/** `new Promise((resolve) => setTimeout(resolve, ms))` whose timer nobody can clear. */
export function isBareTimer(file: SourceFile, node: Node): boolean {
  if (node.kind !== "call" || !node.isNew || file.meaning(node.callee) !== "Promise") return false;
  const executor = node.args[0]?.value;
  if (executor?.kind !== "function") return false;
  return [executor.body, ...below(executor.body)].some(
    (inner) =>
      inner.kind === "call" &&
      file.meaning(inner.callee) === "setTimeout" &&
      /^(?:discarded|returned|voided)$/.test(usage(inner).kind),
  );
}

/** A function of the project that only waits: `const sleep = (ms) => new Promise(…)`. */
export function isSleep(file: SourceFile, fn: FunctionNode): boolean {
  const { body } = fn;
  if (body.kind !== "block") return isBareTimer(file, body);
  const [only] = body.body;
  if (body.body.length !== 1 || only === undefined) return false;
  const value = only.kind === "return" || only.kind === "expression" ? only.value : undefined;
  return value !== undefined && isBareTimer(file, value.kind === "await" ? value.value : value);
}

/** The call waits for a time and takes no signal. */
export function sleepsBlindly(file: SourceFile, project: Project, call: CallNode): boolean {
  if (isBareTimer(file, call)) return true;
  const target = project.target(file, call);
  return target !== undefined && isSleep(target.file, target.fn);
}
