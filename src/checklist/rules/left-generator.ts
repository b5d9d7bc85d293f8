import { below, isInside, loopsAround } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { Rule } from "../rule.js";

export const leftGenerator: Rule = {
  name: "left-generator",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    if (!file.isAsynchronous) return [];
    return file.all("loop").flatMap((loop) => {
      const { source } = loop;
      if (!loop.isAsync || source?.kind !== "call" || !isLeftEarly(loop)) return [];
      const fn = project.target(file, source)?.fn;
      if (fn === undefined || !fn.isAsync || !cleansUp(fn)) return [];
      const name = file.source(source.callee);
      return [
        {
          node: loop,
          message:
            `a loop that is left early does not close \`${name}\`: its clean-up runs when the ` +
            "garbage collector finds it, in another task, or never",
          fix: `\`async with contextlib.aclosing(${name}(…)) as items\` around the loop`,
        },
      ];
    });
  },
};

const isLeftEarly = (loop: LoopNode): boolean =>
  [...below(loop.body)].some(
    (node) =>
      node.kind === "return" ||
      (node.kind === "jump" && node.to === "break" && loopsAround(node)[0] === loop),
  );

/** It yields inside a `try … finally` or a `with`. */
const cleansUp = (fn: FunctionNode): boolean =>
  [...below(fn.body)].some((node) => node.kind === "yield" && isGuarded(node, fn));

function isGuarded(node: Node, fn: FunctionNode): boolean {
  for (let at = node.parent; at !== undefined && at !== fn; at = at.parent) {
    if (at.kind === "with" && at.isAsync) return true;
    if (at.kind === "try" && at.finalizer !== undefined && isInside(node, at.body)) {
      return [...below(at.finalizer)].some(({ kind }) => kind === "await" || kind === "call");
    }
  }
  return false;
}
