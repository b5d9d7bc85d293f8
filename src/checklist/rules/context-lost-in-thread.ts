import { threadRuns, type ThreadRun } from "../facts/threads.js";
import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode, NameNode } from "../ir/expression.js";
import { argument } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** Calls of calls are followed this far. */
const STEPS_MAX = 2;
const KEEPS_CONTEXT = /\.to_thread(?:\.run_sync)?$/;

export const contextLostInThread: Rule = {
  name: "context-lost-in-thread",
  item: 6,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("ContextVar(")) return [];
    return threadRuns(file).flatMap((run) => judge(file, run));
  },
};

function judge(file: SourceFile, { fn, by }: ThreadRun): Finding[] {
  // `to_thread` copies the context, and so does whoever starts the work in a copy.
  if (KEEPS_CONTEXT.test(file.meaning(by.callee) ?? "")) return [];
  if (/copy_context|\bcontext=/.test(file.source(by))) return [];
  const read = readIn(file, fn, 0);
  if (read === undefined) return [];
  const name = file.source(read);
  return [
    {
      node: by,
      message:
        `\`${name}\` is read in line ${file.position(read.start).line}, in a thread that does ` +
        "not get the context of this call: it finds the default, or raises LookupError",
      fix: "use `asyncio.to_thread`, or run it in `contextvars.copy_context().run`",
    },
  ];
}

/** The context variable that the function, or what it calls here, reads before it sets it. */
function readIn(file: SourceFile, fn: FunctionNode, steps: number): NameNode | undefined {
  const calls = [...below(fn.body)].filter((node): node is CallNode => node.kind === "call");
  const set = new Set<string>();
  for (const call of calls.toSorted((one, two) => one.order - two.order)) {
    const { callee } = call;
    const variable = callee.kind === "member" && callee.object.kind === "name" && callee.object;
    if (variable && callee.kind === "member" && isContextVariable(file, variable)) {
      if (callee.property === "set") set.add(variable.name);
      // Whoever gives a default has thought of its absence.
      const isBare = argument(call, 0, "default") === undefined;
      if (callee.property === "get" && isBare && !set.has(variable.name)) return variable;
    }
    const next = steps < STEPS_MAX ? file.target(call) : undefined;
    const found = next && next !== fn ? readIn(file, next, steps + 1) : undefined;
    if (found !== undefined && !set.has(found.name)) return found;
  }
  return undefined;
}

const isContextVariable = (file: SourceFile, name: NameNode): boolean =>
  /^contextvars\.ContextVar\(\)$/.test(file.meaning(name) ?? "");
