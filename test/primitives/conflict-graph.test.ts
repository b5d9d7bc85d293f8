import { array, assert, constantFrom, property, record } from "fast-check";
import { expect, test } from "vitest";
import { conflictGraph } from "../../src/primitives/conflict-graph.ts";
import { claimsConflict, type Claim } from "../../src/primitives/resource-request.ts";

const writes = (...path: string[]): Claim => ({ path, mode: "write" });
const reads = (...path: string[]): Claim => ({ path, mode: "read" });

test("what conflicts is an edge, what does not may stand together", () => {
  const graph = conflictGraph([
    [writes("file", "a")],
    [writes("file", "b")],
    [reads("file")],
    [reads("file", "a")],
  ]);
  expect(graph).toEqual({
    edges: [
      { earlier: 0, later: 2, clash: { theirs: writes("file", "a"), ours: reads("file") } },
      { earlier: 1, later: 2, clash: { theirs: writes("file", "b"), ours: reads("file") } },
      { earlier: 0, later: 3, clash: { theirs: writes("file", "a"), ours: reads("file", "a") } },
    ],
    waves: [
      [0, 1],
      [2, 3],
    ],
    longestChain: [0, 2],
  });
});

test("one that needs another is an edge without a clash", () => {
  const graph = conflictGraph([[reads("a")], [reads("a")]], [[], [0]]);
  expect(graph).toEqual({
    edges: [{ earlier: 0, later: 1, clash: undefined }],
    waves: [[0], [1]],
    longestChain: [0, 1],
  });
});

test("a longest chain is told from its first to its last", () => {
  const all = [writes("a"), writes("b"), writes("a"), writes("a"), writes("b")];
  const { waves, longestChain } = conflictGraph(all.map((claim) => [claim]));
  expect(longestChain).toEqual([0, 2, 3]);
  expect(waves).toEqual([[0, 1], [2, 4], [3]]);
});

test("a segment is itself, whatever characters it holds", () => {
  for (const segment of ["a\0b", "a/b", "a1:b"]) {
    expect(conflictGraph([[writes(segment)], [writes("a", "b")]]).edges).toEqual([]);
  }
  expect(conflictGraph([[writes("a", "")], [writes("a")]]).edges).toHaveLength(1);
});

test("nothing makes an empty graph", () => {
  expect(conflictGraph([])).toEqual({ edges: [], waves: [], longestChain: [] });
});

test("the edges are all pairs that conflict, and no others", () => {
  const claim = record<Claim>({
    mode: constantFrom("read", "write"),
    path: array(constantFrom("a", "b"), { maxLength: 3 }),
  });
  assert(
    property(array(array(claim, { maxLength: 3 }), { maxLength: 6 }), (footprints) => {
      const found = conflictGraph(footprints).edges.map(({ earlier, later }) => [earlier, later]);
      const expected = footprints.flatMap((ours, later) =>
        footprints.slice(0, later).flatMap((theirs, earlier) => {
          const clash = ours.some((our) => theirs.some((their) => claimsConflict(our, their)));
          return clash ? [[earlier, later]] : [];
        }),
      );
      expect(found).toEqual(expected);
    }),
  );
});
