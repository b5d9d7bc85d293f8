import { ancestors, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const FUTURE = /(?:\.create_future|asyncio(?:\.futures)?\.Future)\(\)$/;
/** The code knows that a future may be over, or that it is a thread's. */
const GUARDS = /\.(?:done|cancelled)\(\)|InvalidStateError|set_running_or_notify_cancel|_safely\b/;
/** Code that cancels waits by itself. */
const BOUNDS = /\bwait_for\(|\btimeout(?:_at)?\(|\.cancel\(|move_on_after|fail_after/;
const TAKES_OUT = /^(?:pop|popleft|get|values|items|copy)$/;

export const unguardedSettle: Rule = {
  name: "unguarded-settle",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const settling = file.callsNamed(/^set_(?:result|exception)$/);
    if (settling.length === 0) return [];
    const containers = futureContainers(file);
    const confidence = BOUNDS.test(file.text) ? "medium" : "low";
    const seen = new Set<string>();
    return settling.flatMap((call) => {
      const { callee } = call;
      if (callee.kind !== "member" || !/^set_(?:result|exception)$/.test(callee.property)) {
        return [];
      }
      const isShared = isFutureField(file, callee.object);
      if (!isShared && !isFrom(file, callee.object, containers)) return [];
      if (isGuarded(file, call) || isMadeHere(file, call, callee.object)) return [];
      const where = `${functionOf(call)?.start}:${dotted(callee.object)}`;
      if (seen.has(where)) return [];
      seen.add(where);
      const name = dotted(callee.object)?.replace(/^this\./, "self.") ?? "the future";
      return [
        {
          node: call,
          message:
            `cancelling whoever awaits \`${name}\` cancels the future too: then this raises ` +
            "InvalidStateError here, in code that has nothing to do with the cancellation",
          fix: `ask first: \`if not ${name}.done():\``,
          confidence: isShared && !isAwaitedHere(file, callee.object) ? "low" : confidence,
        },
      ];
    });
  },
};

/** Somebody in this file waits for it, and so may be cancelled while waiting. */
function isAwaitedHere(file: SourceFile, future: Node): boolean {
  const path = dotted(future);
  return file.all("await").some(({ value }) => {
    if (dotted(value) === path) return true;
    return value.kind === "call" && value.args.some((given) => dotted(given.value) === path);
  });
}

/** `self.ready`, which `create_future()` was given to. */
function isFutureField(file: SourceFile, node: Node): boolean {
  return node.kind === "member" && FUTURE.test(file.meaning(node) ?? "");
}

/** Dicts and lists that futures are put into: `self.pending[key] = loop.create_future()`. */
function futureContainers(file: SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (container: Node, value: Node | undefined) => {
    const path = dotted(container);
    if (path === undefined || value === undefined) return;
    if (FUTURE.test(file.meaning(value) ?? "")) found.add(path);
  };
  for (const { target, value } of file.all("assign")) {
    if (target.kind === "index") add(target.object, value);
  }
  for (const { callee, args } of file.all("call")) {
    if (callee.kind !== "member") continue;
    if (/^(?:append|appendleft|add|setdefault)$/.test(callee.property)) {
      add(callee.object, args.at(-1)?.value);
    }
  }
  return found;
}

/** A future that was taken out of a container, or is the target of a loop over one. */
function isFrom(file: SourceFile, node: Node, containers: ReadonlySet<string>): boolean {
  if (node.kind === "index") return containers.has(dotted(node.object) ?? "");
  if (node.kind === "call") return isTakenOut(node, containers);
  if (node.kind !== "name") return false;
  return (file.binding(node)?.writes ?? []).some(
    ({ value, by }) =>
      (value?.kind === "call" && isTakenOut(value, containers)) ||
      (value?.kind === "index" && containers.has(dotted(value.object) ?? "")) ||
      (by.kind === "loop" && by.source !== undefined && isLoopOver(by.source, containers)),
  );
}

function isTakenOut({ callee }: CallNode, containers: ReadonlySet<string>): boolean {
  if (callee.kind !== "member" || !TAKES_OUT.test(callee.property)) return false;
  return containers.has(dotted(callee.object) ?? "");
}

function isLoopOver(source: Node, containers: ReadonlySet<string>): boolean {
  if (containers.has(dotted(source) ?? "")) return true;
  if (source.kind !== "call") return false;
  const [first] = source.args;
  return (
    isTakenOut(source, containers) || (first !== undefined && isLoopOver(first.value, containers))
  );
}

/** Nobody waits yet for a future that this function has just made. */
function isMadeHere(file: SourceFile, call: CallNode, future: Node): boolean {
  const path = dotted(future);
  return file
    .all("assign")
    .some(
      ({ target, value, order }) =>
        order < call.order &&
        dotted(target) === path &&
        functionOf(target) === functionOf(call) &&
        FUTURE.test((value && file.meaning(value)) ?? ""),
    );
}

function isGuarded(file: SourceFile, call: CallNode): boolean {
  const fn = functionOf(call);
  if (fn !== undefined && GUARDS.test(file.source(fn))) return true;
  return [...ancestors(call)].some(
    (around) =>
      around.kind === "try" &&
      around.handlers.some(
        ({ types }) =>
          types.length === 0 || types.some((type) => file.source(type).endsWith("Exception")),
      ),
  );
}
