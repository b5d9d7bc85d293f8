import { isOneLock, mentionsLocks } from "../facts/held-locks.js";
import { waitForOthers } from "../facts/waits-for-others.js";
import type { Finding } from "../finding.js";
import { below, classOf, isInside } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { alwaysLeaves, isWait } from "../ir/flow.js";
import { heldBy, locksAround, type LockScope } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const lockAcrossNetwork: Rule = {
  name: "lock-across-network",
  item: 12,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!mentionsLocks(file)) return [];
    const found = new Map<Node, Finding>();
    for (const call of file.all("call")) {
      const name = slowName(file, call);
      if (name === undefined) continue;
      const lock = locksAround(file, call).find((one) => keepsOthersOut(file, one, call));
      if (lock === undefined || found.has(lock.at) || isRefresh(file, lock, call)) continue;
      const quick = quickHolder(file, lock, call);
      if (quick !== undefined) found.set(lock.at, finding(file, { lock, call, name, quick }));
    }
    return [...found.values()];
  },
};

/** What is waited for, also in a function of this file that the call runs. */
function slowName(file: SourceFile, call: CallNode): string | undefined {
  if (waitForOthers(file, call) !== undefined) return file.source(call.callee);
  const target = file.target(call);
  const inner =
    target &&
    [...below(target.body)].find(
      (node) => node.kind === "call" && waitForOthers(file, node) !== undefined,
    );
  return inner?.kind === "call" ? file.source(inner.callee) : undefined;
}

/** A semaphore or limiter is there to be held for as long as the work takes. */
const keepsOthersOut = (file: SourceFile, lock: LockScope, call: CallNode): boolean =>
  lock.at !== call &&
  !/sem|limit|latch/i.test(lock.name) &&
  !/Semaphore|Limit/.test(lock.made ?? "") &&
  isOneLock(file, lock);

/** Only one asks the network, and the others look at what it brought: `if expired: fetch`. */
const isRefresh = (file: SourceFile, lock: LockScope, call: CallNode): boolean =>
  file
    .all("if")
    .some(
      (node) =>
        isInside(node, heldBy(lock)) &&
        (isInside(call, node) || (node.order < call.order && alwaysLeaves(node.consequent))),
    );

/** Somebody who wants the same lock for a moment only, and waits for the network as well. */
function quickHolder(file: SourceFile, lock: LockScope, call: CallNode): Node | undefined {
  const owner = lock.name.startsWith("this.") ? classOf(call) : undefined;
  const bodies = [
    ...file.all("with").map(({ body }) => body),
    ...file
      .all("call")
      .flatMap(({ args }) =>
        args.flatMap(({ value }) => (value.kind === "function" ? [value.body] : [])),
      ),
  ];
  return bodies.find((body) => {
    if (isInside(call, body) || (owner !== undefined && classOf(body) !== owner)) return false;
    const holds = locksAround(file, firstIn(body)).some(({ name }) => name === lock.name);
    return holds && [body, ...below(body)].every((node) => isQuick(file, node));
  });
}

/** A node of which the body is around. */
const firstIn = (body: Node): Node => (body.kind === "block" ? (body.children[0] ?? body) : body);

const isQuick = (file: SourceFile, node: Node): boolean =>
  !isWait(node) && !(node.kind === "call" && slowName(file, node) !== undefined);

interface Held {
  lock: LockScope;
  call: CallNode;
  name: string;
  quick: Node;
}

function finding(file: SourceFile, { lock, call, name, quick }: Held): Finding {
  const { line } = file.position(quick.start);
  return {
    node: call,
    message:
      `the lock of line ${file.position(lock.at.start).line} is held while \`${name}\` waits for ` +
      `somebody else: line ${line}, which wants it for a moment, waits for as long`,
    fix: `call \`${name}\` before the lock is taken, and hold it for the state alone`,
  };
}
