import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import { isWait } from "../ir/flow.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Project } from "../project.js";
import { isNetwork } from "../facts/outbound.js";
import type { Rule } from "../rule.js";

const LIMITER = /(?:Semaphore|CapacityLimiter|AsyncLimiter)\(\)$/;
const LIMITER_NAME = /(?:^|[._])(?:sem|semaphore|limiter|throttle\w*)$/i;
const STARTS =
  /^(?:asyncio\.(?:create_task|ensure_future)|(?:\w+(?:\(\))?\.)*(?:create_task|start_soon))$/;
/** Limiters that take the function, to call it when there is room. */
const TAKES_FUNCTION = /^(?:p-limit\(\)|p-queue\(\)\.add|bottleneck\(\)\.schedule)$/;

export const limitReleasedEarly: Rule = {
  name: "limit-released-early",
  item: 2,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    return file.language === "python" ? startedInside(file) : startedBefore(file, project);
  },
};

/** `async with semaphore: create_task(work())`: the task outlives the place it was given. */
function startedInside(file: SourceFile): Finding[] {
  return file.all("with").flatMap(({ items, body }) => {
    const limiter = items.find(({ context }) => isLimiter(file, context));
    if (limiter === undefined || waits(body)) return [];
    const start = [...below(body)].find(
      (node): node is CallNode => node.kind === "call" && startsTask(file, node),
    );
    if (start === undefined) return [];
    const name = file.source(limiter.context);
    return [
      {
        node: start,
        message:
          `\`${name}\` is given back as soon as the task is started: the task itself runs ` +
          "without a limit",
        fix: `enter \`${name}\` inside the task, around its work`,
      },
    ];
  });
}

/** `limit(work())`: the work runs before the limiter hears of it. */
function startedBefore(file: SourceFile, project: Project): Finding[] {
  return file.callsOf(TAKES_FUNCTION).flatMap((call): Finding[] => {
    const [first] = call.args;
    if (first === undefined || !TAKES_FUNCTION.test(file.meaning(call.callee) ?? "")) return [];
    const name = file.source(call.callee);
    const { value } = first;
    if (value.kind === "call" && runsNow(file, project, value)) {
      return [
        {
          node: value,
          message:
            `\`${file.source(value)}\` runs before \`${name}\` is called: the limiter gets its ` +
            "promise, when there is nothing left to limit",
          fix: `pass a function: \`() => ${file.source(value)}\``,
        },
      ];
    }
    const forgotten =
      value.kind === "function" ? forgottenIn(file, project, value.body) : undefined;
    if (forgotten === undefined) return [];
    return [
      {
        node: forgotten,
        message:
          `nobody waits for \`${file.source(forgotten)}\` here: \`${name}\` takes the task for ` +
          "done when the function returns, and lets the next one in",
        fix: `return the promise: \`return ${file.source(forgotten)}\``,
      },
    ];
  });
}

/** A call that certainly gives a promise. */
function runsNow(file: SourceFile, project: Project, call: CallNode): boolean {
  const target = project.target(file, call);
  return target?.fn.isAsync === true || isNetwork(file.meaning(call.callee) ?? "");
}

/** The work of a callback that neither awaits nor returns anything. */
function forgottenIn(file: SourceFile, project: Project, body: Node): CallNode | undefined {
  if (body.kind !== "block") return undefined;
  const nodes = [...below(body)];
  if (nodes.some(({ kind }) => /^(?:await|return|yield|throw)$/.test(kind))) return undefined;
  return nodes.find(
    (node): node is CallNode =>
      node.kind === "call" &&
      runsNow(file, project, node) &&
      /^(?:discarded|voided|object)$/.test(usage(node).kind),
  );
}

const isLimiter = (file: SourceFile, context: Node): boolean =>
  LIMITER.test(file.meaning(context) ?? "") || LIMITER_NAME.test(dotted(context) ?? "");

function startsTask(file: SourceFile, { callee }: CallNode): boolean {
  const name = file.meaning(callee) ?? (callee.kind === "member" ? callee.property : "");
  return STARTS.test(name);
}

const waits = (body: Node): boolean => [...below(body)].some(isWait);
