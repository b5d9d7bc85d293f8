import type { Pattern } from "./pattern.js";

interface Choice {
  pattern: Pattern;
  score: number;
}

/**
 * The patterns that a need told in words asks for, best first; empty if no word of it is known. A
 * whole phrase of a pattern counts more than its single words, a rare word more than a common one.
 */
export function choosePatterns(patterns: readonly Pattern[], need: string): Pattern[] {
  const told = ` ${words(need).join(" ")} `;
  const frequency = new Map<string, number>();
  for (const pattern of patterns) {
    for (const word of wordsOf(pattern)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const score = (pattern: Pattern): number => {
    const phrases = [pattern.id, ...pattern.needs].map((phrase) => words(phrase).join(" "));
    const whole = phrases.filter((phrase) => told.includes(` ${phrase} `));
    const single = [...wordsOf(pattern)].filter((word) => told.includes(` ${word} `));
    const rarity = single.map((word) => 1 / (frequency.get(word) ?? 1));
    return whole.length * 3 + rarity.reduce((sum, each) => sum + each, 0);
  };
  return patterns
    .map((pattern): Choice => ({ pattern, score: score(pattern) }))
    .filter((choice) => choice.score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ pattern }) => pattern);
}

const STOPWORDS = new Set(
  "a an and at by for in it n of on one or per the to with my i not".split(" "),
);

function wordsOf({ id, title, needs }: Pattern): Set<string> {
  const all = [id, title, ...needs].flatMap(words);
  return new Set(all.filter((word) => !STOPWORDS.has(word)));
}

/** Lower-case words without a plural's s, so that "locks" finds "lock". */
function words(text: string): string[] {
  return (
    text
      .toLowerCase()
      .slice(0, 2_000)
      .match(/[a-z0-9']+/g) ?? []
  ).map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, "") : word));
}
