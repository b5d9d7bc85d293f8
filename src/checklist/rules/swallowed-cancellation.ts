import type { Confidence, Finding } from "../finding.js";
import { below, functionOf, loopsAround } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { CatchNode, Node, TryNode } from "../ir/node.js";
import { outcomes, type Outcome } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const CANCELLED =
  /^(?:asyncio\.(?:\w+\.)?CancelledError|trio\.Cancelled|anyio\.get_cancelled_exc_class\(\))$/;

export const swallowedCancellation: Rule = {
  name: "swallowed-cancellation",
  item: 5,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    return file.all("try").flatMap((node) => judge(file, node) ?? []);
  },
};

/** Only the first handler that takes the cancellation ever sees it. */
function judge(file: SourceFile, node: TryNode): Finding | undefined {
  for (const handler of node.handlers) {
    const at = cancellationOf(file, handler);
    if (at === undefined) continue;
    const names = new Set(handler.binding === undefined ? [] : [handler.binding]);
    const ways = outcomes(handler.body, names);
    if ([...ways].every((way) => way === "rethrows")) return undefined;
    if (isOwnCancel(file, node) || handsOn(file, handler)) return undefined;
    return report(file, node, at, ways);
  }
  return undefined;
}

/** The type by which a handler takes cancellations; the handler itself when it is bare. */
function cancellationOf(file: SourceFile, handler: CatchNode): Node | undefined {
  if (handler.types.length === 0) return functionOf(handler)?.isAsync ? handler : undefined;
  const types = handler.types.flatMap((type) => (type.kind === "list" ? type.elements : [type]));
  return types.find((type) => {
    const meaning = file.meaning(type) ?? "";
    return meaning === "BaseException" || CANCELLED.test(meaning);
  });
}

function report(
  file: SourceFile,
  node: TryNode,
  at: Node,
  ways: ReadonlySet<Outcome>,
): Finding | undefined {
  const fn = functionOf(node);
  const isExplicit = CANCELLED.test(file.meaning(at) ?? "");
  // A synchronous function never waits, so that nothing can be cancelled in it.
  if (!fn?.isAsync) {
    return isExplicit ? undefined : { node: at, ...swallowsAll(ways), confidence: "low" };
  }
  if (![...below(node.body)].some(isWait))
    return { node: at, ...swallows(ways), confidence: "low" };
  return { node: at, ...swallows(ways), confidence: confidenceOf(node, fn, ways, isExplicit) };
}

const isWait = ({ kind }: Node): boolean => kind === "await" || kind === "with" || kind === "loop";

function confidenceOf(
  node: TryNode,
  fn: FunctionNode,
  ways: ReadonlySet<Outcome>,
  isExplicit: boolean,
): Confidence {
  const goesOn = ways.has("falls") && loopsAround(node).some((loop) => loop.form !== "each");
  if (goesOn) return "high";
  // A task whose whole work is the try only ends a little too quietly.
  const isLast = fn.body.kind === "block" && fn.body.body.at(-1) === node;
  return isLast && isExplicit ? "low" : "medium";
}

function swallows(ways: ReadonlySet<Outcome>): { message: string; fix: string } {
  const becomes = ways.has("falls") || ways.has("jumps") ? "goes on" : becomesOf(ways);
  return {
    message:
      `a cancellation ends here and the task ${becomes}: a timeout or TaskGroup that cancels it ` +
      "takes it for finished or waits for it",
    fix: "do the clean-up, then `raise` the same exception again",
  };
}

const becomesOf = (ways: ReadonlySet<Outcome>): string =>
  ways.has("returns") ? "returns as if it had succeeded" : "fails with another exception";

function swallowsAll(ways: ReadonlySet<Outcome>): { message: string; fix: string } {
  const how = ways.has("falls") || ways.has("jumps") ? "swallowed" : "turned into something else";
  return {
    message: `KeyboardInterrupt, SystemExit and cancellations are ${how} here`,
    fix: "catch Exception instead, or `raise` the same exception again",
  };
}

/** `task.cancel()` and then waiting for that task: the cancellation is the one it asked for. */
function isOwnCancel(file: SourceFile, node: TryNode): boolean {
  const fn = functionOf(node);
  const waited = [...below(node.body)].filter((one) => one.kind === "await");
  if (fn === undefined || waited.length !== 1) return false;
  const before = file.text.slice(fn.start, node.body.end);
  if (/\.uncancel\(\)/.test(file.source(fn))) return true;
  return waited.some((one) => {
    const text = file.source(one.value);
    const name = dotted(one.value);
    return /\.cancel\(/.test(before) && (name !== undefined || /gather|wait|shield/.test(text));
  });
}

/** The handler ends the program, or gives the exception to somebody who waits for it. */
function handsOn(file: SourceFile, handler: CatchNode): boolean {
  return [...below(handler.body)].some((node) => {
    if (node.kind !== "call") return false;
    if (/^(?:sys\.exit|os\._exit|exit|quit)$/.test(file.meaning(node.callee) ?? "")) return true;
    return node.callee.kind === "member" && HANDS_ON.test(node.callee.property);
  });
}

const HANDS_ON = /^(?:set_exception|throw|cancel|__aexit__|__exit__)$/;
