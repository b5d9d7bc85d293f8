import type { Node } from "../ir/node.js";
import { soleValue } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";

/** A part, which was cut to size; many parts are no part. */
const PART_OF = /(?:chunk|batch|page|slice|group|bucket|window)(?!e?s(?![a-z]))/i;
/** What the code itself registers: as many as somebody wrote down, whatever the load. */
const REGISTERED = new RegExp(
  "(?:handler|listener|plugin|hook|manager|transport|middleware|subscriber|observer|callback|" +
    "adapter|driver|sentinel|provider|service|extension|interceptor|worker|backend|guardrail|" +
    "permission|column|field)s$",
  "i",
);
const KEEPS_LENGTH =
  /^(?:slice|map|filter|sort|reverse|concat|flat|entries|values|keys|toSorted|toReversed)$/;

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
      if (isFixed(source.name)) return true;
      const value = soleValue(file.binding(source));
      return value !== undefined && !isFilledLater(file, source) && further(value);
    }
    case "member":
      if (/^(?:process|sys)\.argv$/.test(file.meaning(source) ?? "")) return true;
      return isFixed(source.property);
    case "binary":
      return /^(?:or|\?\?)$/.test(source.operator) && further(source.left) && further(source.right);
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

/** By its name a constant, a part, or what the code registers. */
const isFixed = (name: string): boolean =>
  REGISTERED.test(name) || PART_OF.test(name) || /^[A-Z][A-Z0-9_]+$/.test(name);

function isBoundedCall(
  file: SourceFile,
  call: Extract<Node, { kind: "call" }>,
  further: (node: Node) => boolean,
): boolean {
  const { callee, args } = call;
  if (callee.kind === "member" && callee.property === "values") return further(callee.object);
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
  if (/^(?:Promise\.all|Promise\.allSettled)$/.test(meaning)) {
    return first !== undefined && further(first.value);
  }
  if (/^(?:itertools\.islice|node:os\.cpus)$/.test(meaning)) return true;
  if (callee.kind !== "member") return false;
  if (/^(?:slice|splice)$/.test(callee.property) && second !== undefined) return true;
  return KEEPS_LENGTH.test(callee.property) && further(callee.object);
}

/** Names of numbers that somebody chose, not of how much there is. */
const COUNTS_WORKERS =
  /concurren|workers?$|(?:num|max|n)_?(?:threads|process|jobs|tasks)|pool_?size|cpu/i;

function isSmallNumber(file: SourceFile, node: Node): boolean {
  if (node.kind === "literal") return true;
  if (node.kind === "function") return true;
  if (node.kind === "object") {
    return node.entries.every(({ value }) => isSmallNumber(file, value));
  }
  if (node.kind === "member") return COUNTS_WORKERS.test(node.property);
  if (node.kind !== "name") return false;
  if (/^[A-Z][A-Z0-9_]+$/.test(node.name) || COUNTS_WORKERS.test(node.name)) return true;
  return soleValue(file.binding(node))?.kind === "literal";
}

/** A list that begins empty and grows says nothing about its length. */
function isFilledLater(file: SourceFile, name: Extract<Node, { kind: "name" }>): boolean {
  return (file.binding(name)?.references ?? []).some(
    ({ parent }) =>
      parent?.kind === "member" && /^(?:push|append|extend|unshift|add)$/.test(parent.property),
  );
}
