import type { FoundCue } from "./cue-matcher.js";

/**
 * Among texts of the skill, those that speak of the same things as a question: they share cues
 * with it of together at least `weightMin`. Most first, at most `count`; `profiles` has the cues
 * of each item, in the order of `items`.
 */
export function closest<Item>(
  items: readonly Item[],
  profiles: readonly string[][],
  cues: readonly FoundCue[],
  { weightMin, count }: { weightMin: number; count: number },
): Item[] {
  return items
    .map((item, at) => ({ item, weight: sharedWeight(cues, profiles[at] ?? []) }))
    .filter(({ weight }) => weight >= weightMin)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, count)
    .map(({ item }) => item);
}

function sharedWeight(cues: readonly FoundCue[], profile: readonly string[]): number {
  let weight = 0;
  for (const { cue, votes } of cues) {
    if (profile.includes(cue)) weight += Math.max(0, ...votes.map((vote) => vote.weight));
  }
  return weight;
}
