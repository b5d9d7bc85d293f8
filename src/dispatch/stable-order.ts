import { InvalidBatch } from "./invalid-batch.js";

/** A call, as far as its order goes. */
interface Ordered {
  readonly id: string;
  readonly needs: readonly number[];
}

/**
 * The order whose outcome is kept: that of the request, except that a call which needs later ones
 * stands right after the last of them. Throws `InvalidBatch` if calls wait for one another in a
 * circle. Cost: O(calls + needs), and with calls that need later ones O(log calls) each.
 */
export function stableOrder(calls: readonly Ordered[]): readonly number[] {
  const inOrder = calls.every(({ needs }, index) => needs.every((need) => need < index));
  if (inOrder) return calls.map((_, index) => index);
  const missing = calls.map(({ needs }) => needs.length);
  const dependents: number[][] = calls.map(() => []);
  calls.forEach(({ needs }, index) => {
    for (const need of needs) dependents[need]?.push(index);
  });
  const order: number[] = [];
  // Calls passed over, that may stand now, the earliest on top.
  const late: number[] = [];
  const stand = (index: number): void => {
    order.push(index);
    for (const dependent of dependents[index] ?? []) {
      missing[dependent] = (missing[dependent] as number) - 1;
      if (missing[dependent] === 0 && dependent < next) insert(late, dependent);
    }
  };
  let next = 0;
  while (next < calls.length) {
    const index = next;
    next += 1;
    if (missing[index] === 0) stand(index);
    for (let due = late.pop(); due !== undefined; due = late.pop()) stand(due);
  }
  if (order.length < calls.length) throw circleAmong(calls, new Set(order));
  return order;
}

/** Keeps `late` falling, so that the earliest is at the end. */
function insert(late: number[], index: number): void {
  let low = 0;
  let high = late.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((late[middle] as number) > index) low = middle + 1;
    else high = middle;
  }
  late.splice(low, 0, index);
}

function circleAmong(calls: readonly Ordered[], done: ReadonlySet<number>): InvalidBatch {
  const path: number[] = [];
  let index = calls.findIndex((_, place) => !done.has(place));
  while (!path.includes(index)) {
    path.push(index);
    index = calls[index]?.needs.find((need) => !done.has(need)) ?? index;
  }
  const circle = [...path.slice(path.indexOf(index)), index];
  const names = circle.map((place) => calls[place]?.id).join(" after ");
  return new InvalidBatch(`calls[${index}].after`, "free of circles", names);
}
