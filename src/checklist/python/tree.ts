import type { Tree, TreeCursor } from "web-tree-sitter";

/** A node of the grammar as plain data: one walk over the wasm tree, and it can be freed. */
export interface Raw {
  type: string;
  start: number;
  end: number;
  /** The name under which its parent holds it. */
  field: string | undefined;
  /** Named children, without comments. */
  children: readonly Raw[];
  /** The unnamed ones: keywords and operators. */
  tokens: readonly string[];
}

interface OpenRaw extends Raw {
  children: Raw[];
  tokens: string[];
}

/** What the grammar says of all nodes with the same type. */
interface Kind {
  type: string;
  isNamed: boolean;
  /** Whether there is nothing inside, or nothing that anybody asks for. */
  isLeaf: boolean;
}

/** By the number that the grammar has for a type: there is one grammar. */
const kinds = new Map<number, Kind>();
const LEAVES = new Set(["identifier", "integer", "float", "type"]);
const NONE: never[] = [];

/**
 * Copies the tree, iteratively: a depth that the grammar survives must not end us. Each question
 * to the cursor is a call into wasm, and they were a third of what a file costs: what follows from
 * the type is asked once for each type, and what is inside of a plain text not at all.
 */
export function copyTree(tree: Tree, text: string): Raw {
  const cursor = tree.walk();
  const root = rawAt(cursor, kindOf(cursor).type, [], []);
  const open: OpenRaw[] = [root];
  let descending = cursor.gotoFirstChild();
  while (open.length > 0) {
    if (descending) {
      const parent = open.at(-1) as OpenRaw;
      const { type, isNamed, isLeaf } = kindOf(cursor);
      if (!isNamed) {
        parent.tokens.push(type);
      } else if (isLeaf || (type === "string" && isPlain(text, cursor.startIndex))) {
        parent.children.push(rawAt(cursor, type, NONE, NONE));
      } else if (type !== "comment") {
        const made = rawAt(cursor, type, [], []);
        parent.children.push(made);
        if (cursor.gotoFirstChild()) {
          open.push(made);
          continue;
        }
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

function kindOf(cursor: TreeCursor): Kind {
  const id = cursor.nodeTypeId;
  const known = kinds.get(id);
  if (known !== undefined) return known;
  const type = cursor.nodeType;
  const kind = { type, isNamed: cursor.nodeIsNamed, isLeaf: LEAVES.has(type) };
  kinds.set(id, kind);
  return kind;
}

const rawAt = (cursor: TreeCursor, type: string, children: Raw[], tokens: string[]): OpenRaw => ({
  type,
  start: cursor.startIndex,
  end: cursor.endIndex,
  field: cursor.currentFieldName ?? undefined,
  children,
  tokens,
});

/** Only what begins with `f` or `t` can have code in it. */
const isPlain = (text: string, start: number): boolean =>
  !/^[a-z]*[ft]/i.test(text.slice(start, start + 3));
