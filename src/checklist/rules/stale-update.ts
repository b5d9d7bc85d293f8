import { isSerialised } from "../facts/serialised.js";
import { belongsToOneTask, capturedPath, isOfOneRun, sharedPath } from "../facts/shared-state.js";
import type { Confidence, Finding } from "../finding.js";
import { below, classOf, functionOf } from "../ir/ancestors.js";
import type { AssignNode, CallNode, FunctionNode } from "../ir/expression.js";
import { alwaysLeaves, mayFollow, pauseOrder, pauses, pausesBetween } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import { fieldWrites, soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const staleUpdate: Rule = {
  name: "stale-update",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.mayPause) return [];
    const writes: Write[] = [
      ...file.all("assign").flatMap((node) => assignment(node)),
      ...file.callsNamed(/^set$/).flatMap((node) => entry(node)),
    ];
    return writes.flatMap((write) => judge(file, write) ?? []);
  },
};

/** A place that gets a new value: an assignment, or `map.set(key, value)`. */
interface Write {
  node: AssignNode | CallNode;
  target: Node;
  value: Node;
  /** `+=` and the like read the old value first. */
  isCompound: boolean;
}

function assignment(node: AssignNode): Write[] {
  const { target, value, operator, declares } = node;
  if (value === undefined || value.kind === "function" || declares !== undefined) return [];
  const isCompound = operator !== "=" && !/^(?:\?\?|\|\||&&|\?)=$/.test(operator);
  return [{ node, target, value, isCompound }];
}

function entry(node: CallNode): Write[] {
  const [, second] = node.args;
  if (node.callee.kind !== "member" || node.callee.property !== "set" || !second) return [];
  return [{ node, target: node.callee.object, value: second.value, isCompound: false }];
}

function judge(file: SourceFile, write: Write): Finding | undefined {
  const { node, target } = write;
  const fn = functionOf(node);
  if (fn === undefined) return undefined;
  const shared = sharedPath(file, target, fn);
  const path = shared ?? capturedPath(file, target, fn);
  if (path === undefined) return undefined;
  const isDirect = isStale(write, path);
  const isCopied = !isDirect && shared !== undefined && usesOldCopy(file, write, fn, path);
  if ((!isDirect && !isCopied) || isSerialised(file, node)) return undefined;
  if (shared === undefined && !updates(write)) return undefined;
  if (isComparedAfterPause(file, node, fn)) return undefined;
  const isAlone = shared === undefined || isOfOneRun(file, target);
  const isSure = (updates(write) || isCopied) && !belongsToOneTask(node) && counts(file, write);
  const confidence: Confidence = isAlone ? "low" : isSure ? "high" : "medium";
  return {
    node,
    message:
      `\`${path}\` is read before a pause and written from that value after it: an update that ` +
      "another task makes in between is lost",
    fix: `await first and update \`${path}\` in one step after it, or hold a lock around both`,
    confidence,
    ...(!isSure && { level: "review" as const }),
  };
}

/** The new value takes the old one before it waits: `x += await y`, `x = x + (await y)`. */
function isStale({ target, value, isCompound }: Write, path: string): boolean {
  if (value.kind === "await" && dotted(value.value) === path) return false;
  if (isCompound && [value, ...below(value)].some(waits)) return true;
  return waitsAfterReading(value, path, target);
}

const waits = ({ kind }: Node): boolean => kind === "await" || kind === "yield";

function waitsAfterReading(value: Node, path: string, target?: Node): boolean {
  const parts = [value, ...below(value)];
  return parts.some(
    (read) =>
      read !== target &&
      dotted(read) === path &&
      !(read.parent?.kind === "call" && read.parent.callee === read) &&
      parts.some((wait) => waits(wait) && wait.order > read.order && mayFollow(read, wait)),
  );
}

/** `if (generation !== this.generation) return;` after the last pause: others have their turn. */
const isComparedAfterPause = (file: SourceFile, write: Node, fn: FunctionNode): boolean =>
  file.all("if").some(({ test, consequent }) => {
    if (functionOf(test) !== fn || test.order > write.order || !alwaysLeaves(consequent)) {
      return false;
    }
    if (!pauses(fn).some((pause) => pauseOrder(pause) < test.order)) return false;
    if (pausesBetween(test, write).length > 0) return false;
    return [test, ...below(test)].some(
      (part) =>
        part.kind === "binary" &&
        part.operator === "!=" &&
        [part.left, part.right].some((side) => dotted(side)?.startsWith("this.") === true),
    );
  });

/**
 * Numbers are counted from wherever they are seen. Buffers, lists and other objects often belong
 * to one reader, which the code does not say.
 */
function counts(file: SourceFile, { target, value }: Write): boolean {
  if (value.kind === "binary" && [value.left, value.right].some(isNumber)) return true;
  const owner = target.kind === "member" ? classOf(target) : undefined;
  const written =
    target.kind === "member"
      ? ((owner && fieldWrites(owner).get(target.property)) ?? [])
      : target.kind === "name"
        ? (file.binding(target)?.writes ?? []).map((write) => write.value)
        : [];
  return written.some((one) => one !== undefined && isNumber(one));
}

const isNumber = (node: Node): boolean => node.kind === "literal" && typeof node.value === "number";

/** Whether the new value is made out of the old one, and not merely found with its help. */
const updates = ({ value, isCompound }: Write): boolean => isCompound || value.kind === "binary";

/**
 * `const n = this.count; await …; this.count = n + 1`, also `map.get` and `map.set`, and
 * `const n = this.count + (await …); this.count = n`.
 */
function usesOldCopy(file: SourceFile, write: Write, fn: FunctionNode, path: string): boolean {
  return [write.value, ...below(write.value)].some((part) => {
    if (part.kind !== "name") return false;
    const copy = soleValue(file.binding(part));
    if (copy === undefined || functionOf(copy) !== fn) return false;
    const isWhole = dotted(copy) === path;
    if (isWhole ? part === write.value : !isMadeFrom(copy, path)) return false;
    return pausesBetween(copy, write.node).length > 0 || waitsAfterReading(copy, path);
  });
}

/** `[...this.items, item]`, `this.count + 1`, `this.items.filter(…)`, `map.get(key) ?? 0`. */
function isMadeFrom(copy: Node, path: string): boolean {
  switch (copy.kind) {
    case "binary":
      if (!/^(?:[-+*/|&]|or|\?\?)$/.test(copy.operator)) return false;
      return dotted(copy.left) === path || isMadeFrom(copy.left, path);
    case "list":
      return copy.elements.some(
        (element) => element.kind === "spread" && dotted(element.value) === path,
      );
    case "object":
      return copy.entries.some(({ spread, value }) => spread && dotted(value) === path);
    case "call":
      return (
        copy.callee.kind === "member" &&
        dotted(copy.callee.object) === path &&
        /^(?:filter|concat|slice|get)$/.test(copy.callee.property)
      );
    default:
      return false;
  }
}
