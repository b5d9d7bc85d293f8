import { appendFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskError, hookedFiles } from "./faulty-files.ts";
import { ended, intent, opens, statesIn, temporaryFolder } from "./temporary-ledger.ts";

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}

test("a long life stays within its bounds, and no call in doubt is ever dropped", async () => {
  const folder = await temporaryFolder();
  const bounds = { fileBytesMax: 4_000, filesMax: 2, historyBytesMax: 4_000 };
  const ledger = await opens({ folder, ...bounds });
  for (let call = 0; call < 500; call += 1) {
    await ledger.begin(intent(`${call}`));
    if (call % 100 !== 0) await ledger.end(ended(`${call}`));
  }
  await ledger.close();
  expect((await readdir(folder)).length).toBeLessThanOrEqual(4);
  expect(await bytesIn(folder)).toBeLessThan(4 * (4_000 + 2_000));
  const again = await opens({ folder });
  const states = await statesIn(again);
  const inDoubt = Object.keys(states).filter((call) => states[call] === "in-doubt");
  expect(inDoubt).toEqual(["0", "100", "200", "300", "400"]);
  expect(states["499"]).toBe("finished");
  expect(states["1"]).toBeUndefined();
});

test("of what has ended, calls with a key are kept before those without", async () => {
  const folder = await temporaryFolder();
  const bounds = { fileBytesMax: 4_000, filesMax: 2, historyBytesMax: 2_000 };
  const ledger = await opens({ folder, ...bounds });
  await ledger.begin(intent("keyed", { idempotencyKey: "k" }));
  await ledger.end(ended("keyed", { result: 7 }));
  for (let call = 0; call < 200; call += 1) {
    await ledger.begin(intent(`${call}`));
    await ledger.end(ended(`${call}`));
  }
  await ledger.close();
  const again = await opens({ folder });
  expect((await again.recorded("k"))?.ending?.result).toBe(7);
  expect(await statesIn(again)).not.toHaveProperty("0");
});

test("files of processes that are gone are merged, those of living ones left alone", async () => {
  const folder = await temporaryFolder();
  const living = await opens({ folder });
  await living.begin(intent("living"));
  for (let process = 0; process < 6; process += 1) {
    const gone = await opens({ folder, filesMax: 100 });
    await gone.begin(intent(`gone${process}`));
    await gone.close();
  }
  const [oldest] = await readdir(folder);
  expect((await readdir(folder)).length).toBe(7);
  const ledger = await opens({ folder });
  await ledger.begin(intent("new"));
  await ledger.close();
  expect((await readdir(folder)).length).toBe(3);
  await living.begin(intent("living2"));
  const states = await statesIn(living);
  expect(Object.values(states).filter((state) => state === "in-doubt").length).toBe(7);
  expect(states).toMatchObject({ living: "running", living2: "running", gone0: "in-doubt" });
  expect(oldest).toMatch(/^[0-9a-f]{8}-[0-9a-f]{16}\.000001\.jsonl$/);
});

test("lines that could not be read are still told of after the merge", async () => {
  const folder = await temporaryFolder();
  const ledger = await opens({ folder, fileBytesMax: 1, filesMax: 1 });
  await ledger.begin(intent("a"));
  const [name] = (await readdir(folder)) as [string];
  await appendFile(join(folder, name), "rubbish\n");
  for (const call of ["b", "c", "d"]) await ledger.begin(intent(call));
  await ledger.close();
  const again = await opens({ folder });
  expect(await readdir(folder)).not.toContain(name);
  expect((await again.report()).problems).toEqual([{ file: name, line: 2, kind: "corrupt" }]);
});

test("an acknowledgement outlives the merge of its own file", async () => {
  const folder = await temporaryFolder();
  const living = await opens({ folder });
  await living.begin(intent("a"));
  await living.end(ended("a", { status: "unknown" }));
  const other = await opens({ folder, fileBytesMax: 1, filesMax: 1 });
  await other.acknowledge("b", "a");
  for (const call of ["x", "y", "z"]) await other.begin(intent(call));
  await other.close();
  const { entries } = await living.report();
  expect(entries.filter(({ acknowledged }) => acknowledged).map(({ call }) => call)).toEqual(["a"]);
});

test("two processes that clear up at the same time lose nothing", async () => {
  const folder = await temporaryFolder();
  for (let process = 0; process < 6; process += 1) {
    const gone = await opens({ folder, filesMax: 100 });
    await gone.begin(intent(`gone${process}`));
    await gone.close();
  }
  const ledgers = await Promise.all([opens({ folder }), opens({ folder }), opens({ folder })]);
  await Promise.all(ledgers.map((ledger, index) => ledger.begin(intent(`new${index}`))));
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  const states = Object.values(await statesIn(await opens({ folder })));
  expect(states).toEqual(Array.from({ length: 9 }, () => "in-doubt"));
});

test("a merge that stops at any step leaves a folder that says the same", async () => {
  for (let stopAt = 1; ; stopAt += 1) {
    const folder = await temporaryFolder();
    for (let process = 0; process < 3; process += 1) {
      const gone = await opens({ folder, filesMax: 100 });
      await gone.begin(intent(`gone${process}`));
      await gone.begin(intent(`ended${process}`));
      await gone.end(ended(`ended${process}`));
      await gone.close();
    }
    let count = 0;
    // From this step on nothing works any more, as if the process had ended there.
    const files = hookedFiles(({ name }) => {
      if (name !== "append" && name !== "sync" && count > 0) count += 1;
      if (name === "syncFolder" && count === 0) count = 1;
      if (count >= stopAt + 1) throw diskError("EIO");
    });
    const ledger = await opens({ folder, files, filesMax: 1 });
    await ledger.begin(intent("own")).catch(() => undefined);
    await ledger.close().catch(() => undefined);
    const states = await statesIn(await opens({ folder }));
    for (let process = 0; process < 3; process += 1) {
      expect(states[`gone${process}`]).toBe("in-doubt");
      expect(states[`ended${process}`]).toBe("finished");
    }
    if (count <= stopAt) {
      expect(stopAt).toBeGreaterThan(8);
      return;
    }
  }
});

test("a file that is being written to is never taken for a closed one", async () => {
  const folder = await temporaryFolder();
  const ledger = await opens({ folder, fileBytesMax: 1, filesMax: 0 });
  const calls = Array.from({ length: 100 }, (_, index) => `${index}`);
  for (const call of calls) await ledger.begin(intent(call));
  expect(Object.keys(await statesIn(ledger)).sort()).toEqual([...calls].sort());
});
