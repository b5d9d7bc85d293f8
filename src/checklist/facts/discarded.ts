import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/**
 * The expressions whose values the statements of a file throw away: both arms of a choice, what
 * stands right of `&&`, every part of a sequence, the elements of a list that nobody keeps.
 */
export const discarded = (file: SourceFile): Node[] =>
  file.all("expression").flatMap(({ value }) => parts(value));

function parts(node: Node): Node[] {
  switch (node.kind) {
    case "conditional":
      return [...parts(node.consequent), ...parts(node.otherwise)];
    case "binary":
      if (!/^(?:and|or|\?\?)$/.test(node.operator)) return [];
      return node.operator === "and" ? parts(node.right) : [node.left, node.right].flatMap(parts);
    case "list":
      return node.elements.flatMap(parts);
    case "comprehension":
      return parts(node.element);
    case "other":
      return node.type === "SequenceExpression" ? node.children.flatMap(parts) : [];
    default:
      return [node];
  }
}
