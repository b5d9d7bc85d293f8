import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Intent } from "../../src/dispatch/coordinator.ts";
import { openLedger } from "../../src/dispatch/ledger/open-ledger.ts";
import { signalbox } from "../built.ts";

let state = "";
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "state-"));
});
afterEach(() => rm(state, { recursive: true, force: true }));

const folder = (): string => join(state, "ledger");
const ledger = (...args: string[]) =>
  signalbox(["ledger", ...args], "", { SIGNALBOX_STATE_DIR: state });

const intent = (call: string, more: Partial<Intent> = {}): Intent => ({
  batch: "b7",
  call,
  server: "files",
  tool: "write_file",
  effect: "stateful",
  idempotent: false,
  argumentsHash: "h",
  idempotencyKey: undefined,
  token: 1,
  attempt: 1,
  ...more,
});

/** Leaves one call that ended well, one that failed, one in doubt, and one that never started. */
async function leaveCalls(): Promise<void> {
  const wallClock = (): number => Date.UTC(2026, 0, 2, 3, 4, 5);
  const process = await openLedger({ folder: folder(), wallClock });
  process.admitted("b7", [{ call: "never", server: "files", tool: "write_file" }]);
  for (const call of ["good", "bad", "lost"]) await process.begin(intent(call));
  await process.end({ batch: "b7", call: "good", status: "ok" });
  const error = { code: "tool-failed", message: `no\u001B[2J ${"x".repeat(80)}` };
  await process.end({ batch: "b7", call: "bad", status: "failed", error });
  await process.close();
}

test("without a ledger there is nothing to look after", async () => {
  expect(await ledger()).toEqual({ code: 0, stdout: "nothing to look after\n", stderr: "" });
  expect(await ledger("--json")).toMatchObject({ stdout: '{"entries":[],"problems":[]}\n' });
});

test("calls in doubt are listed with what to do, and the exit code says so", async () => {
  await leaveCalls();
  const { code, stdout, stderr } = await ledger();
  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  expect(stdout).toBe(
    [
      "ID       WHEN (UTC)           SERVER  TOOL        STATE     ERROR",
      "b7/lost  2026-01-02 03:04:05  files   write_file  in doubt",
      "",
      "1 call is in doubt: each may have changed something, or nothing. Look there, then say",
      "signalbox ledger --resolve ID",
      "",
    ].join("\n"),
  );
});

test("--all lists every call, and nothing that a tool said moves the cursor", async () => {
  await leaveCalls();
  const { stdout } = await ledger("--all");
  const error = `tool-failed: no\uFFFD[2J ${"x".repeat(39)}…`;
  const rows = stdout.split("\n").map((row) => row.replace(/ {2,}/g, "|"));
  expect(rows.slice(1, 5)).toEqual([
    "b7/never|2026-01-02 03:04:05|files|write_file|not started",
    "b7/good|2026-01-02 03:04:05|files|write_file|ok",
    `b7/bad|2026-01-02 03:04:05|files|write_file|failed|${error}`,
    "b7/lost|2026-01-02 03:04:05|files|write_file|in doubt",
  ]);
});

test("--json prints the same as one value", async () => {
  await leaveCalls();
  const { code, stdout } = await ledger("--json");
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toEqual({
    entries: [
      {
        id: "b7/lost",
        batch: "b7",
        call: "lost",
        server: "files",
        tool: "write_file",
        atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
        state: "in-doubt",
        acknowledged: false,
      },
    ],
    problems: [],
  });
});

test("--resolve takes a call off the list, for good", async () => {
  await leaveCalls();
  expect(await ledger("--resolve", "b7/lost")).toEqual({
    code: 0,
    stdout: "b7/lost is resolved\n",
    stderr: "",
  });
  expect(await ledger("--resolve", "b7/lost")).toMatchObject({ code: 0 });
  expect(await ledger()).toEqual({ code: 0, stdout: "nothing to look after\n", stderr: "" });
  expect((await ledger("--all")).stdout).toContain("resolved");
});

test.each([
  ["b7/good", "is ok, not in doubt"],
  ["b7/never", "is not started, not in doubt"],
  ["b7/other", "is not in the ledger"],
])("--resolve %s fails: it %s", async (id, why) => {
  await leaveCalls();
  expect(await ledger("--resolve", id)).toEqual({
    code: 1,
    stdout: "",
    stderr: `signalbox: --resolve: the call ${id} ${why}\n`,
  });
});

test("a call that another process runs is listed and cannot be resolved", async () => {
  const process = await openLedger({ folder: folder() });
  await process.begin(intent("now"));
  const listed = await ledger();
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining("running") });
  const { stderr } = await ledger("--resolve", "b7/now");
  expect(stderr).toContain("b7/now is running, not in doubt");
  await process.close();
});

test("a damaged line is told of with its place, and the rest is listed", async () => {
  await leaveCalls();
  await writeFile(join(folder(), "x.000001.jsonl"), "rubbish\n");
  const { code, stdout, stderr } = await ledger();
  expect(code).toBe(3);
  expect(stdout).toContain("b7/lost");
  expect(stderr).toBe(
    "signalbox: line 1 of x.000001.jsonl cannot be read; what it said is missing\n",
  );
});

test("a state folder that is not an absolute path is refused", async () => {
  const { code, stderr } = await signalbox(["ledger"], "", { SIGNALBOX_STATE_DIR: "relative" });
  expect(code).toBe(1);
  expect(stderr).toContain("SIGNALBOX_STATE_DIR must be an absolute path");
});
