import { mentionsLocks } from "../facts/held-locks.js";
import type { Finding } from "../finding.js";
import { below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { isWait, pauses } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

const THREAD_LOCK =
  /^(?:threading|multiprocessing)\.(?:R?Lock|Condition|(?:Bounded)?Semaphore)\(\)$/;
const LOCK_NAME = /(?:^|[._])(?:r?lock|mutex)$/i;

export const threadLockAcrossAwait: Rule = {
  name: "thread-lock-across-await",
  item: 12,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return mentionsLocks(file) ? [...entered(file), ...takenByHand(file)] : [];
  },
};

/** `with lock:` around an await; asyncio's locks can only be entered with `async with`. */
function entered(file: SourceFile): Finding[] {
  return file.all("with").flatMap((node) => {
    const fn = functionOf(node);
    if (node.isAsync || fn === undefined || !fn.isAsync) return [];
    const lock = node.items.find(({ context }) => isThreadLock(file, context))?.context;
    const wait = [...below(node.body)].find(isWait);
    return lock === undefined || wait === undefined ? [] : [finding(file, node, lock, wait)];
  });
}

/** `lock.acquire()` that is not awaited, then an await, then `lock.release()`. */
function takenByHand(file: SourceFile): Finding[] {
  return file.callsNamed(/^acquire$/).flatMap((call) => {
    const lock = lockOf(call, "acquire");
    const fn = functionOf(call);
    if (lock === undefined || fn === undefined || !fn.isAsync) return [];
    if (usage(call).kind !== "discarded" || !isThreadLock(file, lock)) return [];
    const name = dotted(lock);
    const release = file
      .all("call")
      .find(
        (other) =>
          isInside(other, fn) &&
          other.order > call.order &&
          name === dotted(lockOf(other, "release") ?? other),
      );
    const wait = pauses(fn).find(
      ({ order }) => order > call.order && (release === undefined || order < release.order),
    );
    return release === undefined || wait === undefined ? [] : [finding(file, call, lock, wait)];
  });
}

const lockOf = ({ callee }: CallNode, method: string): Node | undefined =>
  callee.kind === "member" && callee.property === method ? callee.object : undefined;

function isThreadLock(file: SourceFile, lock: Node): boolean {
  const made = file.meaning(lock);
  if (made !== undefined && THREAD_LOCK.test(made)) return true;
  if (/^(?:asyncio|anyio|trio|aio\w+)\./.test(made ?? "")) return false;
  const [, made_ = "Lock"] = /(?:^|\.)_*([A-Z]\w*)\(\)$/.exec(made ?? "") ?? [];
  if (!/lock|mutex|semaphore|condition/i.test(made_)) return false;
  return lock.kind !== "call" && LOCK_NAME.test(dotted(lock) ?? "");
}

function finding(file: SourceFile, node: Node, lock: Node, wait: Node): Finding {
  const name = file.source(lock);
  const { line } = file.position(wait.start);
  return {
    node,
    message:
      `\`${name}\` stays locked while line ${line} waits: the next task that wants it blocks the ` +
      "whole event loop, and then the holder can never go on",
    fix: `make \`${name}\` an \`asyncio.Lock\` and write \`async with ${name}:\``,
  };
}
