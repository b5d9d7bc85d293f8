import { isReentrant, mentionsLocks } from "../facts/held-locks.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { asWritten, dotted, heldBy, locksAround, type LockScope } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const callbackUnderLock: Rule = {
  name: "callback-under-lock",
  item: 12,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!mentionsLocks(file)) return [];
    const found = new Map<Node, Finding>();
    for (const call of file.all("call")) {
      if (!callsBack(file, call)) continue;
      const lock = locksAround(file, call).find((one) => isHeldHere(one, call));
      if (lock === undefined) continue;
      const at = heldBy(lock);
      if (!found.has(at)) found.set(at, finding(file, call, lock, at));
    }
    return [...found.values()];
  },
};

/** Taken in the same function, and known to keep out its own holder. */
const isHeldHere = (lock: LockScope, call: CallNode): boolean =>
  isReentrant(lock) === false &&
  lock.at !== call &&
  !/(?:callback|handler|listener|send|write|emit)/i.test(lock.name) &&
  functionOf(lock.at) !== undefined;

const CALLBACK = /^_?(?:callback|cb|handler|listener|subscriber|observer|hook)$/i;
const CALLBACKS = /(?:callback|handler|listener|subscriber|observer|hook|pending)s?$/i;

/** A function that others gave: they may come back to this object, and want the lock. */
function callsBack(file: SourceFile, call: CallNode): boolean {
  const { callee, args } = call;
  if (callee.kind === "name") {
    const binding = file.binding(callee);
    if (binding?.kind === "parameter") return CALLBACK.test(callee.name);
    return binding?.writes.some(({ by }) => isEachCallback(by)) ?? false;
  }
  if (callee.kind !== "member") return false;
  const owner = dotted(callee.object) ?? "";
  if (callee.property === "emit") return owner === "this" && file.language === "typescript";
  // Blinker's and Celery's signals.
  if (callee.property === "send") return /(?:^|\.)on_\w+$/.test(owner) && args.length > 0;
  return owner === "this" && CALLBACK.test(callee.property) && file.target(call) === undefined;
}

/** `for callback in self._callbacks:`. */
const isEachCallback = (by: Node): boolean =>
  by.kind === "loop" &&
  by.source !== undefined &&
  [by.source, ...below(by.source)].some((node) => CALLBACKS.test(dotted(node) ?? ""));

function finding(file: SourceFile, call: CallNode, lock: LockScope, at: Node): Finding {
  const name = asWritten(file, lock.name);
  const { line } = file.position(call.start);
  const called = file.source(call.callee);
  return {
    node: at,
    message:
      `\`${called}\` on line ${line} runs code of others while \`${name}\` is held: when that ` +
      `needs \`${name}\`, it waits for itself for ever`,
    fix: `collect what is to be called under \`${name}\`, and call it after the release`,
  };
}
