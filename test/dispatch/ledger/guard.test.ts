import { mkdir, readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { newOwner, socketGuard } from "../../../src/dispatch/ledger/guard.ts";
import { temporaryFolder } from "./temporary-ledger.ts";

// "other" stands for the systems that have neither abstract sockets nor named pipes.
test.each(["linux", "other"])("on %s an owner is alive as long as it holds", async (platform) => {
  const folder = await temporaryFolder();
  await mkdir(folder, { recursive: true });
  const [ours, theirs] = [socketGuard(folder, platform), socketGuard(folder, platform)];
  const owner = newOwner();
  expect(await theirs.isHeld(owner)).toBe(false);
  const release = await ours.hold(owner);
  expect(await theirs.isHeld(owner)).toBe(true);
  await expect(theirs.hold(owner)).rejects.toMatchObject({ code: "EADDRINUSE" });
  await release();
  expect(await theirs.isHeld(owner)).toBe(false);
  await theirs.forget(owner);
  expect(await readdir(folder)).toEqual([]);
});

test("of an owner on another machine nothing can be told", async () => {
  const guard = socketGuard(await temporaryFolder());
  expect(await guard.isHeld("00000000-0123456789abcdef")).toBeUndefined();
});
