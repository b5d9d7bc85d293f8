import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { diskError, hookedFiles, type Step } from "./faulty-files.ts";
import { ended, intent, opens, statesIn, temporaryFolder } from "./temporary-ledger.ts";

/** Steps of a first begin, without those that only look. */
const STEPS = ["makeFolder", "create", "syncFolder", "append", "sync"] as const;

test.each(STEPS.flatMap((step) => ["ENOSPC", "EACCES"].map((code) => [step, code] as const)))(
  "a %s that fails with %s keeps the call from being sent, and the next one goes through",
  async (failing, code) => {
    const folder = await temporaryFolder();
    let isFull = true;
    const files = hookedFiles(({ name }: Step) => {
      if (isFull && name === failing) throw diskError(code);
    });
    const ledger = await opens({ folder, files });
    for (const call of ["x", "y"]) {
      await expect(ledger.begin(intent(call))).rejects.toMatchObject({ code });
    }
    const left = await readdir(folder).catch(() => []);
    if (failing !== "sync") expect(left).toEqual([]);
    isFull = false;
    await ledger.begin(intent("z"));
    await ledger.end(ended("z"));
    const { entries, problems } = await ledger.report();
    expect(problems).toEqual([]);
    expect(entries.filter(({ status }) => status === "ok").map(({ call }) => call)).toEqual(["z"]);
    // Of the others the disk may have a begin; then it also has that they were not sent.
    const others = entries.filter(({ call }) => call !== "z");
    expect(others.filter(({ status }) => status !== "refused")).toEqual([]);
  },
);

test("a disk that is full in the middle of a line spoils that line only", async () => {
  const folder = await temporaryFolder();
  let isFull = false;
  const real = hookedFiles(() => undefined);
  const files: typeof real = {
    ...real,
    async create(path) {
      const file = await real.create(path);
      return {
        ...file,
        async append(bytes) {
          if (!isFull) return file.append(bytes);
          await file.append(bytes.subarray(0, 40));
          throw diskError("ENOSPC");
        },
      };
    },
  };
  const ledger = await opens({ folder, files });
  await ledger.begin(intent("before"));
  isFull = true;
  await expect(ledger.begin(intent("full"))).rejects.toMatchObject({ code: "ENOSPC" });
  await expect(ledger.end(ended("before"))).rejects.toMatchObject({ code: "ENOSPC" });
  expect(await statesIn(ledger)).toEqual({ before: "running" });
  isFull = false;
  await ledger.begin(intent("after"));
  expect(await statesIn(ledger)).toEqual({
    before: "finished",
    full: "finished",
    after: "running",
  });
  const { entries } = await ledger.report();
  expect(entries.map(({ call, status }) => `${call} ${status}`)).toEqual([
    "before ok",
    "full refused",
    "after undefined",
  ]);
});

test("a key whose begin failed can be used again", async () => {
  const folder = await temporaryFolder();
  let isFull = true;
  const files = hookedFiles(({ name }: Step) => {
    if (isFull && name === "append") throw diskError("ENOSPC");
  });
  const ledger = await opens({ folder, files });
  const keyed = (call: string) => intent(call, { idempotencyKey: "k" });
  await expect(ledger.begin(keyed("a"))).rejects.toMatchObject({ code: "ENOSPC" });
  expect(await ledger.recorded("k")).toBeUndefined();
  isFull = false;
  await ledger.begin(keyed("b"));
  expect(await ledger.recorded("k")).toMatchObject({ call: "b" });
});

test("a folder that cannot be read keeps a call with a key from being sent", async () => {
  const folder = await temporaryFolder();
  let isLocked = false;
  const files = hookedFiles(({ name }: Step) => {
    if (isLocked && name === "list") throw diskError("EACCES");
  });
  const ledger = await opens({ folder, files });
  await ledger.begin(intent("first"));
  isLocked = true;
  const keyed = intent("a", { idempotencyKey: "k" });
  await expect(ledger.begin(keyed)).rejects.toMatchObject({ code: "EACCES" });
  isLocked = false;
  expect((await ledger.report()).entries).toMatchObject([
    { call: "first", state: "running" },
    { call: "a", state: "finished", status: "refused" },
  ]);
});

test("merging that fails is tried again later and loses nothing", async () => {
  const folder = await temporaryFolder();
  let failing: Step["name"] | undefined = "rename";
  const files = hookedFiles(({ name }: Step) => {
    if (name === failing) throw diskError("ENOSPC");
  });
  const ledger = await opens({ folder, files, fileBytesMax: 1, filesMax: 2 });
  for (let call = 0; call < 8; call += 1) {
    await ledger.begin(intent(`${call}`));
    await ledger.end(ended(`${call}`));
  }
  expect((await readdir(folder)).length).toBeGreaterThan(8);
  failing = undefined;
  await ledger.begin(intent("last"));
  await ledger.close();
  expect((await readdir(folder)).length).toBeLessThanOrEqual(3);
  const again = await opens({ folder });
  expect(Object.values(await statesIn(again)).filter((state) => state === "finished").length).toBe(
    8,
  );
});
