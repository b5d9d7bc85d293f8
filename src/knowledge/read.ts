import { decodeCursor, encodeCursor } from "./cursor.js";
import { KnowledgeError } from "./fault.js";
import { REFERENCE_IDS } from "./library.js";
import type { Library, Reference, Section } from "./library.js";
import { nearest } from "./nearest.js";
import { pageEnd } from "./pages.js";
import type { Span } from "./pages.js";
import { searchText } from "./text-index.js";
import { estimateTokens } from "./tokens.js";

export const BUDGET_TOKENS_MIN = 200;
export const BUDGET_TOKENS_MAX = 10_000;
export const BUDGET_TOKENS_DEFAULT = 2_500;
const SECTIONS_MAX = 4;

/** What to read. At most one of `section`, `query`, `outline` and `cursor`; none is the whole. */
export interface ReadRequest {
  id: string;
  /** A heading or a slug of the reference. */
  section?: string;
  /** A question; answered by the sections that share most words with it. */
  query?: string;
  /** The headings with their sizes instead of the text. */
  outline?: boolean;
  /** The `cursor` of an earlier answer, for what came after it. */
  cursor?: string;
  /** Estimated tokens of the answer's text, 200 to 10,000; 2,500 unless given. */
  budgetTokens?: number;
}

export interface ReadAnswer {
  id: string;
  title: string;
  text: string;
  /** Estimated tokens of `text`; more than the budget only for the outline. */
  tokens: number;
  /** The sections whose headings stand in `text`. */
  sections: { slug: string; heading: string }[];
  /** Given when something is left. The texts of all pages, joined, are the whole. */
  cursor?: string;
  /** Estimated tokens that are left. */
  remainingTokens: number;
}

/** Reads a reference within a token budget; throws a `KnowledgeError` that says what to mend. */
export function readReference(library: Library, request: ReadRequest): ReadAnswer {
  const reference = findReference(library, request.id);
  const budgetTokens = checkedBudget(request.budgetTokens ?? BUDGET_TOKENS_DEFAULT);
  refuseConflicts(request);
  if (request.outline === true) return outlineOf(reference);
  const [span, ...later] = spansFor(reference, library, request);
  if (span === undefined) return answer(reference, "", [], []);
  return fill(reference, [span, ...later], budgetTokens);
}

/** The reference of this id; an unknown id is refused with the nearest ones. */
export function findReference(library: Library, id: string): Reference {
  const reference = library.references.find((each) => each.id === id);
  if (reference !== undefined) return reference;
  const close = nearest(id, REFERENCE_IDS);
  const names = (close.length > 0 ? close : REFERENCE_IDS).join(", ");
  const message = `id: no reference "${id.slice(0, 100)}"; try ${names}`;
  throw new KnowledgeError("unknown-reference", "id", message, close);
}

function checkedBudget(tokens: number): number {
  if (Number.isInteger(tokens) && tokens >= BUDGET_TOKENS_MIN && tokens <= BUDGET_TOKENS_MAX) {
    return tokens;
  }
  const range = `${BUDGET_TOKENS_MIN} to ${BUDGET_TOKENS_MAX}`;
  const message = `budgetTokens: a whole number from ${range}; received ${tokens}`;
  throw new KnowledgeError("out-of-range", "budgetTokens", message);
}

function refuseConflicts({ section, query, outline, cursor }: ReadRequest): void {
  const given = Object.entries({ section, query, cursor, outline: outline === true || undefined })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (given.length <= 1) return;
  const rule = "give at most one of section, query, outline, cursor";
  const message = `${given[1]}: ${rule}; received ${given.join(" and ")}`;
  throw new KnowledgeError("conflicting-arguments", given[1] ?? "", message);
}

function spansFor(reference: Reference, library: Library, request: ReadRequest): Span[] {
  const { markdown, bodyStart } = reference;
  if (request.cursor !== undefined) return decodeCursor(request.cursor, reference);
  if (request.section !== undefined) return [findSection(reference, request.section)];
  if (request.query !== undefined) return spansAbout(reference, library, request.query);
  return [{ start: bodyStart, end: markdown.length }];
}

function findSection({ id, sections }: Reference, wanted: string): Section {
  const folded = wanted
    .trim()
    .replace(/^#+\s*/, "")
    .toLowerCase();
  const found = sections.find(
    ({ slug, heading }) => slug === folded || heading.toLowerCase() === folded,
  );
  if (found !== undefined) return found;
  const bySlug = sections.map(({ slug }) => slug);
  const close = nearest(folded.replaceAll(/\s+/g, "-"), bySlug);
  const names = (close.length > 0 ? close : bySlug.slice(0, 12)).join(", ");
  const message = `section: "${id}" has no section "${wanted.slice(0, 100)}"; try ${names}`;
  throw new KnowledgeError("unknown-section", "section", message, close);
}

/** The best sections in the order of the page, none inside another; else the introduction. */
function spansAbout(reference: Reference, library: Library, query: string): Span[] {
  const hits = searchText(library.index, query)
    .filter((hit) => hit.reference === reference.id && hit.slug !== "")
    .slice(0, SECTIONS_MAX);
  const found = reference.sections.filter(({ slug }) => hits.some((hit) => hit.slug === slug));
  const outer = found.filter(
    (section) => !found.some((other) => other !== section && contains(other, section)),
  );
  if (outer.length > 0) return outer.map(({ start, end }) => ({ start, end }));
  const [, first] = reference.sections;
  return [{ start: reference.bodyStart, end: first?.start ?? reference.markdown.length }];
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function outlineOf(reference: Reference): ReadAnswer {
  const lines = reference.sections.map(
    ({ heading, slug, level, tokens }) =>
      `${"  ".repeat(level - 1)}- ${heading} (#${slug}, ${tokens} tokens)`,
  );
  return answer(reference, `${lines.join("\n")}\n`, reference.sections, []);
}

function fill(reference: Reference, spans: Span[], budgetTokens: number): ReadAnswer {
  const { markdown, sections } = reference;
  const taken: Span[] = [];
  const left = [...spans];
  let spare = budgetTokens;
  for (let span = left.shift(); span !== undefined; span = left.shift()) {
    const whole = estimateTokens(markdown.slice(span.start, span.end));
    const end = whole <= spare ? span.end : pageEnd(markdown, span, budgetTokens);
    const cost = estimateTokens(markdown.slice(span.start, end));
    if (cost > spare && taken.length > 0) {
      left.unshift(span);
      break;
    }
    taken.push({ start: span.start, end });
    spare -= cost;
    if (end < span.end) {
      left.unshift({ start: end, end: span.end });
      break;
    }
  }
  const text = taken.map(({ start, end }) => markdown.slice(start, end)).join("");
  const within = sections.filter(({ start }) =>
    taken.some((span) => span.start <= start && start < span.end),
  );
  return answer(reference, text, within, left);
}

function answer(reference: Reference, text: string, within: Section[], left: Span[]): ReadAnswer {
  const { id, title, markdown } = reference;
  const remaining = left.map(({ start, end }) => markdown.slice(start, end)).join("");
  return {
    id,
    title,
    text,
    tokens: estimateTokens(text),
    sections: within.map(({ slug, heading }) => ({ slug, heading })),
    remainingTokens: estimateTokens(remaining),
    ...(left.length > 0 && { cursor: encodeCursor({ reference, spans: left }) }),
  };
}
