import { inTests } from "../facts/in-proofs.js";
import { below, enclosing, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { pauses, pausesBetween } from "../ir/flow.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import { usage } from "../ir/usage.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

export const lateAwait: Rule = {
  name: "late-await",
  item: 4,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file, project) {
    if (!file.isAsynchronous) return [];
    return file.all("assign").flatMap((node) => {
      const { target, value } = node;
      if (node.declares === undefined || target.kind !== "name" || value?.kind !== "call")
        return [];
      if (functionOf(node)?.isAsync !== true || !isPromise(file, value, project)) return [];
      const binding = file.binding(target);
      if (soleValue(binding) !== value) return [];
      const uses = (binding?.references ?? []).filter((reference) => reference !== target);
      const [first] = uses;
      if (first === undefined || !uses.every((use) => functionOf(use) === functionOf(node)))
        return [];
      if (!uses.every((use) => isAwait(file, use))) return [];
      const pause = pausesBetween(node, first).find(({ kind }) => kind === "await");
      if (pause === undefined || pause.start >= first.start) return [];
      return [
        {
          node,
          message:
            `when \`${target.name}\` rejects while line ${file.position(pause.start).line} ` +
            "waits, nothing handles it yet: Node ends the process; when that line throws, " +
            "nothing ever waits for it",
          fix: `await them together: \`Promise.all([${target.name}, …])\``,
          ...inTests(file),
        },
      ];
    });
  },
};

function isAwait(file: SourceFile, use: Node): boolean {
  return usage(use).kind === "awaited" || isInAll(file, use);
}

/** `await Promise.all([one, two])`. */
function isInAll(file: SourceFile, use: Node): boolean {
  const { kind, by } = usage(use);
  const list = kind === "element" && by.kind === "list" ? by.parent : undefined;
  return list?.kind === "call" && /^Promise\.\w+$/.test(file.meaning(list.callee) ?? "");
}

/** Every wait of the function is in a `try` whose handler does not throw. */
function handlesItsErrors(fn: FunctionNode): boolean {
  return pauses(fn).every((pause) => {
    const around = enclosing(pause, "try");
    const [handler] = around?.handlers ?? [];
    if (around === undefined || handler === undefined || !isInside(pause, around.body))
      return false;
    return [...below(handler.body)].every(({ kind }) => kind !== "throw");
  });
}

function isPromise(file: SourceFile, call: CallNode, project: Project): boolean {
  const target = project.target(file, call)?.fn;
  if (target !== undefined) {
    return target.isAsync && !target.isGenerator && !handlesItsErrors(target);
  }
  return /^(?:fetch|node:fs\/promises\.\w+|Promise\.all)$/.test(file.meaning(call.callee) ?? "");
}
