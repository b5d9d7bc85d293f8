import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import { chainOf } from "./chains.js";
import { discarded } from "./discarded.js";

/** What node:test gives back need not be awaited: the runner does. */
const RUNNER =
  /^node:test(?:\.(?:test|it|suite|describe|before|after|beforeEach|afterEach|skip|todo|only))*$/;

/** Whether nothing is lost when nobody waits for a call's promise. */
export function losesNothing(file: SourceFile, project: Project, call: CallNode): boolean {
  if (chainOf(call) === "handled") return true;
  const meaning = file.meaning(call.callee) ?? "";
  if (RUNNER.test(meaning)) return true;
  if (call.isNew) return meaning === "Promise" && isHarmlessExecutor(call.args[0]?.value);
  const target = project.target(file, call)?.fn;
  return target !== undefined && cannotReject(target);
}

/** Lines of statements that throw away such a call. */
export const harmlessLines = (file: SourceFile, project: Project): number[] =>
  file.language !== "typescript"
    ? []
    : discarded(file).flatMap((node) =>
        node.kind === "call" && losesNothing(file, project, node)
          ? [file.position(node.start).line]
          : [],
      );

/** An executor that neither rejects, throws nor returns: its promise has nothing to tell. */
function isHarmlessExecutor(executor: Node | undefined): boolean {
  if (executor?.kind !== "function" || executor.isAsync || executor.body.kind !== "block") {
    return false;
  }
  const reject = executor.params[1]?.name;
  for (const node of below(executor.body)) {
    if (node.kind === "throw" || (node.kind === "return" && node.value)) return false;
  }
  return ![...below(executor.body, true)].some(
    (node) => node.kind === "name" && node.name === reject,
  );
}

/** Whether a function deals with its own errors: all that can fail is in a `try`. */
export function cannotReject({ body }: FunctionNode): boolean {
  if (body.kind !== "block") return false;
  const attempts = body.body.filter(({ kind }) => kind === "try");
  return attempts.length > 0 && body.body.every(isSafe);
}

/** Calls before and after a `try` that throw only on a mistake in the program. */
const SETS_UP =
  /^(?:assert|ok|on|once|off|addListener|removeListener|addEventListener|removeEventListener)$/;

function isSafe(statement: Node): boolean {
  if (statement.kind === "try") {
    const [handler] = statement.handlers;
    if (handler === undefined) return false;
    return ![...below(handler.body)].some(({ kind }) => kind === "throw" || kind === "await");
  }
  if (statement.kind === "return" || statement.kind === "assign") {
    return ![...below(statement)].some(({ kind }) => kind === "await");
  }
  if (statement.kind === "function") return true;
  const call = statement.kind === "expression" ? statement.children[0] : undefined;
  if (call?.kind === "call") return SETS_UP.test(lastName(call.callee));
  return statement.kind === "if" && isPlain(statement);
}

const isPlain = (node: Node): boolean =>
  ![...below(node)].some(({ kind }) => kind === "await" || kind === "throw" || kind === "call");
