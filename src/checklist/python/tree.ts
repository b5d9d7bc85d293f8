import type { Tree } from "web-tree-sitter";

/** A node of the grammar as plain data: one walk over the wasm tree, and it can be freed. */
export interface Raw {
  type: string;
  start: number;
  end: number;
  /** The name under which its parent holds it. */
  field: string | undefined;
  /** Named children, without comments. */
  children: Raw[];
  /** The unnamed ones: keywords and operators. */
  tokens: string[];
}

/** Copies the tree, iteratively: a depth that the grammar survives must not end us. */
export function copyTree(tree: Tree): Raw {
  const cursor = tree.walk();
  const at = (): Raw => ({
    type: cursor.nodeType,
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: cursor.currentFieldName ?? undefined,
    children: [],
    tokens: [],
  });
  const root = at();
  const open: Raw[] = [root];
  let descending = cursor.gotoFirstChild();
  while (open.length > 0) {
    if (descending) {
      const parent = open.at(-1) as Raw;
      if (cursor.nodeIsNamed) {
        if (cursor.nodeType !== "comment") {
          const made = at();
          parent.children.push(made);
          if (cursor.gotoFirstChild()) {
            open.push(made);
            continue;
          }
        }
      } else {
        parent.tokens.push(cursor.nodeType);
      }
      descending = cursor.gotoNextSibling();
    } else {
      open.pop();
      if (open.length === 0) break;
      cursor.gotoParent();
      descending = cursor.gotoNextSibling();
    }
  }
  cursor.delete();
  return root;
}
