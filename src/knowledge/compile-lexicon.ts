import { CONCEPTS } from "./lexicon/concepts.js";
import type { CueKind, CueTable } from "./lexicon/cue-table.js";
import { DICTIONARY } from "./lexicon/dictionary.js";
import { CONTEXT, DOMAIN } from "./lexicon/domain.js";
import { OFF_TOPIC } from "./lexicon/off-topic.js";
import { TABLES } from "./lexicon/tables.js";
import { headOf, keysOf, lookUp } from "./lexicon.js";
import type { CueLanguage, Entry, Lexicon, Phrase, Vote } from "./lexicon.js";
import { normalise } from "./normalise.js";

/** Compiles the data files of lexicon/; done when the package is built. */
export function compileLexicon(): Lexicon {
  const lexicon: Lexicon = {
    votes: [],
    phrases: [],
    exact: emptyRecord(),
    prefixes: emptyRecord(),
    heads: emptyRecord(),
    combinations: emptyRecord(),
  };
  addConcepts(lexicon);
  addDomain(lexicon);
  for (const table of TABLES) addTable(lexicon, table);
  addDictionary(lexicon);
  return lexicon;
}

/** Without a prototype: "constructor" is a word that people ask about. */
function emptyRecord<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>;
}

function addConcepts(lexicon: Lexicon): void {
  for (const [name, cues] of Object.entries(CONCEPTS)) {
    for (const cue of split(cues)) addAtom(phraseOf(lexicon, cue), `@${name}`);
  }
}

function addDomain(lexicon: Lexicon): void {
  for (const [weight, cues] of Object.entries(DOMAIN)) {
    for (const cue of split(cues)) phraseOf(lexicon, cue).domain = Number(weight);
  }
  for (const cue of split(CONTEXT)) phraseOf(lexicon, cue).context = true;
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

/** A cue of several atoms is a combination; so is one with a `*` before its last word. */
function addCue(lexicon: Lexicon, cue: string, vote: Vote): void {
  const atoms = cue
    .split(/\s\+\s|(?<=\*)\s/)
    .map((atom) => atom.trim())
    .filter((atom) => atom !== "");
  const [first = ""] = atoms;
  if (atoms.length === 1 && !first.startsWith("@")) {
    const phrase = phraseOf(lexicon, first);
    phrase.votes = strengthened(lexicon, phrase.votes ?? [], vote);
    return;
  }
  for (const atom of atoms) if (!atom.startsWith("@")) addAtom(phraseOf(lexicon, atom), atom);
  const known = (lexicon.combinations[first] ??= []);
  const same = known.find((each) => each.atoms.join() === atoms.join());
  if (same === undefined) known.push({ cue, atoms, votes: strengthened(lexicon, [], vote) });
  else same.votes = strengthened(lexicon, same.votes, vote);
}

function addAtom(phrase: Phrase, atom: string): void {
  phrase.atoms ??= [];
  if (!phrase.atoms.includes(atom)) phrase.atoms.push(atom);
}

/** A cue that a table lists twice counts once, with its greater weight. */
function strengthened(lexicon: Lexicon, numbers: number[], vote: Vote): number[] {
  const same = (each: number): boolean => lexicon.votes[each]?.reference === vote.reference;
  const known = lexicon.votes[numbers.find(same) ?? -1];
  if (known !== undefined && known.weight >= vote.weight) return numbers;
  return [...numbers.filter((each) => !same(each)), numberOf(lexicon, vote)];
}

/** Equal votes are kept once. */
function numberOf({ votes }: Lexicon, { reference, weight, kind }: Vote): number {
  const known = votes.findIndex(
    (each) => each.reference === reference && each.weight === weight && each.kind === kind,
  );
  return known === -1 ? votes.push({ reference, weight, kind }) - 1 : known;
}

/** The phrase of an English cue, made on first use. */
function phraseOf(lexicon: Lexicon, cue: string): Phrase {
  const [entries, [key = ""]] = placeOf(lexicon, cue);
  const known = Object.hasOwn(entries, key) ? entries[key] : undefined;
  const entry = known?.find(([language]) => language === "en");
  const phrase = lexicon.phrases[entry?.[2][0] ?? -1];
  if (phrase !== undefined) return phrase;
  const made: Phrase = { cue };
  addEntry(lexicon, cue, "en", [lexicon.phrases.push(made) - 1]);
  return made;
}

function addEntry(lexicon: Lexicon, cue: string, language: CueLanguage, phrases: number[]): void {
  const [entries, keys] = placeOf(lexicon, cue);
  const tokens = normalise(cue);
  if (entries === lexicon.prefixes) lexicon.heads[headOf(tokens)] = true;
  for (const key of keys) (entries[key] ??= []).push([language, tokens.length, phrases]);
}

/** Where a cue is kept, and under which keys. */
function placeOf(lexicon: Lexicon, cue: string): [Record<string, Entry[]>, string[]] {
  const tokens = normalise(cue);
  if (!cue.endsWith("*")) return [lexicon.exact, keysOf(tokens)];
  return [lexicon.prefixes, [headOf(tokens) + (tokens.at(-1)?.word ?? "")]];
}

function addDictionary(lexicon: Lexicon): void {
  for (const [language, words] of Object.entries(DICTIONARY)) {
    for (const [english, cues] of Object.entries(words)) {
      const phrases = meaningOf(lexicon, english);
      for (const cue of split(cues)) addEntry(lexicon, cue, language as CueLanguage, phrases);
    }
  }
}

/** The phrases that an English text is made of; only the whole of it keeps its votes. */
function meaningOf(lexicon: Lexicon, english: string): number[] {
  const tokens = normalise(english);
  return tokens.flatMap((_, from) =>
    lookUp(lexicon, tokens.slice(from)).flatMap((entries, at) => {
      const whole = from === 0 && at === tokens.length - 1;
      const numbers = entries.filter(([language]) => language === "en").flatMap(([, , all]) => all);
      return whole ? numbers : numbers.map((number) => atomsOnly(lexicon, number));
    }),
  );
}

function atomsOnly({ phrases }: Lexicon, number: number): number {
  const { cue = "", atoms = [] } = phrases[number] ?? {};
  return phrases.push({ cue, atoms }) - 1;
}

function split(cues: string): string[] {
  return cues
    .split(/[,\n]/)
    .map((cue) => cue.trim())
    .filter((cue) => cue !== "");
}
