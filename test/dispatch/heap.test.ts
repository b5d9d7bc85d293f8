import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Heap, type InHeap } from "../../src/dispatch/heap.ts";

interface Item extends InHeap {
  readonly value: number;
}

test("whatever comes and goes, the first is the least, and each knows where it is", () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant("leave" as const)));
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.nat()), (moves, picks) => {
      const heap = new Heap<Item>((a, b) => a.value < b.value);
      const inside: Item[] = [];
      for (const move of moves) {
        if (move !== "leave") {
          const item = { value: move, place: -1 };
          heap.push(item);
          inside.push(item);
        } else if (inside.length > 0) {
          const [item] = inside.splice(picks.next().value % inside.length, 1) as [Item];
          heap.remove(item);
          expect(item.place).toBe(-1);
        }
        expect(heap.size).toBe(inside.length);
        const least = Math.min(...inside.map(({ value }) => value));
        expect(heap.first?.value ?? Infinity).toBe(least);
        expect(new Set(inside.map(({ place }) => place)).size).toBe(inside.length);
      }
    }),
    { numRuns: 300 },
  );
});

test("what is in no heap can be taken out of one all the same", () => {
  const heap = new Heap<Item>((a, b) => a.value < b.value);
  heap.push({ value: 1, place: -1 });
  heap.remove({ value: 1, place: -1 });
  expect(heap.size).toBe(1);
});
