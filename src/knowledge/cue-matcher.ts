/**
 * Finds the cues of the lexicon in a text. Phrases are kept in maps under their joined stems, so a
 * look-up per position and length finds them: the work is linear in the text, and no input can
 * make it worse. (An alternation of some thousand regular expressions was the plain choice; each
 * would have to be proven free of backtracking.)
 */
import { lookUp } from "./lexicon.js";
import type { Combination, CueLanguage, Lexicon, Phrase, Vote } from "./lexicon.js";
import { normalise } from "./normalise.js";
import type { Token } from "./normalise.js";

const WORDS_MAX = 6;
const IDEOGRAPHS_MAX = 12;
/** The parts of a combination must stand within this many words; most questions are shorter. */
const WINDOW_TOKENS = 60;

/** A cue found in a text. */
export interface FoundCue {
  /** The cue as the lexicon writes it; a cue is found at most once in a text. */
  cue: string;
  /** The words of the text that it was found in. */
  text: string;
  start: number;
  end: number;
  language: CueLanguage;
  votes: Vote[];
  /** How far it shows that the text is about concurrency at all; below zero, that it is not. */
  domain: number;
  /** Whether it shows that the text is about programs. */
  context: boolean;
}

/** The cues in a text, in the order of the text. */
export function findCues(lexicon: Lexicon, text: string): FoundCue[] {
  const tokens = normalise(text);
  const found = new Map<string, FoundCue>();
  let from = 0;
  do {
    const window = tokens.slice(from, from + WINDOW_TOKENS);
    for (const cue of findInWindow(lexicon, window, text)) {
      if (!found.has(cue.cue)) found.set(cue.cue, cue);
    }
    from += WINDOW_TOKENS / 2;
  } while (from + WINDOW_TOKENS / 2 < tokens.length);
  return [...found.values()].sort((a, b) => a.start - b.start || b.end - a.end);
}

interface Sighting {
  phrase: Phrase;
  language: CueLanguage;
  start: number;
  end: number;
}

function findInWindow(lexicon: Lexicon, tokens: Token[], text: string): FoundCue[] {
  const sightings = withoutHidden(sight(lexicon, tokens));
  const telling = sightings.filter(
    ({ phrase: { votes, domain, context } }) => votes ?? domain ?? context,
  );
  const single = telling.map(({ phrase, language, start, end }) => ({
    cue: phrase.cue,
    text: text.slice(start, end),
    start,
    end,
    language,
    votes: isInner({ phrase, language, start, end }, telling) ? [] : votesOf(lexicon, phrase),
    domain: phrase.domain ?? 0,
    context: phrase.context ?? false,
  }));
  return [...single, ...combine(lexicon, sightings, text)];
}

function votesOf(lexicon: Lexicon, { votes = [] }: { votes?: number[] }): Vote[] {
  return votes.flatMap((number) => lexicon.votes[number] ?? []);
}

/** Every phrase at every place. */
function sight(lexicon: Lexicon, tokens: readonly Token[]): Sighting[] {
  const sightings: Sighting[] = [];
  for (const [index, { start, ideograph }] of tokens.entries()) {
    const words = tokens.slice(index, index + (ideograph ? IDEOGRAPHS_MAX : WORDS_MAX));
    for (const [at, entries] of lookUp(lexicon, words).entries()) {
      const end = words[at]?.end ?? start;
      for (const [language, , numbers] of entries) {
        for (const number of numbers) {
          const phrase = lexicon.phrases[number];
          if (phrase !== undefined) sightings.push({ phrase, language, start, end });
        }
      }
    }
  }
  return sightings;
}

/** Inside a phrase that is off topic, as in "swimming pool", no word means what it says. */
function withoutHidden(sightings: Sighting[]): Sighting[] {
  const hiding = sightings.filter(({ phrase }) => (phrase.domain ?? 0) < 0);
  return sightings.filter((inner) => !hiding.some((outer) => isWithin(inner, outer)));
}

/**
 * Of phrases within one another only the longest votes: "thread pool" is no kind of "pool". All of
 * them show what the text is about.
 */
function isInner(sighting: Sighting, all: readonly Sighting[]): boolean {
  return all.some((outer) => isWithin(sighting, outer));
}

function isWithin(inner: Sighting, outer: Sighting): boolean {
  const longer = outer.end - outer.start > inner.end - inner.start;
  return longer && outer.start <= inner.start && inner.end <= outer.end;
}

function combine(lexicon: Lexicon, sightings: Sighting[], text: string): FoundCue[] {
  const byAtom = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    for (const atom of sighting.phrase.atoms ?? []) {
      const known = byAtom.get(atom);
      if (known === undefined) byAtom.set(atom, [sighting]);
      else known.push(sighting);
    }
  }
  return [...byAtom.keys()]
    .flatMap((atom) => lexicon.combinations[atom] ?? [])
    .flatMap((combination) => {
      const parts = partsOf(combination, byAtom, []);
      return parts === undefined ? [] : [foundCombination(lexicon, combination, parts, text)];
    });
}

/** One sighting for every atom, no two of them overlapping. */
function partsOf(
  combination: Combination,
  byAtom: ReadonlyMap<string, Sighting[]>,
  taken: Sighting[],
): Sighting[] | undefined {
  const atom = combination.atoms[taken.length];
  if (atom === undefined) return taken;
  for (const sighting of byAtom.get(atom) ?? []) {
    const free = taken.every(({ start, end }) => end <= sighting.start || sighting.end <= start);
    const parts = free ? partsOf(combination, byAtom, [...taken, sighting]) : undefined;
    if (parts !== undefined) return parts;
  }
  return undefined;
}

function foundCombination(
  lexicon: Lexicon,
  combination: Combination,
  parts: Sighting[],
  text: string,
): FoundCue {
  const inOrder = parts.toSorted((a, b) => a.start - b.start);
  return {
    cue: combination.cue,
    text: inOrder.map(({ start, end }) => text.slice(start, end)).join(" … "),
    start: inOrder[0]?.start ?? 0,
    end: inOrder.at(-1)?.end ?? 0,
    language: parts.find(({ language }) => language !== "en")?.language ?? "en",
    votes: votesOf(lexicon, combination),
    domain: 0,
    context: false,
  };
}
