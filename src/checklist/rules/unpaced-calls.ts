import { isBounded } from "../facts/inputs.js";
import { isHeld } from "../facts/limiters.js";
import { waitForOthers, waitsForOthersAnywhere } from "../facts/waits-for-others.js";
import { loopsAround } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { LoopNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** Whoever speaks of these thinks of how often the service may be asked. */
const PACED =
  /sleep|delay|throttl|limit|setTimeout|semaphore|rate|back_?off|retry|429|pause|\bwait|bucket/i;
/** A page leads to the next one: their number is the service's own. */
const PAGES = /next|cursor|page|offset|marker|continuation|redirect|location/i;

export const unpacedCalls: Rule = {
  name: "unpaced-calls",
  item: 9,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "low",
  check(file) {
    if (!waitsForOthersAnywhere(file)) return [];
    const found = new Map<LoopNode, CallNode>();
    for (const call of file.all("call")) {
      if (waitForOthers(file, call) !== "sure") continue;
      const loop = loopsAround(call).find((one) => isOverMany(file, one));
      if (loop === undefined || found.has(loop) || isHeld(file, call)) continue;
      if (!PACED.test(file.source(loop)) && !PAGES.test(file.source(loop))) found.set(loop, call);
    }
    return [...found.values()].map((node) => ({
      node,
      message:
        `\`${file.source(node.callee)}\` is called once for each of ` +
        "as many as there are, as fast as the service answers: it counts the requests, and " +
        "refuses them with 429 from some number on",
      fix:
        "let each call through a limiter with the rate that the service allows, and wait for " +
        "`Retry-After`",
    }));
  },
};

const isOverMany = (file: SourceFile, { form, source }: LoopNode): boolean =>
  form === "each" && source !== undefined && !isBounded(file, source);
