import { leakBetween } from "../facts/release-paths.js";
import type { Finding } from "../finding.js";
import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { asWritten, dotted, lockIn, locksAround } from "../ir/locks.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const unreleasedLock: Rule = {
  name: "unreleased-lock",
  item: 12,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.callsNamed(/^(?:acquire|lock)$/).flatMap((call) => {
      const fn = functionOf(call);
      const taken = fn && takenBy(file, call);
      return taken === undefined || fn === undefined ? [] : (judge(file, call, fn, taken) ?? []);
    });
  },
};

/** Whoever called it releases; a test that fails in between ends with its lock. */
const holdsForCaller = ({ name = "" }: FunctionNode): boolean =>
  /^(?:_*acquire|_*lock$|__a?enter__$|test_)/.test(name);

/** `acquire` of a pool, whose lock is not what its caller gets: no return is without a release. */
function givesBackItself(call: CallNode, given: readonly CallNode[], fn: FunctionNode): boolean {
  const returns = [...below(fn.body)].filter(
    ({ kind, order }) => kind === "return" && order > call.order,
  );
  const isFree = (at: Node) => given.some((one) => one.order < at.order && isBeside(one, at));
  return returns.length > 0 && returns.every(isFree);
}

/** What is taken, and how the code gives it back: `lock.release` or the function it was given. */
interface Taken {
  name: string;
  releases: RegExp;
}

function takenBy(file: SourceFile, call: CallNode): Taken | undefined {
  if (call.callee.kind !== "member" || !/^(?:acquire|lock)$/.test(call.callee.property))
    return undefined;
  const [lock] = lockIn(file, call.callee.object);
  if (lock === undefined) return undefined;
  const used = usage(call);
  const waited = used.kind === "awaited" && used.by ? usage(used.by) : used;
  if (waited.kind === "discarded") {
    return { name: lock.name, releases: new RegExp(`^${escape(lock.name)}\\.(?:release|unlock)$`) };
  }
  if (waited.kind !== "assigned" || waited.by?.kind !== "assign") return undefined;
  if (file.language === "python") return undefined;
  const names = namesIn(waited.by.target);
  const release = names.find((name) => /release|unlock|done|free/i.test(name));
  if (release === undefined) return undefined;
  return { name: lock.name, releases: new RegExp(`^${escape(release)}(?:\\.release)?$`) };
}

const escape = (text: string): string => text.replaceAll(/[.$()[\]]/g, "\\$&");

function namesIn(target: Node): string[] {
  if (target.kind === "name") return [target.name];
  return target.children.flatMap(namesIn);
}

function judge(
  file: SourceFile,
  call: CallNode,
  fn: FunctionNode,
  { name, releases }: Taken,
): Finding | undefined {
  const given = [...below(fn.body, true)].filter(
    (node): node is CallNode =>
      node.kind === "call" && node.order > call.order && releases.test(dotted(node.callee) ?? ""),
  );
  if (holdsForCaller(fn) && !givesBackItself(call, given, fn)) return undefined;
  const leak = leakBetween(call, given, fn) ?? riskBefore(given, fn);
  const risk = leak ?? cancelledAt(file, call, given, fn);
  if (risk === undefined || isHandedOn(call, releases)) return undefined;
  const { line } = file.position(risk.start);
  const written = asWritten(file, name);
  const how =
    leak === undefined
      ? "is cancelled, which no handler here catches"
      : risk.kind === "return"
        ? "returns"
        : "throws";
  return {
    node: call,
    message:
      `when line ${line} ${how}, \`${written}\` is never released: ` +
      "whoever wants it next waits for ever",
    fix: `put what follows in \`try\` and the release of \`${written}\` in \`finally\``,
    ...((leak === undefined || risk.kind === "call") && {
      confidence: "medium" as const,
      level: "review" as const,
    }),
  };
}

/**
 * An await with the lock in hand whose cancellation passes by every release: since Python 3.8
 * `except Exception` does not see it.
 */
function cancelledAt(
  file: SourceFile,
  call: CallNode,
  given: readonly CallNode[],
  fn: FunctionNode,
): Node | undefined {
  const last = given.at(-1);
  if (file.language !== "python" || last === undefined) return undefined;
  const own = usage(call).by;
  if (own?.kind !== "await") return undefined;
  return [...below(fn.body)].find(
    (node) =>
      node.kind === "await" &&
      node !== own &&
      node.order > own.order &&
      node.order < last.order &&
      locksAround(file, node).some(({ at }) => at === call) &&
      !given.some((one) => one.order < node.order && isBeside(one, node)) &&
      !isReleasedOnCancel(file, node, given, call),
  );
}

/** Given back earlier in a block around the node. */
function isBeside(release: CallNode, node: Node): boolean {
  const block = [...ancestors(release)].find(({ kind }) => kind === "block");
  return block !== undefined && isInside(node, block);
}

/** In a `try`, begun with the lock, whose `finally` or handler of cancellations releases. */
const isReleasedOnCancel = (
  file: SourceFile,
  node: Node,
  given: readonly CallNode[],
  call: CallNode,
): boolean =>
  [...ancestors(node)].some((around) => {
    if (around.kind !== "try" || isInside(call, around)) return false;
    const sees = around.handlers.filter(
      ({ types }) =>
        types.length === 0 ||
        types.some((type) => /BaseException|Cancelled/.test(file.source(type))),
    );
    return given.some(
      (one) =>
        (around.finalizer !== undefined && isInside(one, around.finalizer)) ||
        sees.some((handler) => isInside(one, handler)),
    );
  });

/** In the callback that releases at its end, what may throw before. */
function riskBefore(given: readonly CallNode[], fn: FunctionNode): Node | undefined {
  const [only, ...others] = given;
  const callback = only && functionOf(only);
  if (only === undefined || others.length > 0 || callback === undefined || callback === fn) {
    return undefined;
  }
  const user = callback.parent;
  if (user?.kind !== "call" || user.callee === callback || callback.body.kind !== "block") {
    return undefined;
  }
  const last = callback.body.body.at(-1);
  const isPlain = last?.kind === "expression" && last.value === only;
  if (!isPlain || lastName(user.callee) === "finally") return undefined;
  return [...below(callback.body)].find(
    (node) =>
      node.kind === "call" &&
      node !== only &&
      ![...ancestors(node)].some(({ kind }) => kind === "try") &&
      !/^(?:log|warn|error|debug|info)$/.test(lastName(node.callee)),
  );
}

/** The release function is given to somebody else, or kept. */
function isHandedOn(call: CallNode, releases: RegExp): boolean {
  const fn = functionOf(call);
  return [...(fn ? below(fn.body, true) : [])].some(
    (node) =>
      node.kind === "name" &&
      releases.test(node.name) &&
      node.parent?.kind !== "call" &&
      node.parent?.kind !== "assign" &&
      node.parent?.kind !== "list",
  );
}
