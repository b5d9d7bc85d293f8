import { classOf, functionOf, loopsAround } from "../ir/ancestors.js";
import type { CallNode, ClassNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const BACKLOG = /queue|backlog|buffer|inbox|outbox|mailbox/i;
/** One entry for each that waits: these are as many as there are callers. */
const WAITERS = /wait|resolv|acquir|lock|idle|free|listener|subscri|callback|promise/i;

export const unboundedBacklog: Rule = {
  name: "unbounded-backlog",
  item: 7,
  languages: ["typescript"],
  level: "review",
  confidence: "low",
  check(file) {
    if (file.callsNamed(/^shift$/).length === 0) return [];
    return [...callsByClass(file)].flatMap(([owner, calls]) => {
      const backlogs = new Set(calls.flatMap((call) => takenOneByOne(call) ?? []));
      return [...backlogs].flatMap((path) => {
        const put = calls.find((call) => puts(call, path));
        if (put === undefined || isWatched(file, owner, path)) return [];
        return [
          {
            node: put,
            message:
              `nothing stops \`${path}\` from growing: while what takes from it is slower than ` +
              "what comes in, memory is what runs out",
            fix: `refuse, drop or wait when \`${path}.length\` has reached a maximum`,
          },
        ];
      });
    });
  },
};

function callsByClass(file: SourceFile): ReadonlyMap<ClassNode, readonly CallNode[]> {
  const found = new Map<ClassNode, CallNode[]>();
  for (const call of file.all("call")) {
    const owner = classOf(call);
    if (owner === undefined) continue;
    const calls = found.get(owner) ?? [];
    if (calls.length === 0) found.set(owner, calls);
    calls.push(call);
  }
  return found;
}

/** `this.queue.shift()` in a loop or in an async function. */
function takenOneByOne(call: CallNode): string | undefined {
  if (call.callee.kind !== "member" || call.callee.property !== "shift") return undefined;
  const path = dotted(call.callee.object);
  const takes = loopsAround(call).length > 0 || functionOf(call)?.isAsync === true;
  const isBacklog = path?.startsWith("this.") === true && BACKLOG.test(path);
  return takes && isBacklog && !WAITERS.test(path) ? path : undefined;
}

/** A method other than the constructor adds what it was given. */
function puts(call: CallNode, path: string): boolean {
  if (call.callee.kind !== "member" || call.callee.property !== "push") return false;
  const fn = functionOf(call);
  const given = call.args[0]?.value;
  if (dotted(call.callee.object) !== path || fn === undefined || given === undefined) return false;
  return fn.method !== "constructor" && !holdsSettler(given);
}

/** `{ task, resolve, reject }`: whoever put it waits for it. */
const holdsSettler = (node: Node): boolean =>
  node.kind === "object" &&
  node.entries.some(({ key }) => /resolve|reject|deferred|callback|cb/i.test(key ?? ""));

/** Somebody compares its length, or passes it on to what may. */
function isWatched(file: SourceFile, owner: ClassNode, path: string): boolean {
  const length = `${path.replaceAll(/[.$#]/g, "\\$&")}\\??\\.length`;
  const before = `${length}\\s*(?:>=?|<|[!=]==?)\\s*(?!0\\b)[\\w.#]`;
  const behind = `[\\w.]\\s*(?:<=?|>)\\s*${length}`;
  return new RegExp(`${before}|${behind}`).test(file.source(owner));
}
