import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const pollLeftRunning: Rule = {
  name: "poll-left-running",
  item: 3,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("setInterval")) return [];
    return file.callsOf(/^setInterval$/).flatMap((call) => {
      const executor = functionOf(call);
      const timer =
        executor && isExecutor(file, executor) ? timerOf(file, call, executor) : undefined;
      if (executor === undefined || timer === undefined) return [];
      const clears = clearsOf(file, timer);
      const ends = settlements(file, executor).filter(({ order }) => order !== call.order);
      if (!ends.some((end) => stops(file, end, clears, executor))) return [];
      const missed = ends.filter((end) => !stops(file, end, clears, executor));
      return missed.map((end) => ({
        node: end,
        message:
          `this settles the promise, and \`${timer.name}\` goes on: it asks again for ever, and ` +
          "keeps the process awake",
        fix: `\`clearInterval(${timer.name})\` here too`,
      }));
    });
  },
};

/** `new Promise((resolve, reject) => …)`. */
function isExecutor(file: SourceFile, { parent, isAsync }: FunctionNode): boolean {
  return parent?.kind === "call" && parent.isNew && !isAsync && isPromiseOf(file, parent);
}

const isPromiseOf = (file: SourceFile, { callee }: CallNode): boolean =>
  file.meaning(callee) === "Promise";

/** The executor's own variable for it, which nothing outside can clear. */
function timerOf(file: SourceFile, call: CallNode, executor: FunctionNode): Binding | undefined {
  const { kind, by } = usage(call);
  if (kind !== "assigned" || by.kind !== "assign" || by.target.kind !== "name") return undefined;
  const binding = file.binding(by.target);
  return binding && functionOf(binding.declaration) === executor ? binding : undefined;
}

const clearsOf = (file: SourceFile, { references }: Binding): Node[] =>
  references.flatMap(({ parent }) =>
    parent?.kind === "call" && /^clear(?:Interval|Timeout)$/.test(file.meaning(parent.callee) ?? "")
      ? [parent]
      : [],
  );

/** Where an inner function calls `resolve` or `reject`. */
function settlements(file: SourceFile, executor: FunctionNode): CallNode[] {
  const names = new Set(executor.params.slice(0, 2).map(({ name }) => name));
  return [...below(executor.body, true)].filter(
    (node): node is CallNode =>
      node.kind === "call" &&
      node.callee.kind === "name" &&
      names.has(node.callee.name) &&
      file.binding(node.callee)?.kind === "parameter" &&
      functionOf(node) !== executor,
  );
}

/** Its function clears, or calls one of this file that does. */
function stops(
  file: SourceFile,
  end: CallNode,
  clears: readonly Node[],
  executor: FunctionNode,
): boolean {
  for (let fn = functionOf(end); fn !== undefined && fn !== executor; fn = functionOf(fn)) {
    const inside = [fn.body, ...below(fn.body, true)];
    if (inside.some((node) => clears.includes(node))) return true;
    const called = inside.flatMap((node) =>
      node.kind === "call" ? (file.target(node) ?? []) : [],
    );
    if (
      called.some(({ body }) => [body, ...below(body, true)].some((node) => clears.includes(node)))
    )
      return true;
  }
  return false;
}
