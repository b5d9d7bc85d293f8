import { expect, test } from "vitest";
import { KEYED_MAX, KeyIndex, RESULT_BYTES_MAX } from "../../../src/dispatch/ledger/key-index.ts";
import { ended, intent, opens, temporaryFolder } from "./temporary-ledger.ts";

const keyed = (call: string, key = "k") => intent(call, { idempotencyKey: key });

test("a key is found in the same process, in another, and after a restart", async () => {
  const folder = await temporaryFolder();
  const first = await opens({ folder });
  const second = await opens({ folder });
  expect(await second.recorded("k")).toBeUndefined();
  await first.begin(keyed("a"));
  const begun = { ...keyed("a"), state: "in-doubt", atMs: 1_000 };
  expect(await first.recorded("k")).toMatchObject({ call: "a", state: "in-doubt" });
  expect(await second.recorded("k")).toEqual(begun);

  const ending = ended("a", { result: { content: [] } });
  await first.end(ending);
  const record = { ...begun, state: "ended", ending };
  expect(await first.recorded("k")).toEqual(record);
  expect(await second.recorded("k")).toEqual(record);
  await first.close();
  await second.close();
  expect(await (await opens({ folder })).recorded("k")).toEqual(record);
});

test("a second call with a key is turned away, a second attempt is not", async () => {
  const folder = await temporaryFolder();
  const first = await opens({ folder });
  const second = await opens({ folder });
  await first.begin(keyed("a"));
  await first.begin({ ...keyed("a"), attempt: 2 });
  for (const ledger of [first, second]) {
    await expect(ledger.begin(keyed("other"))).rejects.toMatchObject({
      code: "idempotency-key-taken",
    });
    expect(await ledger.recorded("k")).toMatchObject({ call: "a", attempt: 2 });
  }
  await second.begin(keyed("other", "another key"));
});

test("of two processes that begin with one key at the same time, at most one goes on", async () => {
  const folder = await temporaryFolder();
  const ledgers = await Promise.all([opens({ folder }), opens({ folder }), opens({ folder })]);
  for (let round = 0; round < 20; round += 1) {
    const key = `k${round}`;
    const begun = await Promise.allSettled(
      ledgers.map((ledger, index) => ledger.begin(keyed(`${round}-${index}`, key))),
    );
    const winners = begun.filter(({ status }) => status === "fulfilled").length;
    expect(winners).toBeLessThanOrEqual(1);
    const found = await Promise.all(ledgers.map((ledger) => ledger.recorded(key)));
    expect(new Set(found.map((record) => record?.call)).size).toBe(1);
    expect(found[0] === undefined).toBe(winners === 0);
  }
});

test("a key that two have lost is free again", async () => {
  const ledger = await opens({ folder: await temporaryFolder() });
  const index = new KeyIndex();
  for (const call of ["a", "b"]) {
    index.add({ type: "begin", atMs: 0, by: "p", intent: keyed(call) });
    const ending = ended(call, { status: "refused" });
    index.add({ type: "end", atMs: 0, server: "s", tool: "t", attempt: 1, ending });
  }
  expect(index.find("k")).toBeUndefined();
  expect(index.isTaken("k", { batch: "b", call: "c" })).toBe(false);
  await ledger.begin(keyed("c"));
});

test("an end that is read before its begin counts, and one of an earlier attempt does not", () => {
  const index = new KeyIndex();
  const end = { type: "end", atMs: 2, server: "s", tool: "t" } as const;
  const [first, second] = [keyed("a"), { ...keyed("a"), attempt: 2 }];
  index.add({ ...end, attempt: 2, intent: second, ending: ended("a") });
  index.add({ type: "begin", atMs: 1, by: "p", intent: second });
  index.add({ type: "begin", atMs: 0, by: "p", intent: first });
  const unknown = ended("a", { status: "unknown" });
  index.add({ ...end, attempt: 1, intent: first, ending: unknown });
  expect(index.find("k")).toMatchObject({ attempt: 2, state: "ended", ending: ended("a") });
});

test.each([
  ["ok", undefined, true],
  ["unknown", undefined, true],
  ["failed", "tool-failed", true],
  ["failed", "not-sent", false],
  ["cancelled", undefined, false],
  ["refused", undefined, false],
] as const)("a call that ended %s (%s) keeps its key: %s", async (status, code, isKept) => {
  const ledger = await opens({ folder: await temporaryFolder() });
  await ledger.begin(keyed("a"));
  const error = code && { code, message: "" };
  await ledger.end(ended("a", { status, error }));
  expect((await ledger.recorded("k"))?.call).toBe(isKept ? "a" : undefined);
  const again = await ledger.begin(keyed("b")).then(...([() => "sent", () => "not sent"] as const));
  expect(again).toBe(isKept ? "not sent" : "sent");
});

test("the oldest key is forgotten when there are more than can be kept", () => {
  const index = new KeyIndex();
  for (let call = 0; call <= KEYED_MAX; call += 1) {
    index.add({ type: "begin", atMs: 0, by: "p", intent: keyed(`${call}`, `k${call}`) });
  }
  expect(index.find("k0")).toBeUndefined();
  expect(index.find("k1")).toMatchObject({ call: "1" });
  expect(index.find(`k${KEYED_MAX}`)).toMatchObject({ call: `${KEYED_MAX}` });
});

test("the oldest results are forgotten when they are too many bytes, their ends are not", () => {
  const index = new KeyIndex();
  const result = "x".repeat(RESULT_BYTES_MAX / 4 - 2);
  for (let call = 0; call < 5; call += 1) {
    index.add({ type: "begin", atMs: 0, by: "p", intent: keyed(`${call}`, `k${call}`) });
    const ending = ended(`${call}`, { result });
    index.add({ type: "end", atMs: 0, server: "s", tool: "t", attempt: 1, ending });
  }
  expect(index.find("k0")?.ending).toEqual({ ...ended("0"), resultOmitted: true });
  expect(index.find("k1")?.ending).toEqual(ended("1", { result }));
  expect(index.find("k4")?.ending).toEqual(ended("4", { result }));
});
