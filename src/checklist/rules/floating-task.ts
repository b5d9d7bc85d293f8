import type { Finding } from "../finding.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

const LOOP = "(?:get_event_loop|get_running_loop|new_event_loop)";
const STARTS_TASK = new RegExp(
  `^asyncio\\.(?:create_task|ensure_future|${LOOP}\\(\\)\\.create_task)$`,
);
const PYTHON_COROUTINE = /^asyncio\.(?:sleep|gather|wait|wait_for|to_thread|open_connection)$/;
const PROMISE =
  /^(?:fetch|node:fs\/promises\.\w+|node:timers\/promises\.\w+|node:stream\/promises\.\w+)$/;

export const floatingTask: Rule = {
  name: "floating-task",
  item: 3,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    const judge = file.language === "python" ? judgePython : judgeTypeScript;
    return file.all("call").flatMap((call) => judge(file, project, call) ?? []);
  },
};

function judgePython(file: SourceFile, project: Project, call: CallNode): Finding | undefined {
  const started = startsTask(file, call);
  if (started) {
    return isDropped(file, call)
      ? {
          node: call,
          message:
            "nothing keeps this task: the event loop holds it weakly, so it can be collected " +
            "before it ends, and its exception is lost",
          fix: "keep it in a set until it is done, or start it in an asyncio.TaskGroup",
        }
      : undefined;
  }
  if (usage(call).kind !== "discarded") return undefined;
  const meaning = file.meaning(call.callee) ?? "";
  const isCoroutine =
    PYTHON_COROUTINE.test(meaning) || isPlainCoroutine(project.target(file, call)?.fn);
  if (!isCoroutine) return undefined;
  const name = file.source(call.callee);
  return {
    node: call,
    message: `\`${name}\` only makes a coroutine here; without await it never runs`,
    fix: `write \`await ${name}(…)\``,
  };
}

/** A decorator may make anything else of an async function. */
const isPlainCoroutine = (fn: FunctionNode | undefined): boolean =>
  fn !== undefined && fn.isAsync && !fn.isGenerator && fn.decorators.length === 0;

function startsTask(file: SourceFile, { callee }: CallNode): boolean {
  if (STARTS_TASK.test(file.meaning(callee) ?? "")) return true;
  return (
    callee.kind === "member" &&
    callee.property === "create_task" &&
    /(?:^|[._])loop$/.test(file.source(callee.object))
  );
}

/** Thrown away, or given to a name that nobody reads. */
function isDropped(file: SourceFile, call: CallNode): boolean {
  const used = usage(call);
  if (used.kind === "discarded") return true;
  if (used.kind !== "assigned" || used.by.kind !== "assign") return false;
  const { target } = used.by;
  if (target.kind !== "name") return false;
  const binding = file.binding(target);
  return binding?.scope.kind === "function" && binding.references.length === binding.writes.length;
}

function judgeTypeScript(file: SourceFile, project: Project, call: CallNode): Finding | undefined {
  if (usage(call).kind !== "discarded") return undefined;
  const chained = chainOf(call);
  if (chained === "handled") return undefined;
  const isPromise = PROMISE.test(file.meaning(call.callee) ?? "");
  const target = project.target(file, call)?.fn;
  const isAsync = isPlainCoroutine(target);
  if (chained === undefined && !isPromise && !isAsync) return undefined;
  if (target !== undefined && isAsync && cannotReject(target.body)) return undefined;
  const name = file.source(call.callee).split("\n")[0] ?? "";
  return {
    node: call,
    message:
      `nobody waits for the promise of \`${name}\`: its rejection is unhandled, which ends a ` +
      "Node process, and what follows runs before it is done",
    fix: "await it, return it, or end it with .catch(…) that deals with the error",
    confidence: isPromise || isAsync ? "high" : "medium",
  };
}

/** How a discarded `x.then(…)` chain ends; undefined when the call is no such chain. */
function chainOf(call: CallNode): "handled" | "open" | undefined {
  const { callee, args } = call;
  if (callee.kind !== "member") return undefined;
  if (callee.property === "catch") return "handled";
  if (callee.property === "then") return args.length > 1 ? "handled" : "open";
  if (callee.property !== "finally") return undefined;
  return callee.object.kind === "call" ? (chainOf(callee.object) ?? "open") : undefined;
}

/** A body that is one try with a catch handles its own errors. */
function cannotReject(body: Node): boolean {
  if (body.kind !== "block") return false;
  return body.body.every(
    (statement) =>
      (statement.kind === "try" && statement.handlers.length > 0) || statement.kind === "return",
  );
}
