import { enclosing, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode, NameNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import { parameterUses } from "./parameter-uses.js";

const STEPS_MAX = 12;
const LOOKS = /\bstatus\b|\breason\b|["']value["'] in\b|\b(?:is|has|assert|check|filter)[A-Z]\w*/;
const KEEPS = /^(?:filter|slice|reverse|toReversed|concat|flat)$/;
const ONE_BY_ONE = /^(?:map|forEach|flatMap|filter|find|findLast|some|every)$/;

/**
 * Every place that reads the `value` of one of the results of `Promise.allSettled`, followed
 * through names, callbacks, loops and patterns. Where the results as a whole are looked through
 * for failures first, none is listed.
 */
export function settledValues(file: SourceFile, call: CallNode): Node[] {
  const found = new Set<Node>();
  const follow: Follow = { file, found, depth: 0 };
  ofResults(follow, call);
  return [...found].sort((one, two) => one.start - two.start);
}

interface Follow {
  file: SourceFile;
  found: Set<Node>;
  depth: number;
}

const deeper = (follow: Follow): Follow => ({ ...follow, depth: follow.depth + 1 });

/** `node` is the array of results, or a promise of it. */
function ofResults(follow: Follow, node: Node): void {
  if (follow.depth > STEPS_MAX) return;
  const next = deeper(follow);
  const { parent } = node;
  if (parent?.kind === "index" && parent.object === node) return ofOne(next, parent);
  if (parent?.kind === "loop" && parent.source === node) return ofTarget(next, parent.target);
  const { kind, by } = usage(node);
  if (kind === "awaited") return ofResults(next, by);
  if (kind === "assigned" && by.kind === "assign") {
    const { target } = by;
    if (target.kind === "name") return ofNamedResults(next, target);
    if (target.kind !== "list") return;
    for (const element of target.elements) ofTarget(next, element);
  } else if (kind === "object" && by.kind === "member") ofMethod(next, by.property, by.parent);
}

function ofNamedResults(follow: Follow, name: NameNode): void {
  const { file } = follow;
  const binding = file.binding(name);
  if (binding === undefined || binding.writes.length !== 1) return;
  const reads = binding.references.filter((reference) => !isTarget(reference));
  const looks = reads.find((read) => LOOKS.test(file.source(aroundUse(read))));
  for (const read of reads) {
    if (looks !== undefined && looks.order < read.order) return;
    ofResults(follow, read);
  }
}

const isTarget = (node: Node): boolean =>
  node.parent?.kind === "assign" && node.parent.target === node;

/** The chain of calls on a name, or the loop over it. */
function aroundUse(node: Node): Node {
  let at = node;
  for (let { parent } = node; parent !== undefined; { parent } = parent) {
    const goesOn =
      parent.kind === "member" || parent.kind === "call" || (parent.kind === "loop" && at === node);
    if (!goesOn) break;
    at = parent;
  }
  return at;
}

function ofMethod(follow: Follow, method: string, call: Node | undefined): void {
  if (call?.kind !== "call") return;
  const callback = call.args[0]?.value;
  if (method === "then" && callback?.kind === "function") {
    ofParameter(follow, callback, 0, ofResults);
    return ofResults(follow, call);
  }
  if (method === "filter" && (callback?.kind !== "function" || looksAtFailure(follow, callback))) {
    return;
  }
  if (ONE_BY_ONE.test(method) && callback?.kind === "function") {
    ofParameter(follow, callback, 0, ofOne);
  }
  if (method === "reduce" && callback?.kind === "function") {
    ofParameter(follow, callback, 1, ofOne);
  }
  if (KEEPS.test(method)) ofResults(follow, call);
}

const looksAtFailure = ({ file }: Follow, fn: FunctionNode): boolean => LOOKS.test(file.source(fn));

function ofParameter(
  follow: Follow,
  fn: FunctionNode,
  position: number,
  then: (follow: Follow, node: Node) => void,
): void {
  const { file, found } = follow;
  const written = file.text.slice(fn.start, fn.body.start);
  if (position === 0 && /^[^{]*\(\s*\{[^}]*\bvalue\b/.test(written)) {
    if (!/\bstatus\b|\breason\b/.test(written)) found.add(fn);
    return;
  }
  for (const use of parameterUses(file, fn, position)) then(follow, use);
}

/** A loop's target or an element of a pattern. */
function ofTarget(follow: Follow, target: Node | undefined): void {
  if (target?.kind === "assign") return ofTarget(follow, target.target);
  if (target?.kind === "name") return ofNamed(follow, target);
  if (target?.kind !== "object") return;
  const keys = new Set(target.entries.map(({ key }) => key));
  if (keys.has("value") && !keys.has("status") && !keys.has("reason")) {
    follow.found.add(target);
  }
}

function ofNamed(follow: Follow, name: NameNode): void {
  const references = follow.file.binding(name)?.references ?? [];
  for (const reference of references) if (!isTarget(reference)) ofOne(follow, reference);
}

/** `node` is one result. */
function ofOne(follow: Follow, node: Node): void {
  if (follow.depth > STEPS_MAX) return;
  const { parent } = node;
  if (parent?.kind === "assign" && parent.value === node) {
    return ofTarget(deeper(follow), parent.target);
  }
  const isRead =
    (parent?.kind === "member" && parent.property === "value") ||
    (parent?.kind === "index" &&
      parent.index.kind === "literal" &&
      parent.object === node &&
      parent.index.value === "value");
  if (isRead && !isGuarded(follow.file, parent)) follow.found.add(parent);
}

/** Whether a test of the result's status decides that `read` runs only when it was fulfilled. */
function isGuarded(file: SourceFile, read: Node): boolean {
  const fn = functionOf(read);
  for (let at = read; at.parent !== undefined && at !== fn; at = at.parent) {
    const around: Node = at.parent;
    if (around.kind === "if" || around.kind === "conditional") {
      if (at === around.consequent && saysFulfilled(file, around.test, true)) return true;
      if (at === around.otherwise && saysFulfilled(file, around.test, false)) return true;
    }
    if (around.kind === "binary" && at === around.right) {
      const { operator, left } = around;
      if (operator === "and" && saysFulfilled(file, left, true)) return true;
      if (operator === "or" && saysFulfilled(file, left, false)) return true;
    }
    if (around.kind === "switch" && LOOKS.test(file.source(around.subject))) return true;
    if (around.kind === "block" && isTestedBefore(file, around.body, at)) return true;
  }
  return enclosing(read, "catch") !== undefined;
}

function isTestedBefore(file: SourceFile, body: readonly Node[], statement: Node): boolean {
  return body
    .slice(0, body.indexOf(statement))
    .some(
      (before) =>
        (before.kind === "if" && saysFulfilled(file, before.test, false)) ||
        (before.kind === "expression" && /^\s*(?:assert|invariant)\b/.test(file.source(before))),
    );
}

/** Whether the test, when it comes out as `holds`, means that the result has a value. */
function saysFulfilled(file: SourceFile, test: Node, holds: boolean): boolean {
  if (test.kind === "unary" && test.operator === "not") {
    return saysFulfilled(file, test.value, !holds);
  }
  if (test.kind !== "binary") return LOOKS.test(file.source(test));
  const { operator, left, right } = test;
  if (operator === "and" || operator === "or") {
    const says = (side: Node) => saysFulfilled(file, side, holds);
    return holds === (operator === "and") ? says(left) || says(right) : says(left) && says(right);
  }
  const said = [left, right].find((side) => side.kind === "literal");
  const isStatus = said?.kind === "literal" && /^(?:fulfilled|rejected)$/.test(String(said.value));
  if (!isStatus || !/^[!=]=$/.test(operator)) return LOOKS.test(file.source(test));
  return ((operator === "==") === holds) === (said.value === "fulfilled");
}
