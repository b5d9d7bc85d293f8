import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JOURNAL_PENDING_MAX } from "../../../src/dispatch/ledger/journal.ts";
import { hookedFiles, type Step } from "./faulty-files.ts";
import { ended, intent, opens, statesIn, temporaryFolder } from "./temporary-ledger.ts";

test("a ledger that nothing was written to leaves no trace", async () => {
  const folder = await temporaryFolder();
  const ledger = await opens({ folder });
  expect(await ledger.report()).toEqual({ entries: [], problems: [] });
  await ledger.close();
  await expect(stat(folder)).rejects.toMatchObject({ code: "ENOENT" });
});

test("the report tells calls that never started, run and have ended", async () => {
  const folder = await temporaryFolder();
  const ledger = await opens({ folder });
  const calls = ["a", "b", "c"].map((call) => ({ call, server: "s", tool: "write" }));
  ledger.admitted("b", calls);
  await ledger.begin(intent("a"));
  await ledger.begin(intent("b"));
  const error = { code: "tool-failed", message: "no such row" };
  await ledger.end(ended("a", { status: "failed", error, result: { secret: 1 } }));
  const common = { batch: "b", server: "s", tool: "write", atMs: 1_000, acknowledged: false };
  expect((await ledger.report()).entries).toEqual([
    { ...common, id: "b/a", call: "a", state: "finished", status: "failed", error },
    { ...common, id: "b/b", call: "b", state: "running", status: undefined, error: undefined },
    { ...common, id: "b/c", call: "c", state: "not-started", status: undefined, error: undefined },
  ]);
});

test("what ran when its process went is in doubt, until somebody has looked after it", async () => {
  const folder = await temporaryFolder();
  const first = await opens({ folder });
  await first.begin(intent("lost"));
  await first.begin(intent("timed-out"));
  await first.end(ended("timed-out", { status: "unknown" }));
  expect(await statesIn(first)).toEqual({ lost: "running", "timed-out": "in-doubt" });
  await first.close();

  const second = await opens({ folder });
  expect(await statesIn(second)).toEqual({ lost: "in-doubt", "timed-out": "in-doubt" });
  await second.acknowledge("b", "lost");
  const third = await opens({ folder });
  const { entries } = await third.report();
  expect(entries.map(({ call, acknowledged }) => [call, acknowledged])).toEqual([
    ["lost", true],
    ["timed-out", false],
  ]);
});

test("the end of a call that was unknown may be learned late, and stays what it is", async () => {
  const ledger = await opens({ folder: await temporaryFolder() });
  await ledger.begin(intent("a", { attempt: 2 }));
  await ledger.end(ended("a", { status: "unknown" }));
  await ledger.end(ended("a", { status: "ok" }));
  await ledger.end(ended("a", { status: "unknown" }));
  expect((await ledger.report()).entries).toMatchObject([{ state: "finished", status: "ok" }]);
});

test("a new attempt is running again, whatever the last one came to", async () => {
  const ledger = await opens({ folder: await temporaryFolder() });
  await ledger.begin(intent("a"));
  await ledger.end(ended("a", { status: "failed" }));
  await ledger.begin(intent("a", { attempt: 2 }));
  expect(await statesIn(ledger)).toEqual({ a: "running" });
});

test("all that begins together shares one sync, and an end asks for none", async () => {
  const steps: string[] = [];
  const files = hookedFiles(({ name }: Step) => void steps.push(name));
  const ledger = await opens({ folder: await temporaryFolder(), files });
  await ledger.begin(intent("first"));
  steps.length = 0;
  const calls = Array.from({ length: 64 }, (_, index) => `${index}`);
  await Promise.all(calls.map((call) => ledger.begin(intent(call))));
  expect(steps).toEqual(["append", "sync"]);
  steps.length = 0;
  await Promise.all(calls.map((call) => ledger.end(ended(call))));
  expect(steps).toEqual(["append"]);
  await ledger.close();
  expect(steps.slice(1)).toEqual(["sync", "close"]);
});

test("a begin is on the disk, in a folder that names it, before it resolves", async () => {
  const steps: string[] = [];
  const files = hookedFiles(({ name }: Step) => void steps.push(name));
  const ledger = await opens({ folder: await temporaryFolder(), files });
  steps.length = 0;
  await ledger.begin(intent("a"));
  const written = steps.filter((name) => name !== "list" && name !== "size" && name !== "read");
  expect(written).toEqual(["makeFolder", "create", "syncFolder", "append", "sync"]);
});

test("only the owner may look into the folder and its files", async () => {
  const folder = await temporaryFolder();
  const ledger = await opens({ folder });
  await ledger.begin(intent("a"));
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(folder)) {
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  }
});

test("results are kept for calls with a key only, and only up to a bound", async () => {
  const folder = await temporaryFolder();
  const ledger = await opens({ folder, resultBytesMax: 20 });
  const finish = async (call: string, key: string | undefined, result: unknown): Promise<void> => {
    await ledger.begin(intent(call, { idempotencyKey: key }));
    await ledger.end(ended(call, { result }));
  };
  await finish("plain", undefined, "secret");
  await finish("small", "k1", "123456789012345678");
  await finish("large", "k2", "1234567890123456789");
  await finish("no JSON", "k3", 1n);
  expect((await ledger.recorded("k1"))?.ending).toEqual(
    ended("small", { result: "123456789012345678" }),
  );
  const omitted = { status: "ok", resultOmitted: true };
  expect((await ledger.recorded("k2"))?.ending).toEqual({ ...ended("large"), ...omitted });
  expect((await ledger.recorded("k3"))?.ending).toEqual({ ...ended("no JSON"), ...omitted });
  const [name] = await readdir(folder);
  expect(await readFile(join(folder, name as string), "utf8")).not.toContain("secret");
});

test("more begins than may wait for the disk are refused, and the others go through", async () => {
  const ledger = await opens({ folder: await temporaryFolder() });
  const calls = Array.from({ length: JOURNAL_PENDING_MAX + 1 }, (_, index) => `${index}`);
  const begun = await Promise.allSettled(calls.map((call) => ledger.begin(intent(call))));
  expect(begun.filter(({ status }) => status === "fulfilled").length).toBe(JOURNAL_PENDING_MAX);
  expect(begun.at(-1)).toMatchObject({ status: "rejected", reason: { code: "queue-full" } });
});

test("a closed ledger takes nothing more", async () => {
  const ledger = await opens({ folder: await temporaryFolder() });
  await ledger.close();
  await expect(ledger.begin(intent("a"))).rejects.toMatchObject({ code: "ledger-closed" });
});
