import { below } from "../ir/ancestors.js";
import { dryExits } from "../ir/checkpoints.js";
import type { FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { Rule } from "../rule.js";

export const functionWithoutCheckpoint: Rule = {
  name: "function-without-checkpoint",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    const modules = file.all("import").map(({ module }) => module);
    // Code for asyncio as well keeps asyncio's ways.
    if (!modules.some((name) => /^trio\b/.test(name)) || modules.includes("asyncio")) return [];
    return file.all("function").flatMap((fn) => {
      if (!isJudged(fn)) return [];
      const exits = dryExits(fn.body);
      if (!exits.has("falls") && !exits.has("returns")) return [];
      return [
        {
          node: fn,
          message:
            `\`${fn.name ?? "it"}\` can end without a checkpoint: a loop around it can neither ` +
            "be cancelled nor let others run",
          fix: "`await trio.lowlevel.checkpoint()` on the way that awaits nothing",
        },
      ];
    });
  },
};

/** A body without any statement of its own is a stub. */
function isJudged(fn: FunctionNode): boolean {
  if (!fn.isAsync || fn.isGenerator || fn.decorators.length > 0) return false;
  if (fn.body.kind !== "block" || /^__a(?:enter|exit)__$/.test(fn.name ?? "")) return false;
  return fn.body.body.some(isWork) && ![...below(fn.body)].some(({ kind }) => kind === "yield");
}

const isWork = (node: Node): boolean =>
  !(node.kind === "expression" && node.value.kind === "literal") &&
  !(node.kind === "block" && node.body.length === 0);
