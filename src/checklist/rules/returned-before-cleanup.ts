import { functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

/** Calls that give a promise, whatever they are called on. */
const PROMISED = /^(?:fetch|Promise(?:\.\w+|\(\))?|node:(?:fs|stream)\/promises\.\w+|undici\.\w+)$/;

export const returnedBeforeCleanup: Rule = {
  name: "returned-before-cleanup",
  item: 3,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    return file.all("return").flatMap((node) => {
      const { value } = node;
      const fn = functionOf(node);
      if (value?.kind !== "call" || fn === undefined || fn.isGenerator) return [];
      const cleanup = cleanupAround(file, node, fn);
      if (cleanup === undefined || !isUnfinished(file, value, project)) return [];
      return [
        {
          node,
          message:
            `\`${file.source(value.callee)}\` has only begun when this returns: ` +
            `${cleanup} before its work is done`,
          fix:
            file.language === "python" && !fn.isAsync
              ? `make \`${fn.name ?? "this"}\` async and return \`await ${file.source(value)}\``
              : `return \`await ${file.source(value)}\``,
        },
      ];
    });
  },
};

/** What ends when the return leaves: a `finally`, or a `with` of Python. */
function cleanupAround(file: SourceFile, node: Node, fn: FunctionNode): string | undefined {
  for (let at = node.parent, from = node; at !== undefined && at !== fn; at = at.parent) {
    if (at.kind === "try" && at.finalizer !== undefined && !isInside(node, at.finalizer)) {
      const { finalizer } = at;
      const first = finalizer.kind === "block" ? finalizer.body[0] : finalizer;
      if (first !== undefined) return `\`${headOf(file, first)}\` runs`;
    }
    if (at.kind === "with" && at.body === from && at.items[0] !== undefined) {
      return `\`${headOf(file, at.items[0].context)}\` is left`;
    }
    from = at;
  }
  return undefined;
}

const headOf = (file: SourceFile, node: Node): string => {
  const [line = ""] = file.source(node).split("\n");
  return line.replace(/;$/, "").slice(0, 60);
};

/** A promise or coroutine that nobody has waited for yet. */
function isUnfinished(file: SourceFile, call: CallNode, project: Project): boolean {
  const target = project.target(file, call)?.fn;
  if (target !== undefined) return target.isAsync && !target.isGenerator;
  return file.language === "typescript" && PROMISED.test(file.meaning(call.callee) ?? "");
}
