import { CONCEPTS } from "./lexicon/concepts.js";
import type { CueKind, CueTable } from "./lexicon/cue-table.js";
import { DICTIONARY } from "./lexicon/dictionary.js";
import type { Language } from "./lexicon/dictionary.js";
import { DOMAIN } from "./lexicon/domain.js";
import { OFF_TOPIC } from "./lexicon/off-topic.js";
import { TABLES } from "./lexicon/tables.js";
import type { ReferenceId } from "./library.js";
import { normalise } from "./normalise.js";
import type { Token } from "./normalise.js";

/** What a cue says when it is found. */
export interface Vote {
  reference: ReferenceId;
  weight: number;
  kind: CueKind;
}

/** Words that stand together, or the beginning of a word. */
export interface Phrase {
  cue: string;
  votes: Vote[];
  /** How far it shows that a text is about concurrency at all; below zero, that it is not. */
  domain: number;
  /** Atoms of combinations that it satisfies: itself, and its concepts as `@name`. */
  atoms: Set<string>;
}

/** A cue whose atoms may stand apart, in any order. */
export interface Combination {
  cue: string;
  atoms: string[];
  votes: Vote[];
}

export type CueLanguage = "en" | Language;

/** Phrases under one key, in one language. */
export interface Entry {
  language: CueLanguage;
  phrases: Phrase[];
}

export interface Lexicon {
  /** By joined words; see `keysOf`. */
  exact: Map<string, Entry[]>;
  /** By joined words of which the last is only a beginning. */
  prefixes: Map<string, Entry[]>;
  /** What may stand before the last word in a key of `prefixes`; spares most look-ups. */
  heads: Set<string>;
  /** Combinations under their first atom. */
  combinations: Map<string, Combination[]>;
}

/** Compiles the data files of lexicon/ into maps. A few milliseconds, so once per process. */
export function compileLexicon(): Lexicon {
  const lexicon: Lexicon = {
    exact: new Map(),
    prefixes: new Map(),
    heads: new Set(),
    combinations: new Map(),
  };
  addConcepts(lexicon);
  addDomain(lexicon);
  for (const table of TABLES) addTable(lexicon, table);
  addDictionary(lexicon);
  return lexicon;
}

/**
 * The keys of some words, joined without spaces so that "rate limit", "rate-limit" and "ratelimit"
 * meet: once with every word stemmed, once with only the last, as in a word written together.
 */
export function keysOf(tokens: readonly Token[]): string[] {
  const stems = tokens.map(({ stem }) => stem).join("");
  const last = tokens.at(-1)?.stem ?? "";
  const words = tokens
    .slice(0, -1)
    .map(({ word }) => word)
    .join("");
  return stems === words + last ? [stems] : [stems, words + last];
}

function addConcepts(lexicon: Lexicon): void {
  for (const [name, cues] of Object.entries(CONCEPTS)) {
    for (const cue of split(cues)) phraseOf(lexicon, cue).atoms.add(`@${name}`);
  }
}

function addDomain(lexicon: Lexicon): void {
  for (const [weight, cues] of Object.entries(DOMAIN)) {
    for (const cue of split(cues)) phraseOf(lexicon, cue).domain = Number(weight);
  }
  for (const [weight, cues] of Object.entries(OFF_TOPIC)) {
    for (const cue of split(cues)) phraseOf(lexicon, cue).domain = -Number(weight);
  }
}

function addTable(lexicon: Lexicon, { reference, cues }: CueTable): void {
  for (const [kind, byWeight] of Object.entries(cues)) {
    for (const [weight, list] of Object.entries(byWeight)) {
      for (const cue of split(list)) {
        addCue(lexicon, cue, { reference, weight: Number(weight), kind: kind as CueKind });
      }
    }
  }
}

function addCue(lexicon: Lexicon, cue: string, vote: Vote): void {
  const atoms = cue
    .split(/\s\+\s|(?<=\*)\s/)
    .map((atom) => atom.trim())
    .filter((atom) => atom !== "");
  const [first = ""] = atoms;
  if (atoms.length === 1 && !first.startsWith("@")) {
    strengthen(phraseOf(lexicon, first).votes, vote);
    return;
  }
  for (const atom of atoms) if (!atom.startsWith("@")) phraseOf(lexicon, atom).atoms.add(atom);
  const known = lexicon.combinations.get(first) ?? [];
  const same = known.find((each) => each.atoms.join() === atoms.join());
  if (same === undefined) known.push({ cue, atoms, votes: [vote] });
  else strengthen(same.votes, vote);
  lexicon.combinations.set(first, known);
}

/** A cue that a table lists twice counts once, with its greater weight. */
function strengthen(votes: Vote[], vote: Vote): void {
  const same = votes.find(({ reference }) => reference === vote.reference);
  if (same === undefined) votes.push(vote);
  else if (same.weight < vote.weight) Object.assign(same, vote);
}

/** The phrase of an English cue, made on first use. */
function phraseOf(lexicon: Lexicon, cue: string): Phrase {
  const tokens = normalise(cue);
  const map = cue.endsWith("*") ? lexicon.prefixes : lexicon.exact;
  const known = map.get(keyIn(map, lexicon, tokens))?.find(({ language }) => language === "en");
  if (known?.phrases[0] !== undefined) return known.phrases[0];
  const phrase: Phrase = { cue, votes: [], domain: 0, atoms: new Set() };
  addEntry(lexicon, cue, { language: "en", phrases: [phrase] });
  return phrase;
}

function addEntry(lexicon: Lexicon, cue: string, entry: Entry): void {
  const tokens = normalise(cue);
  if (cue.endsWith("*")) {
    const head = headOf(tokens);
    lexicon.heads.add(head);
    append(lexicon.prefixes, head + (tokens.at(-1)?.word ?? ""), entry);
    return;
  }
  for (const key of keysOf(tokens)) append(lexicon.exact, key, entry);
}

function keyIn(map: Map<string, Entry[]>, lexicon: Lexicon, tokens: Token[]): string {
  if (map === lexicon.prefixes) return headOf(tokens) + (tokens.at(-1)?.word ?? "");
  return keysOf(tokens)[0] ?? "";
}

/** The words before the last one, joined; prefixes are matched on words as they are written. */
function headOf(tokens: readonly Token[]): string {
  return tokens
    .slice(0, -1)
    .map(({ word }) => word)
    .join("");
}

function append(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, [entry]);
  else entries.push(entry);
}

function addDictionary(lexicon: Lexicon): void {
  for (const [language, words] of Object.entries(DICTIONARY)) {
    for (const [english, cues] of Object.entries(words)) {
      const phrases = meaningOf(lexicon, english);
      for (const cue of split(cues)) {
        addEntry(lexicon, cue, { language: language as Language, phrases });
      }
    }
  }
}

/** The phrases that an English text is made of; only the whole of it keeps its votes. */
function meaningOf(lexicon: Lexicon, english: string): Phrase[] {
  const tokens = normalise(english);
  const phrases: Phrase[] = [];
  for (let from = 0; from < tokens.length; from++) {
    for (let to = from + 1; to <= tokens.length; to++) {
      const found = englishPhrases(lexicon, tokens.slice(from, to));
      if (to - from === tokens.length) phrases.push(...found);
      else phrases.push(...found.map(withoutVotes));
    }
  }
  return phrases;
}

function withoutVotes({ cue, atoms }: Phrase): Phrase {
  return { cue, votes: [], domain: 0, atoms };
}

function englishPhrases(lexicon: Lexicon, tokens: Token[]): Phrase[] {
  return lookUp(lexicon, tokens)
    .filter(({ language }) => language === "en")
    .flatMap(({ phrases }) => phrases);
}

/** Every entry that these words, all of them, are a form of. */
export function lookUp(lexicon: Lexicon, tokens: readonly Token[]): Entry[] {
  const found = new Set(keysOf(tokens).flatMap((key) => lexicon.exact.get(key) ?? []));
  const head = headOf(tokens);
  if (lexicon.heads.has(head)) {
    const last = tokens.at(-1)?.word ?? "";
    for (let length = Math.min(last.length, PREFIX_MAX); length >= 1; length--) {
      for (const entry of lexicon.prefixes.get(head + last.slice(0, length)) ?? []) {
        found.add(entry);
      }
    }
  }
  return [...found];
}

/** No word's beginning in the lexicon is longer; the rest of a longer word is not looked at. */
const PREFIX_MAX = 24;

function split(cues: string): string[] {
  return cues
    .split(/[,\n]/)
    .map((cue) => cue.trim())
    .filter((cue) => cue !== "");
}
