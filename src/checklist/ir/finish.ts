import type { Node, NodeKind } from "./node.js";

export type NodesByKind = ReadonlyMap<NodeKind, readonly Node[]>;

/**
 * Links parents, numbers the nodes in the order of evaluation and lists them by kind. Iterative,
 * so that deep trees cost memory and not the stack.
 */
export function finish(root: Node): NodesByKind {
  const byKind = new Map<NodeKind, Node[]>();
  const open: { node: Node; next: number }[] = [{ node: root, next: 0 }];
  let order = 0;
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const { node } = top;
    const child = node.children[top.next];
    top.next += 1;
    if (child === undefined) {
      open.pop();
      order += 1;
      node.order = order;
      const list = byKind.get(node.kind);
      if (list === undefined) byKind.set(node.kind, [node]);
      else list.push(node);
    } else {
      child.parent = node;
      open.push({ node: child, next: 0 });
    }
  }
  return byKind;
}
