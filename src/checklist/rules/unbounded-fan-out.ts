import { fanOuts, type FanOut } from "../facts/fan-out.js";
import { isBounded } from "../facts/inputs.js";
import { isHeld, limitsItself, runsThroughLimiter } from "../facts/limiters.js";
import { isScarce } from "../facts/outbound.js";
import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { lastName } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Located, Project } from "../project.js";
import type { Rule } from "../rule.js";

/** Gives back what is held already, or works on what this process has in memory. */
const COSTS_LITTLE = new RegExp(
  "^_*(?:async_)?(?:close|disconnect|release|stop|end|destroy|terminate|dispose|shut_?down|" +
    "cancel|abort|quit|kill|aclose|wait|join|cleanup|teardown|flush|finish|start|init|" +
    "initialize|ready|emit|notify|dispatch|subscribe|unsubscribe|register|unregister|" +
    "decrypt|encrypt)(?=[A-Z_]|$)",
);
const LISTENS = /^(?:on|once|addListener|addEventListener|setTimeout|resolve|reject)$/;

export const unboundedFanOut: Rule = {
  name: "unbounded-fan-out",
  item: 2,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    return fanOuts(file)
      .filter(({ source }) => !isBounded(file, source))
      .flatMap((fanOut) => judge(file, project, fanOut));
  },
};

function judge(file: SourceFile, project: Project, { at, source, task }: FanOut): Finding[] {
  const starts = callsOf(task);
  if (starts.some((start) => runsThroughLimiter(file, start)) || isHeld(file, at)) return [];
  if (task.kind === "function" && limitsItself(file, task)) return [];
  const targets = [
    ...starts.flatMap((start) => project.target(file, start) ?? []),
    ...named(file, task),
  ];
  if (targets.some((target) => limitsItself(target.file, target.fn))) return [];
  const isSure =
    starts.some((start) => isScarceCall(file, start)) || targets.some(startsScarceCall);
  const isJoined = at.args.every(({ value }) => value !== task) || isOfGroup(file, at);
  if (!isSure && (!isJoined || !startsWork(task, starts))) return [];
  const input = file.source(source).replaceAll(/\s+/g, " ");
  return [
    {
      node: at,
      message:
        `starts one task for every element of \`${input}\` at once: ` +
        "as many connections, files and pending results as there are elements",
      fix: repair(file, input),
      ...(!isSure && { level: "review" as const, confidence: "medium" as const }),
    },
  ];
}

/** A task group waits for what it starts. */
const isOfGroup = (file: SourceFile, { callee }: CallNode): boolean =>
  /TaskGroup\(\)\.|open_nursery\(\)\./.test(file.meaning(callee) ?? "");

/** The calls that are made for one element. */
function callsOf(task: Node): CallNode[] {
  const body = task.kind === "function" ? task.body : task;
  return [body, ...below(body)].filter((node) => node.kind === "call");
}

/** `map(fetch, urls)` names the function that is called for one element. */
function named(file: SourceFile, task: Node): Located[] {
  const declaration = task.kind === "name" ? file.binding(task)?.declaration : undefined;
  return declaration?.kind === "function" ? [{ file, fn: declaration }] : [];
}

const isScarceCall = (file: SourceFile, { callee }: CallNode): boolean =>
  isScarce(file.meaning(callee) ?? "");

const startsScarceCall = ({ file, fn }: Located): boolean =>
  [...below(fn)].some((node) => node.kind === "call" && isScarceCall(file, node));

/** Something other than that, or than waiting for an event that comes anyway. */
function startsWork(task: Node, starts: readonly CallNode[]): boolean {
  if (task.kind === "name") return true;
  const promised = starts.filter((start) => /^(?:awaited|returned)$/.test(usage(start).kind));
  return (promised.length > 0 ? promised : starts).some((start) => {
    if (start.isNew && isPromise(start.callee)) return !waitsForEvent(start);
    const { callee } = start;
    return callee.kind !== "member" || !(COSTS_LITTLE.test(callee.property) || isWrapper(callee));
  });
}

const isPromise = (callee: Node): boolean => callee.kind === "name" && callee.name === "Promise";

/** `asyncio.ensure_future(…)` adds nothing to what it is given. */
const isWrapper = ({ property }: { property: string }): boolean =>
  /^(?:ensure_future|create_task)$/.test(property);

const waitsForEvent = (made: CallNode): boolean =>
  [...below(made, true)].every(
    (node) => node.kind !== "call" || LISTENS.test(lastName(node.callee)),
  );

function repair(file: SourceFile, input: string): string {
  return file.language === "python"
    ? `acquire a shared asyncio.Semaphore(n) inside the task, or take \`${input}\` in batches`
    : `map \`${input}\` with a limit, for example p-limit or p-map with { concurrency: n }`;
}
