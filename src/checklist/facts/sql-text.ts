import type { CallNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/** A statement of SQL as it stands in the code; the holes of a template are `{}`. */
export interface SqlText {
  text: string;
  node: Node;
  /** What a template puts in its holes, in their order. */
  holes: readonly Node[];
}

const STATEMENT = /^\s*(?:--.*\n\s*)*(?:select|update|with|insert|delete)\s/i;

/** The SQL that a call is given as its first text, in place, tagged, or by a constant's name. */
export function sqlOf(file: SourceFile, call: CallNode): SqlText | undefined {
  for (const { value } of call.args.slice(0, 2)) {
    const found = sqlIn(file, value, 0);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sqlIn(file: SourceFile, node: Node, depth: number): SqlText | undefined {
  if (node.kind === "literal" && typeof node.value === "string") {
    return STATEMENT.test(node.value) ? { text: node.value, node, holes: [] } : undefined;
  }
  if (node.kind === "template") {
    return STATEMENT.test(node.text) ? { text: node.text, node, holes: node.parts } : undefined;
  }
  // `text("SELECT …")` of SQLAlchemy, `sql.raw("…")`.
  if (node.kind === "call" && depth < 2 && node.args[0] !== undefined) {
    return sqlIn(file, node.args[0].value, depth + 1);
  }
  const value = node.kind === "name" && depth < 2 ? soleValue(file.binding(node)) : undefined;
  return value && sqlIn(file, value, depth + 1);
}
