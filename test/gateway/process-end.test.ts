import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { Desk, isGone, program, RAW_SERVER, scriptEntry } from "./gateways.ts";

/** Runs a program with a gateway, and answers the processes that it had started. */
async function run(desk: Desk, end: string, env: Record<string, string> = {}) {
  const entry = scriptEntry(desk, RAW_SERVER, { env });
  const all = { ENTRY: JSON.stringify(entry), NOTES: desk.notesFile, END: end };
  const child = spawn(process.execPath, [program("gateway-program.mjs")], {
    env: { ...process.env, ...all },
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  await desk.noted(/^called$/);
  if (end === "kill") child.kill("SIGKILL");
  const [code] = (await ended) as [number | null];
  const [, grandchild] = await desk.noted(/^grandchild (\d+)$/);
  return { code, processes: [...desk.pids(), Number(grandchild)] };
}

test.each([
  ["exits", "exit", 0],
  ["throws what nobody catches", "throw", 1],
  ["closes the gateway and has nothing more to do", "close", 0],
])("when the program %s, no process of a server is left", async (_, end, code) => {
  using desk = new Desk();
  const ended = await run(desk, end);
  expect(ended.code).toBe(code);
  await expect.poll(() => ended.processes.map(isGone)).toEqual([true, true]);
});

test("a server that obeys nothing is gone as well when the program exits", async () => {
  using desk = new Desk();
  const ended = await run(desk, "exit", { STUBBORN: "1" });
  await expect.poll(() => ended.processes.map(isGone)).toEqual([true, true]);
});

test("after SIGKILL nobody acts for us: the server obeys the end of its stdin", async () => {
  using desk = new Desk();
  const { processes } = await run(desk, "kill");
  const [server = 0, grandchild = 0] = processes;
  await expect.poll(() => isGone(server)).toBe(true);
  if (!isGone(grandchild)) process.kill(grandchild, "SIGKILL");
});
