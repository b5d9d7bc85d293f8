const NEAREST_MAX = 3;

/**
 * The names closest to a wrong one, best first, at most three. A name that contains the words of
 * the wrong one comes before a name that is merely spelled alike. Both inputs are cut at 100
 * characters, which bounds the cost.
 */
export function nearest(wrong: string, names: readonly string[]): string[] {
  const target = wrong.toLowerCase().slice(0, 100);
  return names
    .map((name) => ({ name, distance: distance(target, name.toLowerCase().slice(0, 100)) }))
    .filter(({ distance }) => distance <= 0.6)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, NEAREST_MAX)
    .map(({ name }) => name);
}

/** 0 for equal, 1 for nothing in common. */
function distance(a: string, b: string): number {
  const spelling = editDistance(a, b) / Math.max(a.length, b.length, 1);
  const wanted = words(a);
  if (wanted.length === 0) return spelling;
  const found = words(b);
  const missing = wanted.filter((word) => !found.some((other) => other.startsWith(word)));
  return Math.min(spelling, (missing.length / wanted.length) * 0.9 + spelling * 0.1);
}

function words(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of a.split("").entries()) {
    const row = [i + 1];
    for (const [j, right] of b.split("").entries()) {
      const replace = (above[j] ?? 0) + (left === right ? 0 : 1);
      row.push(Math.min(replace, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}
