import { ancestors, below, functionOf, loopsAround } from "../ir/ancestors.js";
import type { CatchNode, LoopNode, Node, TryNode } from "../ir/node.js";
import { isEndless, outcomes } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const spentRetry: Rule = {
  name: "spent-retry",
  item: 4,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    return file.all("loop").flatMap((loop) => {
      if (!isCounted(file, loop) || isEndless(loop) || loop.otherwise !== undefined) return [];
      const attempt = attemptIn(loop);
      const [handler] = attempt?.handlers ?? [];
      if (handler === undefined || goesOnAfter(loop)) return [];
      const what = file.language === "python" ? "None" : "undefined";
      return [
        {
          node: handler,
          message:
            `after the last attempt the loop ends and the function returns ${what}: the error is ` +
            "gone, and the caller takes that for an answer",
          fix: "keep the last error, and throw it after the loop",
        },
      ];
    });
  },
};

/** It counts attempts, by its names or because it waits between them. */
function isCounted(file: SourceFile, loop: LoopNode): boolean {
  const { form, source, target, test, init } = loop;
  const counted = [target, source, test, init].map((part) => (part ? file.source(part) : ""));
  const isRetry = /attempt|retr(?:y|ies)|tries/i.test(counted.join(" "));
  if (!isRetry && !/sleep|delay|back_?off|setTimeout/i.test(file.source(loop.body))) return false;
  return form === "each" ? /\brange\(/.test(counted[1] ?? "") : form !== "do";
}

/** The try that returns what it got, and whose one handler never leaves the loop. */
function attemptIn(loop: LoopNode): TryNode | undefined {
  const statements = loop.body.kind === "block" ? loop.body.body : [loop.body];
  const last = statements.at(-1);
  if (last?.kind !== "try" && statements.some(leaves)) return undefined;
  return statements.find(
    (node): node is TryNode =>
      node.kind === "try" &&
      [...below(node.body)].some(
        (inner) => inner.kind === "return" && inner.value !== undefined && isOf(inner, loop),
      ) &&
      node.handlers.length === 1 &&
      node.handlers.every(staysIn),
  );
}

const isOf = (node: Node, loop: LoopNode): boolean => loopsAround(node)[0] === loop;

const leaves = (node: Node): boolean => node.kind === "return" || node.kind === "throw";

const staysIn = ({ body }: CatchNode): boolean =>
  [...outcomes(body, new Set())].every((way) => way === "falls" || way === "jumps") &&
  ![...below(body)].some((node) => node.kind === "jump" && node.to === "break");

/** Something follows the loop in its function. */
function goesOnAfter(loop: LoopNode): boolean {
  const fn = functionOf(loop);
  if (fn === undefined) return true;
  let from: Node = loop;
  for (const around of ancestors(loop)) {
    if (around.kind === "block" && around.body.at(-1) !== from) return true;
    if (around.kind === "loop" || around.kind === "try" || around.kind === "with") return true;
    if (around === fn) return false;
    from = around;
  }
  return true;
}
