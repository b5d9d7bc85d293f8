import type { DoubleQuotedPart, HereDocBody, SyntaxNode } from "unbash";

/**
 * Places where bash runs something that unbash 6.0.4 leaves in plain text, found by running
 * mutated command lines in bash. Text that looks like one of them is not taken for text.
 */
export function unreadFault(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case "ParameterExpansion":
    case "ArithmeticExpansion":
      return isBroken(node.text);
    case "Assignment":
      // `a=(x $(y))z` is one word to the parser.
      return node.value.type === "Word" && node.value.text.startsWith("(")
        ? "an array with text after it"
        : isBroken(node.text);
    case "Literal":
    case "HereDocBody":
      return UNREAD.test(node.text) && !isRead(node) ? "text that may be an expansion" : undefined;
    case "Word":
      return node.parts === undefined && UNREAD.test(node.text)
        ? "text that may be an expansion"
        : undefined;
    default:
      return undefined;
  }
}

/**
 * A start of an expansion that is neither escaped nor understood: `$(`, a backtick, `<(` behind
 * a descriptor, or a dollar that a continued line parts from what follows.
 */
const UNREAD = /(?:^|[^\\])(?:\\\\)*(?:\$(?:[({[]|\\\n)|`|[<>]\()/;

const isRead = (node: SyntaxNode): boolean =>
  node.type === "HereDocBody" && node.parts !== undefined;

function isBroken(text: string): string | undefined {
  return text.includes("\\\n") ? "an expansion that is broken over lines" : undefined;
}

/** In double quotes bash drops the quotes within `${…}` before it looks for expansions. */
export function quotedExpansionFault(node: DoubleQuotedPart | HereDocBody): string | undefined {
  const parts = node.parts ?? [];
  const isDoubtful = parts.some(
    (part) =>
      part.type === "ParameterExpansion" && /['"][\s\S]*[$`]|[$`]['"]/.test(part.text.slice(1)),
  );
  return isDoubtful ? "quotes within a quoted expansion" : undefined;
}

/** More parentheses within one another than anybody writes. */
const NESTING_MAX = 64;

/**
 * The parser reads what stands in a substitution once for every level above it, so that deep
 * nesting costs the length of the text times its depth.
 */
export function nestingFault(text: string): string | undefined {
  let depth = 0;
  for (const { 0: bracket } of text.matchAll(/[()]/g)) {
    depth = bracket === "(" ? depth + 1 : Math.max(depth - 1, 0);
    if (depth > NESTING_MAX) return `more than ${NESTING_MAX} parentheses within one another`;
  }
  return undefined;
}

/** A word and then `f()`: bash refuses such a line; the parser drops the word. */
const DEFINITION_BEHIND_WORD = /(\S+)[ \t]+[\w-]+[ \t]*\([ \t]*\)/g;

export function definitionFault(text: string): string | undefined {
  for (const [, before = ""] of text.matchAll(DEFINITION_BEHIND_WORD)) {
    if (/[;&|({!]$/.test(before) || /^(?:function|then|do|else|time)$/.test(before)) continue;
    return "a function that is defined behind other words";
  }
  return undefined;
}
