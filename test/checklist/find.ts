import type { Node, NodeKind } from "../../src/checklist/ir/node.ts";
import type { SourceFile } from "../../src/checklist/ir/source-file.ts";

/** The first node of the kind, in the order of the text, that is written so. */
export function find<K extends NodeKind>(
  file: SourceFile,
  kind: K,
  text: string,
): Extract<Node, { kind: K }> {
  const found = file
    .all(kind)
    .filter((node) => file.source(node) === text)
    .toSorted((one, two) => one.start - two.start);
  const [first] = found;
  if (first === undefined) throw new Error(`no ${kind} is written ${text}`);
  return first;
}
