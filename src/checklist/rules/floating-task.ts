import { isAwaitedElsewhere } from "../facts/awaited-calls.js";
import { chainOf, startOfChain } from "../facts/chains.js";
import { discarded } from "../facts/discarded.js";
import { losesNothing } from "../facts/harmless-promises.js";
import { mayReject } from "../facts/may-reject.js";
import { neverRuns } from "../facts/never-runs.js";
import { isPromise, makesPromises } from "../facts/promises.js";
import { droppedTasks, isUnread, type DroppedTask } from "../facts/tasks.js";
import type { Confidence, Finding } from "../finding.js";
import { functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { mayFollow } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

export const floatingTask: Rule = {
  name: "floating-task",
  item: 3,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    const judge = file.language === "python" ? judgeCoroutine : judgePromise;
    const dropped =
      file.language === "python" ? [...discarded(file), ...unread(file)] : discarded(file);
    const found = dropped.flatMap((node) => judge(file, project, node) ?? []);
    if (file.language !== "python") return found.filter(({ node }) => !neverRuns(node));
    const tasks = droppedTasks(file).map((task) => judgeTask(file, task));
    return [...tasks, ...found, ...onlyTested(file)].filter(({ node }) => !neverRuns(node));
  },
};

const TASK: Record<DroppedTask["how"], string> = {
  held: "the task is kept only until this function ends, and its exception is lost",
  gone:
    "nothing keeps this task: the event loop holds it weakly, so it can be collected " +
    "before it ends, and its exception is lost",
  watched:
    "a done callback does not keep this task: the event loop holds it weakly, so it can be " +
    "collected before it ends, and the callback never runs",
};

/** `loop.create_task(main())`, and `loop.run_forever()` after it in the same function or module. */
const isBeforeLoop = (file: SourceFile, call: CallNode): boolean =>
  functionOf(call)?.isAsync !== true &&
  file
    .all("member")
    .some(
      (run) =>
        /^run_(?:forever|until_complete)$/.test(run.property) &&
        functionOf(run) === functionOf(call) &&
        run.order > call.order &&
        mayFollow(call, run),
    );

const judgeTask = (file: SourceFile, { call, how }: DroppedTask): Finding => ({
  node: call,
  message: TASK[how],
  fix: "keep it in a set until it is done, or start it in an asyncio.TaskGroup",
  // What is started before the loop runs is often all that the loop runs for.
  ...((how !== "gone" || isBeforeLoop(file, call)) && {
    level: "review" as const,
    confidence: "medium" as const,
  }),
});

/** `if iscoroutine(callback()):`: the test makes a coroutine of its own. */
const onlyTested = (file: SourceFile): Finding[] =>
  file.callsNamed(/^(?:iscoroutine|isawaitable)$/).flatMap((call) => {
    const made = call.args[0]?.value;
    if (made?.kind !== "call" || !/^(?:asyncio|inspect)\./.test(file.meaning(call.callee) ?? "")) {
      return [];
    }
    const name = file.head(made.callee);
    return [
      {
        node: made,
        message: `the coroutine that \`${name}\` makes for this test is dropped: it never runs`,
        fix: `keep what \`${name}(…)\` gives in a variable, test that, and await it`,
        level: "review" as const,
        confidence: "medium" as const,
      },
    ];
  });

/** A coroutine given to a local variable that nobody reads never runs either. */
const unread = (file: SourceFile): Node[] =>
  file
    .all("assign")
    .flatMap((node) => (node.value !== undefined && isUnread(file, node) ? [node.value] : []));

function judgeCoroutine(file: SourceFile, project: Project, node: Node): Finding | undefined {
  if (node.kind !== "call") return undefined;
  const isCertain = isPromise(file, project, node) || isAsyncEverywhere(file, project, node);
  const isLikely = !isCertain && functionOf(node)?.isAsync && isAwaitedElsewhere(file, node);
  if (!isCertain && !isLikely) return undefined;
  const name = file.head(node.callee);
  return {
    node,
    message: isCertain
      ? `\`${name}\` only makes a coroutine here; without await it never runs`
      : `\`${name}\` is awaited elsewhere in this file; without await its coroutine never runs`,
    fix: `write \`await ${name}(…)\``,
    confidence: isCertain ? "high" : "medium",
    // By its name alone it may be another class's method.
    ...(!isCertain && { level: "review" as const }),
  };
}

/** `aclose()` and `wait_closed()` are coroutines in every library that has them. */
function isAsyncEverywhere(file: SourceFile, project: Project, call: CallNode): boolean {
  const { callee, args } = call;
  return (
    callee.kind === "member" &&
    /^(?:aclose|wait_closed)$/.test(callee.property) &&
    args.length === 0 &&
    project.target(file, call) === undefined
  );
}

function judgePromise(file: SourceFile, project: Project, node: Node): Finding | undefined {
  const confidence = floats(file, project, node);
  if (confidence === undefined) return undefined;
  if (node.kind === "call" && losesNothing(file, project, node)) return undefined;
  const start = startOfChain(node);
  const target = start.kind === "call" ? project.target(file, start) : undefined;
  const isSafe = target !== undefined && start === node && !mayReject(project, target);
  const name = file.head(start.kind === "call" ? start.callee : start);
  return {
    node,
    message:
      `nobody waits for the promise of \`${name}\`: its rejection is unhandled, which ends a ` +
      "Node process, and what follows runs before it is done",
    fix: "await it, return it, or end it with .catch(…) that deals with the error",
    confidence: isSafe ? "medium" : confidence,
    ...((isSafe || confidence !== "high") && { level: "review" as const }),
  };
}

/** How sure it is that a discarded value is a promise that nobody handles. */
function floats(file: SourceFile, project: Project, node: Node): Confidence | undefined {
  const call = node.kind === "call" ? node : undefined;
  const chain = call && chainOf(call);
  const start = startOfChain(node);
  if (isPromise(file, project, start)) {
    // A rejection that is thrown away where it is made may be there to be unhandled.
    const isMeant = functionOf(node) === undefined || file.meaning(start) === "Promise.reject()";
    if (chain === undefined) return isMeant ? "medium" : "high";
    return isSettled(file, start) ? "medium" : "high";
  }
  if (call === undefined) return undefined;
  if (chain === "open") return isOwnThenable(file, start) ? undefined : openChain(call);
  if (makesPromises(file, project, call)) return "high";
  return functionOf(call)?.isAsync && isAwaitedElsewhere(file, call) ? "medium" : undefined;
}

/** `Promise.resolve().then(…)` is often meant to run something a little later. */
const isSettled = (file: SourceFile, start: Node): boolean =>
  /^Promise\.(?:resolve|allSettled)\(\)$/.test(file.meaning(start) ?? "");

/** After a `catch` that takes the errors, only what follows it can fail. */
const openChain = ({ callee }: CallNode): Confidence =>
  callee.kind === "member" && callee.object.kind === "call" && chainOf(callee.object) === "handled"
    ? "low"
    : "medium";

/** An object of a class of this file that has its own `then`. */
const isOwnThenable = (file: SourceFile, node: Node): boolean =>
  file.instanceOf(node)?.members.some((one) => one.kind === "function" && one.name === "then") ??
  false;
