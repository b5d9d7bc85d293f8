import { below } from "../ir/ancestors.js";
import { dryExits } from "../ir/checkpoints.js";
import { functionOf } from "../ir/ancestors.js";
import type { LoopNode, Node } from "../ir/node.js";
import { isEndless } from "../ir/outcomes.js";
import type { Rule } from "../rule.js";

export const loopWithoutAwait: Rule = {
  name: "loop-without-await",
  item: 5,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.all("loop").flatMap((loop) => {
      if (!isEndless(loop) || !functionOf(loop)?.isAsync) return [];
      const exits = dryExits(loop.body);
      if (!exits.has("falls") && !exits.has("continues")) return [];
      const hangs = !canEnd(loop);
      return [
        {
          node: loop,
          message: hangs
            ? "this loop never ends and never awaits: no other task runs again"
            : "a round of this endless loop can pass without awaiting: while that lasts no other " +
              "task runs and no cancellation arrives",
          fix: "await in every round, at the least a sleep of zero",
          ...(hangs && { level: "fail" as const, confidence: "high" as const }),
        },
      ];
    });
  },
};

/** Anything inside may end it: a jump, a return, an exception that is thrown, a wait. */
const canEnd = (loop: LoopNode): boolean => [...below(loop.body)].some(endsLoop);

const endsLoop = ({ kind }: Node): boolean => /^(?:return|throw|jump|await|yield|call)$/.test(kind);
