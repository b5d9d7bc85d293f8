import { findCues } from "./cue-matcher.js";
import type { FoundCue } from "./cue-matcher.js";
import type { CueLanguage } from "./lexicon.js";
import type { CueKind } from "./lexicon/cue-table.js";
import { ESCALATION_CUES } from "./lexicon/escalations.js";
import type { Decision, Escalation, Library, ReferenceId } from "./library.js";
import { closest } from "./resemblance.js";
import { domainEvidence, scoreCues } from "./scores.js";
import type { Score } from "./scores.js";
import { searchText } from "./text-index.js";
import type { TextHit } from "./text-index.js";

/** Text beyond this is not looked at: error logs and code say what they are about before. */
export const ROUTE_CHARACTERS_MAX = 20_000;
/** Less evidence than one likely cue, off-topic cues subtracted, is "not about concurrency". */
const EVIDENCE_MIN = 1.5;
/** What the best text match adds: as much as one likely cue. */
const TEXT_WEIGHT = 2;
const CUES_MAX = 12;
/** Longer input is searched for by its cues, not by its words, which keeps the search short. */
const SEARCH_CHARACTERS_MAX = 500;

export interface Suggestion {
  id: ReferenceId;
  title: string;
  /** For comparing suggestions of one answer; not a probability. */
  score: number;
}

export interface SectionToRead {
  id: ReferenceId;
  slug: string;
  heading: string;
}

/** Why: words of the input that spoke for a reference. */
export interface Cue {
  text: string;
  id: ReferenceId;
  weight: number;
  kind: CueKind;
  language: CueLanguage;
}

export interface RouteAnswer {
  /** True when the text is not about concurrency; everything else is empty then. */
  none: boolean;
  best: Suggestion | null;
  runnerUp: Suggestion | null;
  /** Other references worth a look, best first; the first is the runner-up. */
  also: ReferenceId[];
  /** Two to four sections, the best reference's first. */
  sections: SectionToRead[];
  /** Cues for the best reference and the runner-up, strongest first, at most twelve. */
  cues: Cue[];
  decision: Decision | null;
  escalation: Escalation | null;
  /** Items of the checklist that the cues touch, at most three. */
  checklist: string[];
}

export interface Router {
  /** Which reference answers a question, a symptom, an error message or a piece of code. */
  route(text: string): RouteAnswer;
}

/**
 * Builds a router over a library: its cue lexicon decides, the text index breaks ties and picks
 * the sections. Deterministic, without network or model; `route` is linear in its input.
 */
export function createRouter(library: Library): Router {
  return { route: (text) => routeIn(library, text.slice(0, ROUTE_CHARACTERS_MAX)) };
}

function routeIn(library: Library, text: string): RouteAnswer {
  const cues = findCues(library.lexicon, text);
  if (domainEvidence(cues) < EVIDENCE_MIN) return NONE;
  const hits = searchText(library.index, queryOf(text, cues));
  const ranked = withTextMatch(scoreCues(cues), hits);
  const [best, runnerUp] = ranked.map((score) => suggestionOf(library, score));
  if (best === undefined) return NONE;
  const near = (score: number, at: number): boolean => at === 0 || score > best.score / 2;
  const { decisions, checklist, cues: profiles } = library;
  const [decision] = closest(decisions, profiles.decisions, cues, { weightMin: 2, count: 1 });
  return {
    none: false,
    best,
    runnerUp: runnerUp ?? null,
    also: ranked
      .slice(1, 4)
      .filter(({ score }, at) => near(score, at))
      .map(({ id }) => id),
    sections: sectionsToRead(library, hits, [best, runnerUp]),
    cues: reasons(cues, [best.id, runnerUp?.id]),
    decision: decision ?? null,
    escalation: escalationFor(library, cues),
    checklist: closest(checklist, profiles.checklist, cues, { weightMin: 2, count: 3 }),
  };
}

const NONE: RouteAnswer = Object.freeze({
  none: true,
  best: null,
  runnerUp: null,
  also: [],
  sections: [],
  cues: [],
  decision: null,
  escalation: null,
  checklist: [],
});

/** The words to search sections for; a foreign cue is added in English, as the pages are. */
function queryOf(text: string, cues: readonly FoundCue[]): string {
  const long = text.length > SEARCH_CHARACTERS_MAX;
  const names = cues.filter(({ language }) => long || language !== "en").map(({ cue }) => cue);
  return [long ? "" : text, ...names.slice(0, 40)].join(" ");
}

/** References that anything speaks for, best first. */
function withTextMatch(scores: readonly Score[], hits: readonly TextHit[]): Score[] {
  const top = hits[0]?.score ?? 1;
  return scores
    .map(({ id, score }) => {
      const hit = hits.find(({ reference }) => reference === id);
      return { id, score: score + (TEXT_WEIGHT * (hit?.score ?? 0)) / top };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

function suggestionOf(library: Library, { id, score }: Score): Suggestion {
  const title = library.references.find((reference) => reference.id === id)?.title ?? id;
  return { id, title, score: Math.round(score * 100) / 100 };
}

/** Up to three of the best reference and one of a runner-up that is at least half as strong. */
function sectionsToRead(
  library: Library,
  hits: readonly TextHit[],
  [best, runnerUp]: (Suggestion | undefined)[],
): SectionToRead[] {
  if (best === undefined) return [];
  const close = runnerUp !== undefined && runnerUp.score > best.score / 2;
  return [
    ...sectionsOf(library, hits, best.id, 3),
    ...(close ? sectionsOf(library, hits, runnerUp.id, 1) : []),
  ];
}

/** The sections that share most words with the query, or the first ones where none do. */
function sectionsOf(
  library: Library,
  hits: readonly TextHit[],
  id: ReferenceId,
  count: number,
): SectionToRead[] {
  const sections = library.references.find((reference) => reference.id === id)?.sections ?? [];
  const found = hits
    .filter((hit) => hit.reference === id)
    .flatMap(({ slug }) => sections.filter((section) => section.slug === slug));
  const rest = sections.filter((section) => section.level > 1 && !found.includes(section));
  const enough = [...found, ...rest].slice(
    0,
    Math.max(Math.min(found.length, count), count === 1 ? 1 : 2),
  );
  return enough.map(({ slug, heading }) => ({ id, slug, heading }));
}

function reasons(cues: readonly FoundCue[], ids: (ReferenceId | undefined)[]): Cue[] {
  const strongest = new Map<string, Cue>();
  for (const { text, language, votes } of cues) {
    for (const { reference: id, weight, kind } of votes) {
      const key = `${id} ${text}`;
      if (!ids.includes(id) || weight <= (strongest.get(key)?.weight ?? 0)) continue;
      strongest.set(key, { text, id, weight, kind, language });
    }
  }
  return [...strongest.values()].sort((a, b) => b.weight - a.weight).slice(0, CUES_MAX);
}

function escalationFor({ escalations }: Library, cues: readonly FoundCue[]): Escalation | null {
  const applies = ({ title }: Escalation): boolean =>
    cues.some(({ cue }) => ESCALATION_CUES.get(title)?.includes(cue) === true);
  return escalations.find(applies) ?? null;
}
