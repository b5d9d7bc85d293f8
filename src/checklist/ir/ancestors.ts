import type { ClassNode, FunctionNode } from "./expression.js";
import type { LoopNode, Node, NodeKind } from "./node.js";

/** The nodes around this one, from the inside out. */
export function* ancestors(node: Node): Generator<Node> {
  for (let at = node.parent; at !== undefined; at = at.parent) yield at;
}

export function isInside(node: Node, container: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    if (at === container) return true;
  }
  return false;
}

/** The nearest node of this kind around this one, in the same function. */
export function enclosing<K extends NodeKind>(
  node: Node,
  kind: K,
): Extract<Node, { kind: K }> | undefined {
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (around.kind === kind) return around as Extract<Node, { kind: K }>;
    if (around.kind === "function") return undefined;
  }
  return undefined;
}

/** The function whose body or parameters hold this node; undefined at the top of the module. */
export function functionOf(node: Node): FunctionNode | undefined {
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (around.kind === "function") return around;
  }
  return undefined;
}

/** The class that `this` or `self` means here. */
export function classOf(node: Node): ClassNode | undefined {
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (around.kind === "class") return around;
  }
  return undefined;
}

/** Loops of the same function whose body (or test) runs this node again, from the inside out. */
export function loopsAround(node: Node): LoopNode[] {
  const found: LoopNode[] = [];
  let from = node;
  for (const around of ancestors(node)) {
    if (around.kind === "function") break;
    if (around.kind === "loop" && from !== around.source && from !== around.init) {
      found.push(around);
    }
    from = around;
  }
  return found;
}

/** Every node below this one; functions inside it are entered only when asked for. */
export function* below(node: Node, intoFunctions = false): Generator<Node> {
  const open = [...node.children].reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    if (next.kind === "function" && !intoFunctions) continue;
    for (let at = next.children.length - 1; at >= 0; at -= 1) {
      const child = next.children[at];
      if (child !== undefined) open.push(child);
    }
  }
}
