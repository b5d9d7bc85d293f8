import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { alwaysLeaves } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import { outcomes } from "../ir/outcomes.js";
import type { Rule } from "../rule.js";

export const unsettledPromise: Rule = {
  name: "unsettled-promise",
  item: 3,
  languages: ["typescript"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.callsOf(/^Promise$/).flatMap((call) => {
      if (!call.isNew || file.meaning(call.callee) !== "Promise") return [];
      const executor = call.args[0]?.value;
      if (executor?.kind !== "function" || executor.body.kind !== "block") return [];
      const settlers = new Set(executor.params.flatMap(({ names }) => names));
      if (settlers.size === 0 || escapes(executor, settlers)) return [];
      const once = [executor, ...callbacksIn(executor)];
      return once
        .flatMap((fn) => deadEnds(fn, settlers))
        .filter((node) => !isSettledBefore(node, executor, settlers))
        .map((node) => ({
          node,
          message:
            "on this way neither `resolve` nor `reject` is called: whoever awaits the promise " +
            "waits for ever",
          fix: `settle it here: \`${executor.params[1]?.name ?? "resolve"}(…)\` before it leaves`,
        }));
    });
  },
};

/** `if (settled) return;`, where `settled = true` stands beside a call that settles. */
function isSettledBefore(
  node: Node,
  executor: FunctionNode,
  settlers: ReadonlySet<string>,
): boolean {
  const check = [...ancestors(node)].find((around) => around.kind === "if");
  if (check === undefined || !isInside(check, executor)) return false;
  const asked = new Set(
    [check.test, ...below(check.test)].flatMap((part) => (part.kind === "name" ? [part.name] : [])),
  );
  return [...below(executor.body, true)].some((set) => {
    if (set.kind !== "assign" || set.declares !== undefined) return false;
    if (set.target.kind !== "name" || !asked.has(set.target.name)) return false;
    const around = functionOf(set);
    return (
      around !== undefined && [...below(around.body, true)].some((one) => isSettler(one, settlers))
    );
  });
}

/** Kept in a field or list: then code elsewhere may settle it. */
function escapes(executor: FunctionNode, settlers: ReadonlySet<string>): boolean {
  return [...below(executor.body, true)].some((node) => {
    if (node.kind === "assign") return node.value !== undefined && isSettler(node.value, settlers);
    if (node.kind !== "object") return false;
    return node.entries.some(({ value }) => isSettler(value, settlers));
  });
}

const isSettler = (node: Node, settlers: ReadonlySet<string>): boolean =>
  node.kind === "name" && settlers.has(node.name);

/** Callbacks that run once: those that take an error first, and those of `then`. */
function callbacksIn(executor: FunctionNode): FunctionNode[] {
  return [...below(executor.body, true)].flatMap((node) => {
    if (node.kind !== "function" || node.body.kind !== "block") return [];
    const by = node.parent;
    if (by?.kind !== "call" || by.callee === node) return [];
    const method = by.callee.kind === "member" ? by.callee.property : "";
    if (/^(?:on|addListener|addEventListener|forEach|map|some|every|filter)$/.test(method))
      return [];
    const takesError = /^_?(?:err|error|e)$/i.test(node.params[0]?.name ?? "");
    return takesError || /^(?:then|catch)$/.test(method) ? [node] : [];
  });
}

/** Ways out of the function on which nothing that could settle was reached. */
function deadEnds(fn: FunctionNode, settlers: ReadonlySet<string>): Node[] {
  const mentions = [...below(fn.body, true)].filter((node) => isSettler(node, settlers));
  if (mentions.length === 0) return [];
  const reached = (order: number) => mentions.some((mention) => mention.order < order);
  const returns = [...below(fn.body)].filter(
    (node) =>
      node.kind === "return" &&
      (node.value === undefined || node.value.kind === "literal") &&
      !reached(node.order),
  );
  const handlers = [...below(fn.body)].filter((node) => {
    if (node.kind !== "catch" || functionOf(node) !== fn) return false;
    const around = node.parent;
    if (around?.kind !== "try" || hasMention(node, mentions)) return false;
    const isLast = !mentions.some((mention) => mention.order > around.order);
    const tries = mentions.some((mention) => isInside(mention, around.body));
    const before = mentions.some(
      (mention) => mention.order < around.body.order && !isInside(mention, around),
    );
    return (
      tries &&
      isLast &&
      !before &&
      outcomes(node.body, new Set()).has("falls") &&
      !alwaysLeaves(node.body)
    );
  });
  return [...returns, ...handlers];
}

const hasMention = (node: Node, mentions: readonly Node[]): boolean =>
  mentions.some((mention) => isInside(mention, node));
