import type { Lowering } from "./lowering.js";
import type { Raw } from "./tree.js";

const ESCAPES: Record<string, string> = { "\\n": "\n", "\\t": "\t", "\\\\": "\\" };

/** What a string literal says; escapes beyond the usual three stay as written. */
export function stringValue(written: string): string {
  const match = /^[a-zA-Z]*("""|'''|"|')/.exec(written);
  if (match === null) return written;
  const quote = match[1] ?? "";
  const inner = written.slice(match[0].length, written.length - quote.length);
  if (/^[a-z]*r/i.test(match[0])) return inner;
  return inner.replace(/\\[nt\\]/g, (escape) => ESCAPES[escape] ?? escape);
}

/** An f-string with `{}` for each hole. */
export function fixedText(raw: Raw, to: Lowering): string {
  return raw.children
    .map((child) =>
      child.type === "interpolation"
        ? "{}"
        : child.type === "string_content"
          ? to.textOf(child)
          : "",
    )
    .join("");
}
