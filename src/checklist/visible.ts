// Tabs and other controls, lone surrogates, line separators, and what is there but not seen, such
// as direction marks; the joiner inside of emoji is let be.
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200d)\p{Cf}/gu;

/**
 * Code and paths as they may be printed: on one line, and without anything that a terminal obeys or
 * that hides what the text says. Columns stay where they are.
 */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (found) => (found === "\t" ? " " : "\uFFFD".repeat(found.length)));
}
