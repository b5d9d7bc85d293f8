import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { RUFF_RULES } from "../../src/checklist/engines/borrowed.ts";
import { runRuff } from "../../src/checklist/engines/ruff.ts";
import { parts } from "./parts.ts";

const { signal } = new AbortController();

const coroutine = (...body: string[]): string => ["async def f():", ...body].join("\n    ");

/** For every rule that is taken over, the shortest code that breaks it. */
const BROKEN: Record<string, string> = {
  ASYNC100: `import trio\n${coroutine("with trio.move_on_after(1):", "    pass")}`,
  ASYNC105: `import trio\n${coroutine("trio.sleep(1)")}`,
  ASYNC109: "async def f(timeout):\n    await g()",
  ASYNC110: `import asyncio\n${coroutine("while not done:", "    await asyncio.sleep(1)")}`,
  ASYNC210: `import urllib.request\n${coroutine('urllib.request.urlopen("http://a")')}`,
  ASYNC212: `import httpx\n${coroutine("client = httpx.Client()", 'client.get("http://a")')}`,
  ASYNC220: `import subprocess\n${coroutine('subprocess.Popen("a")')}`,
  ASYNC221: `import subprocess\n${coroutine('subprocess.run("a")')}`,
  ASYNC222: `import os\n${coroutine("os.wait()")}`,
  ASYNC230: coroutine('open("a")'),
  ASYNC240: `import os\n${coroutine('os.path.exists("a")')}`,
  ASYNC250: coroutine("input()"),
  ASYNC251: `import time\n${coroutine("time.sleep(1)")}`,
  RUF006: "import asyncio\ndef f():\n    asyncio.create_task(g())",
  S113: 'import requests\nrequests.get("http://a")',
  B012: "def f():\n    try:\n        g()\n    finally:\n        return 1",
};

test("ruff answers each rule that is taken over, so no text is kept from it in error", async () => {
  const files = Object.entries(BROKEN).map(([rule, text]) => ({ path: `/${rule}.py`, text }));
  const { diagnostics } = await runRuff(files, {
    ruffUrl: parts.ruffUrl,
    engines: createRequire(import.meta.url),
    signal,
  });
  const found = new Set(
    diagnostics.filter(({ path, rule }) => path === `/${rule}.py`).map(({ rule }) => rule),
  );
  expect([...found].toSorted()).toEqual(Object.keys(RUFF_RULES).toSorted());
});
