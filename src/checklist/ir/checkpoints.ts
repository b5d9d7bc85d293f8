import { isEndless } from "./outcomes.js";
import type { LoopNode, Node, TryNode } from "./node.js";

/** How control may leave a piece of code before anything in it has been waited for. */
export type DryExit = "falls" | "returns" | "breaks" | "continues";

const FALLS: ReadonlySet<DryExit> = new Set(["falls"]);
const NONE: ReadonlySet<DryExit> = new Set();

/**
 * The ways through this code on which nothing is awaited, so that no other task runs and no
 * cancellation arrives; none when every way waits. Conditions are undecided, exceptions that a
 * call may throw are not counted, and a `yield` is a wait: it gives control away.
 */
export function dryExits(node: Node): ReadonlySet<DryExit> {
  switch (node.kind) {
    case "block":
      return inTurn(node.body);
    case "return":
      return node.value && waits(node.value) ? NONE : new Set(["returns"]);
    case "throw":
      return NONE;
    case "jump":
      return new Set([node.to === "break" ? "breaks" : "continues"]);
    case "if":
      return waits(node.test) ? NONE : union([node.consequent, node.otherwise]);
    case "loop":
      return ofLoop(node);
    case "try":
      return ofTry(node);
    case "with":
      if (node.isAsync || node.items.some(({ context }) => waits(context))) return NONE;
      return dryExits(node.body);
    case "switch": {
      if (waits(node.subject)) return NONE;
      return new Set([...FALLS, ...union(node.cases.map(({ body }) => body))]);
    }
    default:
      return waits(node) ? NONE : FALLS;
  }
}

/** Whether evaluating the expression always waits. */
function waits(node: Node): boolean {
  switch (node.kind) {
    case "await":
    case "yield":
      return true;
    case "function":
    case "class":
      return false;
    case "conditional":
      return waits(node.test) || (waits(node.consequent) && waits(node.otherwise));
    case "binary":
      return waits(node.left) || (!/^(?:and|or|\?\?)$/.test(node.operator) && waits(node.right));
    case "comprehension": {
      const [first] = node.clauses;
      if (first === undefined || first.isAsync || waits(first.source)) return true;
      const isFilled = first.source.kind === "call" && isFilledRange(first.source);
      return isFilled && node.conditions.length === 0 && waits(node.element);
    }
    default:
      return node.children.some(waits);
  }
}

function inTurn(statements: readonly (Node | undefined)[]): ReadonlySet<DryExit> {
  const found = new Set<DryExit>();
  for (const statement of statements) {
    const exits = statement ? dryExits(statement) : FALLS;
    for (const exit of exits) if (exit !== "falls") found.add(exit);
    if (!exits.has("falls")) return found;
  }
  return found.add("falls");
}

const union = (arms: readonly (Node | undefined)[]): ReadonlySet<DryExit> =>
  new Set(arms.flatMap((arm) => [...(arm ? dryExits(arm) : FALLS)]));

function ofLoop(loop: LoopNode): ReadonlySet<DryExit> {
  const entered = loop.source ?? loop.test;
  if (loop.isAsync || (entered && loop.form !== "do" && waits(entered))) return NONE;
  const body = dryExits(loop.body);
  const found = new Set<DryExit>(body.has("returns") ? ["returns"] : []);
  if (body.has("breaks")) found.add("falls");
  if (isEndless(loop)) return found;
  const goesRound = body.has("falls") || body.has("continues");
  if (goesRound || !isEnteredForSure(loop)) {
    for (const exit of loop.otherwise ? dryExits(loop.otherwise) : FALLS) found.add(exit);
  }
  return found;
}

function isEnteredForSure({ form, source }: LoopNode): boolean {
  if (form === "do") return true;
  if (source?.kind === "list") return source.elements.length > 0;
  return source?.kind === "call" && isFilledRange(source);
}

/** `range` of literals that are known to give something. */
function isFilledRange({ callee, args }: Extract<Node, { kind: "call" }>): boolean {
  if (callee.kind !== "name" || callee.name !== "range") return false;
  const bounds = args.map(({ value }) => (value.kind === "literal" ? value.value : undefined));
  if (!bounds.every((bound) => typeof bound === "number")) return false;
  const [first = 0, second] = bounds;
  return second === undefined ? first > 0 : second > first;
}

/** What raises has mostly waited first, so that a handler counts only when the body may not. */
function ofTry(node: TryNode): ReadonlySet<DryExit> {
  const last = node.finalizer ? dryExits(node.finalizer) : FALLS;
  if (!last.has("falls")) return last;
  const body = inTurn([node.body, node.otherwise]);
  const handled = body.size === 0 ? NONE : union(node.handlers.map((handler) => handler.body));
  return new Set([...[...last].filter((exit) => exit !== "falls"), ...body, ...handled]);
}
