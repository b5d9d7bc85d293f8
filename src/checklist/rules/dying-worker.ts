import { startsTask } from "../facts/tasks.js";
import type { Finding } from "../finding.js";
import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const dyingWorker: Rule = {
  name: "dying-worker",
  item: 4,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    // Who is told when a task ends can start another.
    if (/add_done_callback|set_exception_handler/.test(file.text)) return [];
    const found = new Map<FunctionNode, Finding>();
    for (const call of file.callsNamed(/^(?:create_task|ensure_future)$/)) {
      if (!startsTask(file, call) || isWatched(file, call)) continue;
      const coroutine = call.args[0]?.value;
      const fn = coroutine?.kind === "call" ? file.target(coroutine) : undefined;
      const work = fn?.isAsync ? openWork(fn) : undefined;
      if (fn === undefined || work === undefined) continue;
      found.set(fn, {
        node: work,
        message:
          `the first error here ends \`${fn.name ?? "the worker"}\` for good, and nobody hears: ` +
          "whatever comes after it is never taken from the queue",
        fix: "catch and log the error of each item inside the loop",
      });
    }
    return [...found.values()];
  },
};

/** A local variable that is awaited, or tasks that are gathered. */
function isWatched(file: SourceFile, call: CallNode): boolean {
  const { kind, by } = usage(call);
  if (kind === "discarded") return false;
  if (kind === "assigned" && by.kind === "assign") {
    if (by.target.kind === "member") return isAwaitedField(file, by.target.property);
    if (by.target.kind !== "name") return true;
    const references = file.binding(by.target)?.references ?? [];
    return references.some(({ parent }) => parent?.kind === "await" || parent?.kind === "spread");
  }
  if (kind !== "element") return true;
  const fn = functionOf(call);
  return fn === undefined || !/\.join\(\)/.test(file.source(fn));
}

/** Awaited other than after its cancellation. */
const isAwaitedField = (file: SourceFile, name: string): boolean =>
  new RegExp(`(?:await|gather\\(|wait\\()[^\\n]*self\\.${name}\\b`).test(file.text) &&
  !new RegExp(`self\\.${name}\\.cancel\\(`).test(file.text);

/** What the loop does with each item, when no handler stands around it. */
function openWork(fn: FunctionNode): Node | undefined {
  for (const loop of below(fn.body)) {
    if (loop.kind !== "loop" || loop.form !== "while") continue;
    const get = [...below(loop.body)].find(isTake);
    if (get === undefined || isCaught(loop, fn)) continue;
    const work = [...below(loop.body)].find(
      (node) => node.kind === "await" && node.order > get.order && isWork(node, loop, fn),
    );
    if (work !== undefined) return work;
  }
  return undefined;
}

/** `await queue.get()`. */
const isTake = (node: Node): boolean =>
  node.kind === "await" &&
  node.value.kind === "call" &&
  node.value.callee.kind === "member" &&
  node.value.callee.property === "get" &&
  /queue|(?:^|\.|_)q$|inbox|mailbox|jobs|tasks|buffer/i.test(
    dotted(node.value.callee.object) ?? "",
  );

const isWork = (node: Node, loop: LoopNode, fn: FunctionNode): boolean =>
  node.kind === "await" &&
  isInside(node, loop) &&
  !isCaught(node, fn) &&
  !(
    node.value.kind === "call" &&
    /(?:^|\.)(?:sleep|join|wait)$/.test(dotted(node.value.callee) ?? "")
  );

function isCaught(node: Node, fn: FunctionNode): boolean {
  let from = node;
  for (const around of ancestors(node)) {
    if (around === fn) return false;
    if (around.kind === "try" && around.body === from && around.handlers.length > 0) {
      const isBroad = around.handlers.some(
        ({ types }) =>
          types.length === 0 || types.some((type) => dotted(type)?.endsWith("Exception") === true),
      );
      if (isBroad) return true;
    }
    from = around;
  }
  return false;
}
