/**
 * Full-text search over the sections, by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance
 * Framework", 2009) with weighted fields. What a term adds to a section is worked out when the
 * package is built, so at run time there is nothing to open and a search is a few sums. MiniSearch
 * gave the same order but took 20 ms and more of a cold start to read back its tree; nothing here
 * needs the prefix and fuzzy matching that the tree is for.
 */
import type { Reference, ReferenceId } from "./library.js";
import { normalise } from "./normalise.js";

/** A section found by its words; without a slug, the reference found by its front matter. */
export interface TextHit {
  reference: ReferenceId;
  slug: string;
  score: number;
}

/** The index as plain JSON. */
export interface TextIndex {
  places: { reference: ReferenceId; slug: string }[];
  /** For each term, pairs: the number of a place, and what the term adds to its score. */
  terms: Record<string, number[]>;
}

const HEADING_WEIGHT = 3;
const PATH_WEIGHT = 1.5;
/** How fast a repeated term stops adding, and how far long sections are held back: the usual. */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.75;

// Words that every question has. Without this gate they cause most of the false hits.
const STOP = new Set(
  stemsOf(`
    a about after all an and any are as at be before both but by can do does done each every for
    from get give go had has have how i if in into is it its just like made make me mine my need no
    not of off on one only or other our out over same should so some still than that the their them
    then there these they this those to too two up us use using want was we what when where which
    while who why will with without work would you your say see thing try way
  `),
);

/** What shares words with `text`, best first; equals keep the order of the pages. */
export function searchText({ places, terms }: TextIndex, text: string): TextHit[] {
  const scores = new Map<number, number>();
  for (const term of new Set(termsOf(text))) {
    const pairs = Object.hasOwn(terms, term) ? (terms[term] ?? []) : [];
    for (let at = 0; at < pairs.length; at += 2) {
      const place = pairs[at] ?? 0;
      scores.set(place, (scores.get(place) ?? 0) + (pairs[at + 1] ?? 0));
    }
  }
  return [...scores]
    .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || a - b)
    .flatMap(([at, score]) => {
      const place = places[at];
      return place === undefined ? [] : [{ reference: place.reference, slug: place.slug, score }];
    });
}

/** Builds the index over all sections and front matters. */
export function buildTextIndex(references: readonly Reference[]): TextIndex {
  const entries = references.flatMap(entriesOf);
  const mean = entries.reduce((sum, { length }) => sum + length, 0) / entries.length;
  const postings = new Map<string, number[]>();
  for (const [at, { counts, length }] of entries.entries()) {
    const held = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / mean);
    for (const [term, count] of counts) {
      const known = postings.get(term) ?? [];
      known.push(at, (count * (SATURATION + 1)) / (count + held));
      postings.set(term, known);
    }
  }
  for (const pairs of postings.values()) weighByRarity(pairs, entries.length);
  return {
    places: entries.map(({ reference, slug }) => ({ reference, slug })),
    terms: Object.fromEntries(postings),
  };
}

/** A section, or, without a slug, what the front matter says of the whole reference. */
interface Entry {
  reference: ReferenceId;
  slug: string;
  /** How often each term occurs, weighted by field. */
  counts: Map<string, number>;
  length: number;
}

function entriesOf(reference: Reference): Entry[] {
  const { id, title, triggers, symptoms, markdown, sections } = reference;
  const parts = sections.flatMap(({ slug, heading, path, level, start }, index) => {
    if (level === 1) return [];
    const body = markdown.slice(start, sections[index + 1]?.start ?? markdown.length);
    return [entryOf(id, slug, [heading, path.join(" "), body])];
  });
  return [entryOf(id, "", [title, triggers.join(" "), symptoms.join(" ")]), ...parts];
}

function entryOf(reference: ReferenceId, slug: string, fields: [string, string, string]): Entry {
  const counts = new Map<string, number>();
  let length = 0;
  for (const [at, weight] of [HEADING_WEIGHT, PATH_WEIGHT, 1].entries()) {
    for (const term of termsOf(fields[at] ?? "")) {
      counts.set(term, (counts.get(term) ?? 0) + weight);
      length += weight;
    }
  }
  return { reference, slug, counts, length };
}

/** Multiplies by how rare the term is, and rounds: more digits cost bytes and decide nothing. */
function weighByRarity(pairs: number[], entries: number): void {
  const having = pairs.length / 2;
  const rarity = Math.log(1 + (entries - having + 0.5) / (having + 0.5));
  for (let at = 1; at < pairs.length; at += 2) {
    pairs[at] = Math.round((pairs[at] ?? 0) * rarity * 100) / 100;
  }
}

function termsOf(text: string): string[] {
  return stemsOf(text).filter((term) => !STOP.has(term));
}

function stemsOf(text: string): string[] {
  return normalise(text).map(({ stem }) => stem);
}
