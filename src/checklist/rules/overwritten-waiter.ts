import { conditions } from "../facts/conditions.js";
import { isSerialised } from "../facts/serialised.js";
import { belongsToOneTask } from "../facts/shared-state.js";
import { ancestors, below, functionOf } from "../ir/ancestors.js";
import type { AssignNode, CallNode, FunctionNode } from "../ir/expression.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { usage } from "../ir/usage.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const FUTURE = /(?:\.create_future|asyncio(?:\.futures)?\.Future)$/;

export const overwrittenWaiter: Rule = {
  name: "overwritten-waiter",
  item: 6,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (file.language === "python" && !file.isAsynchronous) return [];
    const kept = file.language === "python" ? keptFutures(file) : keptResolvers(file);
    return kept.flatMap(({ node, fn }) => {
      const path = dotted(node.target);
      if (path === undefined || !path.startsWith("this.")) return [];
      if (/^(?:constructor|__init__)$/.test(fn.method ?? fn.name ?? "") || fn.name === "__init__") {
        return [];
      }
      // A private method is called by code that knows whether somebody waits.
      if (/^[#_]/.test(fn.name ?? "") || belongsToOneTask(node)) return [];
      if (isSerialised(file, node)) return [];
      if (isLookedAt(file, path, fn) || isUnderLock(file, node)) return [];
      const shown = asWritten(file, path);
      return [
        {
          node,
          message:
            `a second caller that comes while the first waits overwrites \`${shown}\`: the first ` +
            "is never woken",
          fix: `refuse or join when \`${shown}\` is set already, or keep a list of waiters`,
        },
      ];
    });
  },
};

interface Kept {
  node: AssignNode;
  /** The method that waits. */
  fn: FunctionNode;
}

/** `return new Promise((resolve) => { this.resolve = resolve; })`. */
function keptResolvers(file: SourceFile): Kept[] {
  return file.callsOf(/^Promise$/).flatMap((call) => {
    const executor = call.args[0]?.value;
    const fn = functionOf(call);
    if (!call.isNew || file.meaning(call.callee) !== "Promise" || fn === undefined) return [];
    if (executor?.kind !== "function" || !/^(?:returned|awaited)$/.test(usage(call).kind))
      return [];
    const names = new Set(executor.params.map(({ name }) => name));
    return [...below(executor)].flatMap((node) =>
      node.kind === "assign" &&
      node.target.kind === "member" &&
      node.value !== undefined &&
      holds(node.value, names)
        ? [{ node, fn }]
        : [],
    );
  });
}

/** `resolve`, `{ resolve, reject }`. */
function holds(value: Node, names: ReadonlySet<string>): boolean {
  if (value.kind === "name") return names.has(value.name);
  return value.kind === "object" && value.entries.some((entry) => holds(entry.value, names));
}

/** `self.waiter = loop.create_future()`, and then `await self.waiter`. */
function keptFutures(file: SourceFile): Kept[] {
  return file.all("assign").flatMap((node) => {
    const { target, value } = node;
    const fn = functionOf(node);
    if (fn === undefined || !fn.isAsync || value === undefined) return [];
    if (target.kind !== "member" || !isFuture(file, value)) return [];
    const path = dotted(target);
    const local = value.kind === "name" ? value.name : undefined;
    const waits = [...below(fn.body)].some(
      (wait) =>
        wait.kind === "await" &&
        wait.order > node.order &&
        [wait.value, ...below(wait.value)].some((part) => {
          const name = dotted(part);
          return name !== undefined && (name === path || name === local);
        }),
    );
    return waits ? [{ node, fn }] : [];
  });
}

function isFuture(file: SourceFile, value: Node): boolean {
  if (value.kind === "call") return FUTURE.test(file.meaning(value.callee) ?? "") || isMaker(value);
  return /(?:\.create_future|asyncio(?:\.futures)?\.Future)\(\)$/.test(file.meaning(value) ?? "");
}

const isMaker = ({ callee }: CallNode): boolean =>
  callee.kind === "member" && callee.property === "create_future";

/** `async with timeout.enter(self.lock)`: a lock that is handed on. */
const isUnderLock = (file: SourceFile, node: Node): boolean =>
  [...ancestors(node)].some(
    (around) =>
      around.kind === "with" &&
      around.items.some(({ context }) => /lock|mutex|semaphore/i.test(file.source(context))),
  );

/** Whether the method asks for the waiter that may be there, or refuses in some state. */
function isLookedAt(file: SourceFile, path: string, fn: FunctionNode): boolean {
  const refuses = [...below(fn.body)].some(
    (node) => node.kind === "if" && node.consequent.children.some(({ kind }) => kind === "throw"),
  );
  if (refuses) return true;
  const owner = path.split(".").slice(0, 2).join(".");
  const asked = [...below(fn.body, true)].flatMap((node) => {
    const test =
      node.kind === "if" || node.kind === "conditional" || node.kind === "loop"
        ? node.test
        : undefined;
    return test === undefined ? [] : conditions(file, test, fn);
  });
  if (asked.some((one) => one.path === path || one.path.startsWith(owner))) return true;
  return [...below(fn.body, true)].some(
    (node) =>
      node.kind === "other" &&
      /assert/i.test(node.type) &&
      file.source(node).includes(owner.slice(5)),
  );
}
