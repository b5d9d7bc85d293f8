import { reachableFrom } from "../facts/own-calls.js";
import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CallNode, ClassNode, FunctionNode } from "../ir/expression.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { argument } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const selfJoin: Rule = {
  name: "self-join",
  item: 12,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.mayPause && !file.text.includes("Thread")) return [];
    return file.all("class").flatMap((owner) =>
      runsOf(file, owner).flatMap((run) => {
        for (const fn of reachableFrom(file, run.fn, waitsForCall(run))) {
          const wait = [...below(fn.body)].find((node) => waitsFor(node, run));
          if (wait === undefined || asksWhoItIs(file, fn)) continue;
          if (!forgets(run, run.fn) && !forgets(run, fn, wait))
            return [finding(file, run, fn, wait)];
        }
        return [];
      }),
    );
  },
};

/** A field that keeps the task, promise or thread in which a method of the class runs. */
interface Run {
  field: string;
  fn: FunctionNode;
  kind: "task" | "promise" | "thread";
  /** Where it is started, or the class that is a thread itself. */
  by: Node;
}

function runsOf(file: SourceFile, owner: ClassNode): Run[] {
  const found: Run[] = [];
  const run = methodNamed(owner, "run");
  if (run && owner.bases.some((base) => file.meaning(base) === "threading.Thread")) {
    found.push({ field: "this", fn: run, kind: "thread", by: owner });
  }
  for (const by of below(owner, true)) {
    if (by.kind !== "assign" || by.target.kind !== "member" || by.value?.kind !== "call") continue;
    const { object, property } = by.target;
    if (object.kind !== "name" || object.name !== "this") continue;
    const started = startedBy(file, by.value);
    const method = started && methodNamed(owner, started.method);
    if (started && method)
      found.push({ field: `this.${property}`, fn: method, kind: started.kind, by });
  }
  return found;
}

function startedBy(
  file: SourceFile,
  call: CallNode,
): { method: string; kind: Run["kind"] } | undefined {
  if (file.language === "typescript") {
    const method = ownMethod(call.callee);
    return method === undefined ? undefined : { method, kind: "promise" };
  }
  const name = dotted(call.callee) ?? "";
  if (/(?:create_task|ensure_future)$/.test(name)) {
    const work = argument(call, 0, "coro");
    const method = work?.kind === "call" ? ownMethod(work.callee) : undefined;
    return method === undefined ? undefined : { method, kind: "task" };
  }
  if (file.meaning(call.callee) !== "threading.Thread") return undefined;
  const target = argument(call, 1, "target");
  const method = target && ownMethod(target);
  return method === undefined ? undefined : { method, kind: "thread" };
}

const ownMethod = (node: Node): string | undefined =>
  node.kind === "member" && node.object.kind === "name" && node.object.name === "this"
    ? node.property
    : undefined;

function methodNamed(owner: ClassNode, name: string): FunctionNode | undefined {
  const member = owner.members.find((one) => one.kind === "function" && one.name === name);
  return member?.kind === "function" ? member : undefined;
}

/** Work that is only started on the way goes on by itself: nobody there waits for its end. */
const waitsForCall =
  ({ kind }: Run) =>
  (call: CallNode): boolean => {
    if (kind === "thread") return true;
    const { kind: how, by } = usage(call);
    if (how === "discarded" || how === "voided") return false;
    const isStarted = how === "argument" && by.kind === "call";
    return !(
      isStarted && /(?:create_task|ensure_future|start_soon)$/.test(dotted(by.callee) ?? "")
    );
  };

function waitsFor(node: Node, { field, kind, fn }: Run): boolean {
  if (kind === "thread") {
    return node.kind === "call" && dotted(node.callee) === `${field}.join`;
  }
  if (node.kind !== "await" || (kind === "promise" && !fn.isAsync)) return false;
  const { value } = node;
  if (dotted(value) === field) return true;
  if (
    value.kind !== "call" ||
    !/(?:gather|wait|wait_for|allSettled|all)$/.test(dotted(value.callee) ?? "")
  ) {
    return false;
  }
  return [...below(value)].some((part) => dotted(part) === field);
}

/** `this.task = undefined` on the way there: nothing is left to wait for. */
const forgets = ({ field, by }: Run, fn: FunctionNode, before?: Node): boolean =>
  [...below(fn.body)].some(
    (node) =>
      node.kind === "assign" &&
      node !== by &&
      (before === undefined || node.order < before.order) &&
      namesIn(node.target).includes(field),
  );

const namesIn = (target: Node): (string | undefined)[] =>
  target.kind === "list" ? target.children.map(dotted) : [dotted(target)];

const asksWhoItIs = (file: SourceFile, fn: FunctionNode): boolean =>
  /current_task|current_thread|get_ident/.test(file.source(fn));

function finding(file: SourceFile, run: Run, fn: FunctionNode, wait: Node): Finding {
  const { line } = file.position(run.by.start);
  const field = asWritten(file, run.field);
  const start = run.fn.name ?? "it";
  const end = {
    task: "a task that awaits itself raises RuntimeError",
    promise: "it waits for itself for ever",
    thread: "joining the current thread raises RuntimeError",
  }[run.kind];
  const by = fn === run.fn ? "it" : `\`${fn.name ?? ""}\`, which it calls,`;
  return {
    node: wait,
    message:
      `\`${field}\` runs \`${start}\` (line ${line}), ` +
      `and ${by} waits for \`${field}\`: ${end}`,
    fix:
      run.kind === "promise"
        ? `do not await \`${field}\` on the path from \`${start}\`; signal it and return`
        : `skip the wait when \`${field}\` is the current ${run.kind}`,
  };
}
