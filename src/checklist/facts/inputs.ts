import type { Node } from "../ir/node.js";
import { soleValue } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";

const PART_OF = /chunk|batch|page|slice|group|bucket|window/i;
const KEEPS_LENGTH =
  /^(?:map|filter|sort|reverse|concat|flat|entries|values|keys|toSorted|toReversed)$/;

/**
 * Whether the number of elements is fixed in the code: a literal, a constant, a slice, or a part
 * that was cut to size before. What comes from a parameter or a call is not.
 */
export function isBounded(file: SourceFile, source: Node, depth = 0): boolean {
  if (depth > 6) return false;
  const further = (node: Node) => isBounded(file, node, depth + 1);
  switch (source.kind) {
    case "list":
      return source.elements.every(
        (element) => element.kind !== "spread" || further(element.value),
      );
    case "literal":
    case "object":
      return true;
    case "name": {
      if (PART_OF.test(source.name) || /^[A-Z][A-Z0-9_]+$/.test(source.name)) return true;
      const value = soleValue(file.binding(source));
      return value !== undefined && !isFilledLater(file, source) && further(value);
    }
    case "member":
      return PART_OF.test(source.property) || /^[A-Z][A-Z0-9_]+$/.test(source.property);
    case "index":
      return file.source(source.index).includes(":");
    case "await":
      return further(source.value);
    case "call":
      return isBoundedCall(file, source, further);
    case "comprehension":
      return source.clauses.every(({ source: inner }) => further(inner));
    default:
      return false;
  }
}

function isBoundedCall(
  file: SourceFile,
  call: Extract<Node, { kind: "call" }>,
  further: (node: Node) => boolean,
): boolean {
  const { callee, args } = call;
  const [first, second] = args;
  const meaning = file.meaning(callee) ?? "";
  if (/^(?:range|Array|Array\.from)$/.test(meaning)) {
    return args.length > 0 && args.every(({ value }) => isSmallNumber(file, value));
  }
  if (
    /^(?:Object\.(?:keys|values|entries)|enumerate|list|tuple|sorted|reversed|set|zip)$/.test(
      meaning,
    )
  ) {
    return first !== undefined && further(first.value);
  }
  if (meaning === "itertools.islice") return true;
  if (callee.kind !== "member") return false;
  if (callee.property === "slice" || callee.property === "splice") return second !== undefined;
  return KEEPS_LENGTH.test(callee.property) && further(callee.object);
}

function isSmallNumber(file: SourceFile, node: Node): boolean {
  if (node.kind === "literal") return true;
  if (node.kind === "function") return true;
  if (node.kind === "object") {
    return node.entries.every(({ value }) => isSmallNumber(file, value));
  }
  if (node.kind !== "name") return false;
  const value = soleValue(file.binding(node));
  return /^[A-Z][A-Z0-9_]+$|concurren|workers?$/i.test(node.name) || value?.kind === "literal";
}

/** A list that begins empty and grows says nothing about its length. */
function isFilledLater(file: SourceFile, name: Extract<Node, { kind: "name" }>): boolean {
  return (file.binding(name)?.references ?? []).some(
    ({ parent }) =>
      parent?.kind === "member" && /^(?:push|append|extend|unshift|add)$/.test(parent.property),
  );
}
