import { below, functionOf, loopsAround } from "../ir/ancestors.js";
import type { LoopNode, Node, TryNode } from "../ir/node.js";
import { outcomes } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const retriedAbort: Rule = {
  name: "retried-abort",
  item: 5,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    return file.all("try").flatMap((node) => {
      const [handler] = node.handlers;
      if (handler === undefined || !/\bsignal\b/.test(file.source(node.body))) return [];
      const loop = loopsAround(node).find(isRetry);
      if (loop === undefined || looksAtAbort(file, node, loop)) return [];
      const ways = outcomes(handler.body, new Set());
      if (!ways.has("falls") && !ways.has("jumps")) return [];
      return [
        {
          node: handler,
          message:
            "an AbortError is caught here like any other failure: after the caller has given up " +
            "the work is tried again",
          fix: "`if (signal.aborted) throw error;` first in this catch",
          // What the loop asks besides may change together with the signal.
          ...(asksState(loop) && { level: "review" as const }),
        },
      ];
    });
  },
};

const isRetry = ({ form }: LoopNode): boolean => form !== "each";

/** The handler, what it calls, the loop's test or a check in each round may know of it. */
function looksAtAbort(file: SourceFile, node: TryNode, loop: LoopNode): boolean {
  const fn = functionOf(node);
  const around = file
    .source(fn?.body ?? loop)
    .replace(file.source(node.body), "")
    .replaceAll(/\/\/.*$/gm, "");
  return /abort|cancel|throwIfAborted|isRetr|should_?(?:Retry|Stop|Continue)/i.test(around);
}

/** `while (this.walkers > 0)`. */
const asksState = ({ test }: LoopNode): boolean =>
  test !== undefined &&
  [test, ...below(test)].some((node) => node.kind === "member" && isOwn(node.object));

const isOwn = (node: Node): boolean => node.kind === "name" && node.name === "this";
