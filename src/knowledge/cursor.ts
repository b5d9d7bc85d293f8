import { KnowledgeError } from "./fault.js";
import type { Reference } from "./library.js";
import type { Span } from "./pages.js";

/** What is still to be read: the spans of one reference, in order. */
interface Rest {
  reference: Reference;
  spans: Span[];
}

/**
 * Makes the rest of a reading into a text that the client hands back. It holds the reading itself
 * rather than a key, so that nothing is kept between calls and a restart loses nobody's place.
 */
export function encodeCursor({ reference, spans }: Rest): string {
  const numbers = spans.flatMap(({ start, end }) => [start, end]);
  const body = [reference.id, ...numbers].join(".");
  return Buffer.from(`${body}.${checksum(body, reference)}`).toString("base64url");
}

/** Reads a cursor back; anything that `encodeCursor` did not make for this text is refused. */
export function decodeCursor(cursor: string, reference: Reference): Span[] {
  const text = Buffer.from(cursor, "base64url").toString();
  const body = text.slice(0, text.lastIndexOf("."));
  const [id, ...fields] = body.split(".");
  const numbers = fields.map(Number);
  const known = text === `${body}.${checksum(body, reference)}` && id === reference.id;
  const ordered = numbers.every(
    (value, index) =>
      Number.isInteger(value) &&
      value >= (numbers[index - 1] ?? reference.bodyStart) &&
      value <= reference.markdown.length,
  );
  if (!known || !ordered || numbers.length === 0 || numbers.length % 2 === 1) {
    const message = `cursor: not a cursor that reading "${reference.id}" has returned`;
    throw new KnowledgeError("bad-cursor", "cursor", message);
  }
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    start: numbers[index * 2] ?? 0,
    end: numbers[index * 2 + 1] ?? 0,
  }));
}

// FNV-1a over the cursor and the text it points into: it tells a mangled cursor, or one from
// another build, from a good one. It keeps no secret; whoever forges it reads what is public.
function checksum(body: string, { markdown }: Reference): string {
  let hash = 0x811c9dc5;
  for (const text of [body, markdown]) {
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
  }
  return (hash >>> 0).toString(36);
}
