import { isBounded } from "../facts/inputs.js";
import { limitsItself, runsThroughLimiter } from "../facts/limiters.js";
import { isScarce } from "../facts/outbound.js";
import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

const ALL_AT_ONCE =
  /^(?:Promise\.(?:all|allSettled|any|race)|asyncio\.(?:gather|wait|as_completed))$/;

export const unboundedFanOut: Rule = {
  name: "unbounded-fan-out",
  item: 2,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    return file.all("call").flatMap((call) => {
      const meaning = file.meaning(call.callee);
      const first = call.args[0];
      if (meaning === undefined || first === undefined || !ALL_AT_ONCE.test(meaning)) return [];
      if (meaning === "asyncio.gather" && first.spread === undefined) return [];
      const fanOut = startedBy(file, first.value, 0);
      if (fanOut === undefined || isBounded(file, fanOut.source)) return [];
      return judge(file, project, call, fanOut);
    });
  },
};

/** One task for each element of a source. */
interface FanOut {
  source: Node;
  /** What is started for one element. */
  task: Node;
}

/** Sees through variables, spreads and list(): what makes the tasks that are waited for. */
function startedBy(file: SourceFile, node: Node, depth: number): FanOut | undefined {
  if (depth > 4) return undefined;
  switch (node.kind) {
    case "name": {
      const value = soleValue(file.binding(node));
      return value && startedBy(file, value, depth + 1);
    }
    case "spread":
      return startedBy(file, node.value, depth + 1);
    case "list":
      return node.elements.length === 1 && node.elements[0]?.kind === "spread"
        ? startedBy(file, node.elements[0], depth + 1)
        : undefined;
    case "comprehension": {
      const [clause] = node.clauses;
      return clause && { source: clause.source, task: node.element };
    }
    case "call":
      return startedByCall(file, node);
    default:
      return undefined;
  }
}

function startedByCall(file: SourceFile, { callee, args }: CallNode): FanOut | undefined {
  const meaning = file.meaning(callee);
  const [first, second] = args;
  if (meaning === "map" && first && second) return { source: second.value, task: first.value };
  if (meaning === "Array.from" && first && second)
    return { source: first.value, task: second.value };
  if (callee.kind !== "member" || !/^(?:map|flatMap)$/.test(callee.property)) return undefined;
  return first && { source: callee.object, task: first.value };
}

function judge(file: SourceFile, project: Project, call: CallNode, fanOut: FanOut): Finding[] {
  const { source, task } = fanOut;
  const body = task.kind === "function" ? task.body : task;
  const starts = [body, ...below(body)].filter((node) => node.kind === "call");
  if (starts.some(runsThroughLimiter)) return [];
  const targets = starts.flatMap((start) => project.target(file, start) ?? []);
  if (task.kind === "function" && limitsItself(task)) return [];
  if (targets.some(({ fn }) => limitsItself(fn))) return [];
  const isSure =
    starts.some((start) => isScarce(file.meaning(start.callee) ?? "")) ||
    targets.some(({ file: where, fn }) =>
      [...below(fn)].some(
        (node) => node.kind === "call" && isScarce(where.meaning(node.callee) ?? ""),
      ),
    );
  const input = file.source(source);
  return [
    {
      node: call,
      message:
        `starts one task for every element of \`${input}\` at once: ` +
        "as many connections, files and pending results as there are elements",
      fix: repair(file, input),
      confidence: isSure ? "high" : "medium",
    },
  ];
}

function repair(file: SourceFile, input: string): string {
  return file.language === "python"
    ? `acquire a shared asyncio.Semaphore(n) inside the task, or take \`${input}\` in batches`
    : `map \`${input}\` with a limit, for example p-limit or p-map with { concurrency: n }`;
}
