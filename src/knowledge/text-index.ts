import MiniSearch from "minisearch";
import type { Options } from "minisearch";
import type { ReferenceId, Reference } from "./library.js";
import { normalise } from "./normalise.js";

/** A section found by its words. */
interface TextHit {
  reference: ReferenceId;
  slug: string;
  score: number;
}

export interface TextIndex {
  /** Sections that share words with `text`, best first (BM25+ over heading, path and body). */
  search(text: string, within?: ReferenceId): TextHit[];
}

interface Entry {
  id: string;
  heading: string;
  path: string;
  body: string;
}

const OPTIONS: Options<Entry> = {
  fields: ["heading", "path", "body"],
  tokenize: (text) => normalise(text).map(({ stem }) => stem),
  processTerm: (term) => (STOP.has(term) ? null : term),
  searchOptions: { boost: { heading: 3, path: 1.5 }, combineWith: "OR" },
};

// Words that every question has. Without this gate they cause most of the false hits.
const STOP = new Set(
  `a about after all an and any are as at be before both but by can do does done each every for from
  get give go had has have how i if in into is it its just like made make me mine my need no not of
  off on one only or other our out over same should so some still than that the their them then
  there these they this those to too two up us use using want was we what when where which while
  who why will with without work would you your say see thing try way`.split(/\s+/),
);

/** The index as JSON, to be stored in the library. Sections of level 1 are not entries. */
export function serialiseTextIndex(references: readonly Reference[]): unknown {
  const search = new MiniSearch(OPTIONS);
  search.addAll(references.flatMap(entriesOf));
  return search.toJSON();
}

/** Brings a stored index back to life; far cheaper than indexing again. */
export function openTextIndex(stored: unknown): TextIndex {
  const search = MiniSearch.loadJS(stored as Parameters<typeof MiniSearch.loadJS>[0], OPTIONS);
  return {
    search: (text, within) =>
      search
        .search(text, within === undefined ? {} : { filter: ({ id }) => inside(id, within) })
        .map(({ id, score }) => hitOf(String(id), score)),
  };
}

function entriesOf({ id, markdown, sections }: Reference): Entry[] {
  return sections.flatMap(({ slug, heading, path, level, start }, index) => {
    if (level === 1) return [];
    const end = sections[index + 1]?.start ?? markdown.length;
    return [
      { id: `${id}#${slug}`, heading, path: path.join(" "), body: markdown.slice(start, end) },
    ];
  });
}

function inside(id: unknown, reference: ReferenceId): boolean {
  return String(id).startsWith(`${reference}#`);
}

function hitOf(id: string, score: number): TextHit {
  const [reference = "", slug = ""] = id.split("#");
  return { reference: reference as ReferenceId, slug, score };
}
