import { describe, expect, test } from "vitest";
import { checkedBlocks, fencesOf, placeOf } from "./fences.ts";
import type { Block } from "./fences.ts";
import { readPages } from "./pages.ts";

/**
 * What guidance on concurrency often gets wrong, ours too in its first form, and the mark of the
 * block that shows the difference by running. blocks.test.ts runs each of them.
 */
const CORRECTIONS: readonly (readonly [claim: string, slug: string])[] = [
  ["an abort in the catch block cleans the siblings up", "abort-without-waiting"],
  ["a controller is a scope", "scope-waits-then-rethrows"],
  ["Promise.all cancels the rest when one fails", "all-leaves-siblings"],
  ["gather cancels the rest when one fails", "gather-leaves-siblings"],
  ["fetch rejects on an HTTP error", "http-error-counted-as-success"],
  ["Promise.all over a large array is bounded by something", "unbounded-fan-out"],
  ["a throw in the map callback is one more rejection", "sync-throw-orphans-promises"],
  ["composed abort signals cost nothing", "link-by-hand-and-unlink"],
  ["a permit around fetch bounds the downloads", "permit-released-at-headers"],
  ["a semaphore limits the rate", "semaphore-is-no-rate"],
  ["racing an acquire against a timeout is a timeout", "raced-acquire-loses-its-permit"],
  ["results appended by the children are in input order", "results-in-completion-order"],
  ["except catches what a child of a TaskGroup raised", "except-misses-the-group"],
  ["isinstance(result, Exception) finds every failure", "cancelled-counted-as-success"],
  ["a semaphore may live at module level", "semaphore-bound-to-one-loop"],
  ["a semaphore bounds the work that is queued", "semaphore-bounds-running-not-waiting"],
  ["the first to settle has succeeded", "race-won-by-an-error"],
  ["a cancel ends the task, a timeout raises", "swallowed-cancel-hides-the-timeout"],
  ["a cancelled await frees its process", "cancelled-job-keeps-its-process"],
  ["heavy writing needs a pessimistic lock", "read-then-write-loses-updates"],
  ["a snapshot is as good as serializable", "snapshot-isolation-allows-write-skew"],
  ["a lock with a lease is enough across processes", "lease-without-a-fence"],
  ["lock order prevents every deadlock", "locks-are-not-reentrant"],
  ["only nested locks deadlock, pools do not", "nested-checkout-starves-the-pool"],
  ["one thread needs no locks", "await-between-read-and-write"],
  ["read-only or stateful is all there is to classify", "unknown-counts-as-a-write"],
];

const CORRECTIONS_MIN = 15;
const blocks = checkedBlocks(readPages().flatMap((page) => page.blocks));

/** Marks of a list of corrections that no runnable block with an output carries. */
function unshown(slugs: readonly string[], among: readonly Block[]): string[] {
  const shown = new Set(
    among
      .filter(({ flags, output }) => flags.has("runnable") && output !== undefined)
      .map(({ values }) => values.get("shows")),
  );
  return slugs.filter((slug) => !shown.has(slug));
}

describe("what is often taught wrong", () => {
  test("is shown by a block that runs, each by one of its own", () => {
    const slugs = CORRECTIONS.map(([, slug]) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(slugs.length).toBeGreaterThanOrEqual(CORRECTIONS_MIN);
    expect(unshown(slugs, blocks)).toEqual([]);
  });

  test("has a mark only on a block that runs, as words joined by hyphens", () => {
    const marked = blocks.filter(({ values }) => values.has("shows"));
    const faulty = marked.filter(
      ({ flags, values }) =>
        !flags.has("runnable") || !/^[a-z]+(?:-[a-z]+)+$/.test(values.get("shows") ?? ""),
    );
    expect(faulty.map((block) => placeOf(block))).toEqual([]);
  });

  test.each([
    ["a block that is not run", "```ts shows=a-b\n1;\n```\n\n```text\n1\n```\n", ["a-b"]],
    ["a block without an output", "```ts runnable shows=a-b\n1;\n```\n", ["a-b"]],
    [
      "a runnable block with its output",
      "```ts runnable shows=a-b\n1;\n```\n```text\n1\n```\n",
      [],
    ],
  ])("counts %s as it should", (_name, page, missing) => {
    expect(unshown(["a-b"], fencesOf("page.md", page))).toEqual(missing);
  });
});
