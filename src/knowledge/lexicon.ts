import type { CueKind } from "./lexicon/cue-table.js";
import type { Language } from "./lexicon/dictionary.js";
import type { ReferenceId } from "./library.js";
import type { Token } from "./normalise.js";

/** What a cue says when it is found. */
export interface Vote {
  reference: ReferenceId;
  weight: number;
  kind: CueKind;
}

/** Words that stand together, or the beginning of a word. What it does not say is left out. */
export interface Phrase {
  cue: string;
  /** Numbers of votes in the lexicon. */
  votes?: number[];
  /** How far it shows that a text is about concurrency at all; below zero, that it is not. */
  domain?: number;
  /** That it shows that a text is about programs, which is less. */
  context?: true;
  /** Atoms of combinations that it satisfies: itself, and its concepts as `@name`. */
  atoms?: string[];
}

/** A cue whose atoms may stand apart, in any order. */
export interface Combination {
  cue: string;
  atoms: string[];
  /** Numbers of votes in the lexicon. */
  votes: number[];
}

export type CueLanguage = "en" | Language;

/** What stands under a key: the language, how many words the cue was written with, its phrases. */
export type Entry = [language: CueLanguage, words: number, phrases: number[]];

/**
 * The cues of all references, made to be looked up. It is plain JSON and used as it is parsed, so
 * that opening it costs nothing. Keys come from outside: look them up as own properties only.
 */
export interface Lexicon {
  votes: Vote[];
  phrases: Phrase[];
  /** By joined words; see `keysOf`. */
  exact: Record<string, Entry[]>;
  /** By joined words of which the last is only a beginning. */
  prefixes: Record<string, Entry[]>;
  /** What may stand before the last word in a key of `prefixes`; spares most look-ups. */
  heads: Record<string, true>;
  /** Combinations under their first atom. */
  combinations: Record<string, Combination[]>;
}

/** Words apart may stand for one written together only if it is as long as this. */
const JOINED_MIN = 8;
/** No word's beginning in the lexicon is longer; the rest of a longer word is not looked at. */
const PREFIX_MAX = 24;

/**
 * The keys of some words, joined without spaces so that "rate limit", "rate-limit" and "ratelimit"
 * meet: once with every word stemmed, once with only the last, as in a word written together.
 */
export function keysOf(tokens: readonly Token[]): string[] {
  const stems = tokens.map(({ stem }) => stem).join("");
  const last = headOf(tokens) + (tokens.at(-1)?.stem ?? "");
  return stems === last ? [stems] : [stems, last];
}

/** The words before the last one, joined; prefixes are matched on words as they are written. */
export function headOf(tokens: readonly Token[]): string {
  return tokens
    .slice(0, -1)
    .map(({ word }) => word)
    .join("");
}

/** Every entry that the first words of `tokens` are a form of, by how many words it took. */
export function lookUp(lexicon: Lexicon, tokens: readonly Token[]): Entry[][] {
  let stems = "";
  let words = "";
  return tokens.map((token, at) => {
    stems += token.stem;
    const together = words + token.stem;
    const found: Entry[] = [];
    addExact(lexicon, stems, at + 1, found);
    if (together !== stems) addExact(lexicon, together, at + 1, found);
    addPrefixes(lexicon, words, token.word, found);
    words += token.word;
    return found;
  });
}

/**
 * Words apart may stand for one written together, as "dead lock" does; but only if it is long, or
 * "for each" would be `forEach` and "a wait" `await`.
 */
function addExact({ exact }: Lexicon, key: string, words: number, found: Entry[]): void {
  if (!Object.hasOwn(exact, key)) return;
  for (const entry of exact[key] ?? []) {
    const written = words === 1 || key.length >= JOINED_MIN || entry[1] === words;
    if (written && !found.includes(entry)) found.push(entry);
  }
}

function addPrefixes(lexicon: Lexicon, head: string, last: string, found: Entry[]): void {
  const { heads, prefixes } = lexicon;
  if (!Object.hasOwn(heads, head)) return;
  for (let length = Math.min(last.length, PREFIX_MAX); length >= 1; length--) {
    const key = head + last.slice(0, length);
    if (Object.hasOwn(prefixes, key)) found.push(...(prefixes[key] ?? []));
  }
}
