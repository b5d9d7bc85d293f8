import type { CueMatcher, FoundCue } from "./cue-matcher.js";

/** Finds, among texts of the skill, those that speak of the same things as a question. */
export interface Resemblance<Item> {
  /** Items that share cues of together at least `weightMin`, most first, at most `count`. */
  closest(cues: readonly FoundCue[], weightMin: number, count: number): Item[];
}

/** Reads the cues of every item once; `textOf` gives the text to read them from. */
export function createResemblance<Item>(
  matcher: CueMatcher,
  items: readonly Item[],
  textOf: (item: Item) => string,
): Resemblance<Item> {
  const profiles = items.map((item) => ({
    item,
    cues: new Set(matcher.find(textOf(item)).map(({ cue }) => cue)),
  }));
  return {
    closest: (cues, weightMin, count) =>
      profiles
        .map((profile) => ({ item: profile.item, weight: sharedWeight(cues, profile.cues) }))
        .filter(({ weight }) => weight >= weightMin)
        .sort((a, b) => b.weight - a.weight)
        .slice(0, count)
        .map(({ item }) => item),
  };
}

function sharedWeight(cues: readonly FoundCue[], profile: ReadonlySet<string>): number {
  let weight = 0;
  for (const { cue, votes } of cues) {
    if (profile.has(cue)) weight += Math.max(0, ...votes.map((vote) => vote.weight));
  }
  return weight;
}
