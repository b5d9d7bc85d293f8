import type { Node } from "./node.js";

/** What becomes of an expression's value. */
export type Usage =
  | { kind: "awaited"; by: Node }
  /** Thrown away as a statement. */
  | { kind: "discarded"; by: Node }
  /** Thrown away on purpose: `void x`. */
  | { kind: "voided"; by: Node }
  | { kind: "returned"; by: Node }
  | { kind: "yielded"; by: Node }
  /** Given to a name, member, field or pattern. */
  | { kind: "assigned"; by: Node }
  /** Passed to a call. */
  | { kind: "argument"; by: Node }
  /** A method or property of it is used: `x.then(…)`. */
  | { kind: "object"; by: Node }
  /** Put in a list or object, or made by a comprehension. */
  | { kind: "element"; by: Node }
  /** Entered by `with`. */
  | { kind: "entered"; by: Node }
  /** Looked at: an operand, a test, a loop's source, thrown, called. */
  | { kind: "read"; by: Node };

/** Choices and logic pass a value on; so `a ? f() : g()` is asked for where it goes. */
export function usage(node: Node): Usage {
  const by = node.parent;
  if (by === undefined) return { kind: "discarded", by: node };
  switch (by.kind) {
    case "conditional":
      return by.test === node ? { kind: "read", by } : usage(by);
    case "binary":
      if (!/^(?:and|or|\?\?)$/.test(by.operator)) return { kind: "read", by };
      return by.left === node && by.operator === "and" ? { kind: "read", by } : usage(by);
    case "await":
      return { kind: "awaited", by };
    case "expression":
      return { kind: "discarded", by };
    case "unary":
      return { kind: by.operator === "void" ? "voided" : "read", by };
    case "function":
      return { kind: by.body === node ? "returned" : "assigned", by };
    case "return":
      return { kind: "returned", by };
    case "yield":
      return { kind: "yielded", by };
    case "assign":
    case "field":
      return { kind: by.kind === "assign" && by.target === node ? "read" : "assigned", by };
    case "call":
      return { kind: by.callee === node ? "read" : "argument", by };
    case "member":
      return { kind: "object", by };
    case "list":
    case "object":
    case "spread":
      return { kind: "element", by };
    case "comprehension":
      return { kind: by.element === node ? "element" : "read", by };
    case "with":
      return { kind: by.body === node ? "discarded" : "entered", by };
    case "other":
      return usageInOther(node, by);
    default:
      return { kind: "read", by };
  }
}

/** In `(a, b())` only the last value goes on. */
function usageInOther(node: Node, by: Node): Usage {
  if (by.kind === "other" && by.type === "SequenceExpression") {
    return by.children.at(-1) === node ? usage(by) : { kind: "discarded", by };
  }
  return { kind: "read", by };
}
