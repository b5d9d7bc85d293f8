import { changesIn } from "../facts/changes.js";
import { conditions } from "../facts/conditions.js";
import { isSerialised } from "../facts/serialised.js";
import { below } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { firstPause, pauses } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

export const overlappingInterval: Rule = {
  name: "overlapping-interval",
  item: 2,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    return file.callsOf(/^(?:node:timers\.)?setInterval$/).flatMap((call) => {
      if (!/^(?:node:timers\.)?setInterval$/.test(file.meaning(call.callee) ?? "")) return [];
      const run = callbackOf(file, call.args[0]?.value, project);
      if (run === undefined || pauses(run).length === 0) return [];
      if (isSkippedWhileBusy(file, run) || isSerialised(file, run.body)) return [];
      return [
        {
          node: call,
          message:
            "the interval does not wait for its callback: when one run takes longer than the " +
            "period, the next begins beside it, and they pile up",
          ...(isRare(call.args[1]?.value) && {
            confidence: "low" as const,
          }),
          fix: "set the next `setTimeout` at the end of the run, or skip while one is running",
        },
      ];
    });
  },
};

/** A minute or more: hardly anything takes that long. */
const isRare = (period: Node | undefined): boolean =>
  period?.kind === "literal" && typeof period.value === "number" && period.value >= 60_000;

/** The async function that each tick runs: `async () => …`, `() => this.poll()`, `poll`. */
function callbackOf(
  file: SourceFile,
  given: Node | undefined,
  project: Project,
): FunctionNode | undefined {
  if (given?.kind === "name") {
    const declared = file.binding(given)?.declaration;
    return declared?.kind === "function" && declared.isAsync ? declared : undefined;
  }
  if (given?.kind !== "function") return undefined;
  if (given.isAsync) return given;
  const only = given.body.kind === "block" ? onlyStatement(given.body.children) : given.body;
  const call = only && callIn(only);
  const target = call && project.target(file, call);
  return target?.file === file && target.fn.isAsync ? target.fn : undefined;
}

const onlyStatement = (body: readonly Node[]): Node | undefined =>
  body.length === 1 ? body[0] : undefined;

/** `poll()`, `void poll()`, `poll().catch(…)`. */
function callIn(node: Node): Extract<Node, { kind: "call" }> | undefined {
  if (node.kind === "expression" || node.kind === "unary") return callIn(node.value);
  if (node.kind !== "call") return undefined;
  const { callee } = node;
  const isChain = callee.kind === "member" && /^(?:then|catch|finally)$/.test(callee.property);
  return isChain ? callIn(callee.object) : node;
}

/** `if (running) return; running = true;` before the first wait. */
function isSkippedWhileBusy(file: SourceFile, run: FunctionNode): boolean {
  const first = firstPause(run);
  const asked = new Set(
    [...below(run.body)].flatMap((node) =>
      node.kind === "if" && node.test.order < first
        ? conditions(file, node.test, run).map(({ path }) => path)
        : [],
    ),
  );
  return changesIn(file, run).some(({ path, node }) => asked.has(path) && node.order < first);
}
