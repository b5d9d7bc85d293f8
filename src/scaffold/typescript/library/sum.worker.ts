/** What the example's threads run: a sum that would block the event loop. */
export function work(limit: number): number {
  let total = 0;
  for (let number = 0; number < limit; number += 1) total += number * number;
  return total;
}
