import { chainOf } from "../facts/chains.js";
import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { AssignNode, FunctionNode } from "../ir/expression.js";
import { mayFollow } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const promiseOverYield: Rule = {
  name: "promise-over-yield",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("yield")) return [];
    const told = new Set<AssignNode>();
    return file.all("yield").flatMap((pause) => {
      const fn = functionOf(pause);
      if (!fn?.isAsync || !fn.isGenerator) return [];
      const kept = [...below(fn.body)].find(
        (node): node is AssignNode => node.kind === "assign" && isKeptOver(fn, node, pause),
      );
      if (kept === undefined || told.has(kept) || handlesErrors(file, kept.value)) return [];
      told.add(kept);
      const name = file.source(kept.target);
      return [
        {
          node: kept,
          message:
            `while the consumer has what line ${file.position(pause.start).line} yields, nothing ` +
            `handles a rejection of \`${name}\`: Node ends the process, and a consumer that ` +
            "stops there leaves it for good",
          fix: `\`${name}.catch(() => {})\` before the yield: the await throws it all the same`,
        },
      ];
    });
  },
};

/** It ends in `.catch(…)`, or is the call of a function that catches inside. */
function handlesErrors(file: SourceFile, value: Node | undefined): boolean {
  if (value?.kind !== "call") return false;
  if (chainOf(value) === "handled") return true;
  const fn = file.target(value);
  return fn !== undefined && [...below(fn.body)].some(({ kind }) => kind === "catch");
}

/** A call's promise that is awaited behind the yield, and that nothing handles before it. */
function isKeptOver(fn: FunctionNode, node: AssignNode, pause: Node): boolean {
  if (node.value?.kind !== "call" || node.operator !== "=" || node.order > pause.order)
    return false;
  const path = dotted(node.target);
  if (path === undefined || !mayFollow(node, pause)) return false;
  const uses = [...below(fn, true)].filter(
    (other) => dotted(other) === path && other !== node.target && !areExclusive(node, other),
  );
  const awaits = uses.filter(({ parent }) => parent?.kind === "await");
  const [first] = awaits.toSorted((one, two) => one.order - two.order);
  if (first === undefined || first.order < pause.order || !mayFollow(pause, first)) return false;
  const isHandled = uses.some(
    ({ parent }) => parent?.kind === "member" && /^(?:then|catch|finally)$/.test(parent.property),
  );
  // What is yielded itself, the consumer has in its hands.
  return !isHandled && !uses.some((use) => use.order > node.order && use.order < first.order);
}

/** One stands in the `if`, the other in its `else`. */
const areExclusive = (one: Node, other: Node): boolean =>
  [...ancestors(one)].some(
    (around) =>
      around.kind === "if" &&
      around.otherwise !== undefined &&
      ((isInside(one, around.consequent) && isInside(other, around.otherwise)) ||
        (isInside(other, around.consequent) && isInside(one, around.otherwise))),
  );
