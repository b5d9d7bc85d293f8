import { below } from "./ancestors.js";
import type { LoopNode, Node, TryNode } from "./node.js";

/**
 * How control may leave a piece of code: by its end, by raising again the exception that is being
 * handled, by another exception, by a return, or by a jump of the loop around it.
 */
export type Outcome = "falls" | "rethrows" | "raises" | "returns" | "jumps";

const FALLS: ReadonlySet<Outcome> = new Set(["falls"]);

/**
 * Every way out of a handler's body. Conditions are taken for undecided, except `while True`;
 * exceptions that a call may throw are not counted.
 *
 * @param caught the names that the exception is bound to
 * @param isNever tests that are false for the exception in question
 */
export function outcomes(
  node: Node,
  caught: ReadonlySet<string>,
  isNever: (test: Node) => boolean = () => false,
): ReadonlySet<Outcome> {
  switch (node.kind) {
    case "block":
      return sequence(node.body, caught, isNever);
    case "throw":
      return new Set([isRethrow(node.value, caught) ? "rethrows" : "raises"]);
    case "return":
      return new Set(["returns"]);
    case "jump":
      return new Set(["jumps"]);
    case "if":
      return isNever(node.test)
        ? union([node.otherwise], caught, isNever)
        : union([node.consequent, node.otherwise], caught, isNever);
    case "loop":
      return ofLoop(node, caught, isNever);
    case "try":
      return ofTry(node, caught, isNever);
    case "with":
      return outcomes(node.body, caught, isNever);
    case "switch": {
      const arms = node.cases.map(({ body }) => body);
      const isTotal = node.cases.some(({ tests }) => tests.every(isWildcard));
      return union(isTotal ? arms : [...arms, undefined], caught, isNever);
    }
    default:
      return FALLS;
  }
}

const isRethrow = (value: Node | undefined, caught: ReadonlySet<string>): boolean =>
  value === undefined || (value.kind === "name" && caught.has(value.name));

type Never = (test: Node) => boolean;

function sequence(
  body: readonly Node[],
  caught: ReadonlySet<string>,
  isNever: Never,
): ReadonlySet<Outcome> {
  const found = new Set<Outcome>();
  for (const statement of body) {
    const own = outcomes(statement, caught, isNever);
    for (const outcome of own) if (outcome !== "falls") found.add(outcome);
    if (!own.has("falls")) return found;
  }
  return found.add("falls");
}

function union(
  arms: readonly (Node | undefined)[],
  caught: ReadonlySet<string>,
  isNever: Never,
): ReadonlySet<Outcome> {
  return new Set(arms.flatMap((arm) => [...(arm ? outcomes(arm, caught, isNever) : FALLS)]));
}

function ofLoop(loop: LoopNode, caught: ReadonlySet<string>, isNever: Never): ReadonlySet<Outcome> {
  const body = outcomes(loop.body, caught, isNever);
  const found = new Set<Outcome>([...body].filter((one) => one !== "falls" && one !== "jumps"));
  const breaks = [...below(loop.body)].some((node) => node.kind === "jump" && node.to === "break");
  if (breaks) found.add("falls");
  if (isEndless(loop) || runsAtLeastOnce(loop, body)) return found;
  const after = loop.otherwise ? outcomes(loop.otherwise, caught, isNever) : FALLS;
  return new Set([...found, ...after]);
}

/** A loop over a literal that is not empty, and whose body never reaches its end. */
function runsAtLeastOnce({ source }: LoopNode, body: ReadonlySet<Outcome>): boolean {
  if (body.has("falls") || body.has("jumps")) return false;
  if (source?.kind === "list") return source.elements.length > 0;
  const [first] = source?.kind === "call" ? source.args : [];
  return first?.value.kind === "literal" && Number(first.value.value) > 0;
}

/** Python's `case _` and TypeScript's `default`. */
const isWildcard = (test: Node): boolean => test.kind === "name" && test.name === "_";

/** `while True`, `for (;;)`. */
export const isEndless = ({ form, test }: LoopNode): boolean =>
  (form === "for" && test === undefined) ||
  (form === "while" && test?.kind === "literal" && (test.value === true || test.value === 1));

function ofTry(node: TryNode, caught: ReadonlySet<string>, isNever: Never): ReadonlySet<Outcome> {
  const last = node.finalizer ? outcomes(node.finalizer, caught, isNever) : FALLS;
  if (!last.has("falls")) return last;
  const found = new Set<Outcome>([...last].filter((one) => one !== "falls"));
  const body = node.otherwise
    ? sequence([node.body, node.otherwise], caught, isNever)
    : outcomes(node.body, caught, isNever);
  for (const outcome of body) found.add(outcome);
  for (const handler of node.handlers) {
    const names = new Set([...caught, ...(handler.binding ? [handler.binding] : [])]);
    for (const outcome of outcomes(handler.body, names, isNever)) found.add(outcome);
  }
  return found;
}
