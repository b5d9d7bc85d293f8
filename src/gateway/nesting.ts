/**
 * Whether a value of JSON is nested deeper than this. It goes level by level: recursion, by which
 * most others would read the value, is what a deep one makes run out of stack.
 */
export function isDeeper(value: unknown, depthMax: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= depthMax && level.length > 0; depth += 1) {
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? (Object.values(each) as unknown[]) : [],
    );
  }
  return level.length > 0;
}
