import { expect, test } from "vitest";
import { handlersOutsideTasks } from "../../src/checklist/facts/harmless-handlers.ts";
import { parseText } from "./parse-text.ts";

const SYNC = "def load():\n    try:\n        work()\n    except Exception:\n        pass\n";
const ASYNC =
  "async def poll():\n    try:\n        await work()\n    except Exception:\n        pass\n";

test("a handler that no coroutine runs is left alone", async () => {
  expect(handlersOutsideTasks(await parseText("a.py", SYNC + ASYNC))).toEqual([4, 5]);
  expect(handlersOutsideTasks(await parseText("a.py", SYNC))).toEqual([4, 5]);
});

test("in a coroutine the engine's word stands", async () => {
  expect(handlersOutsideTasks(await parseText("a.py", ASYNC))).toEqual([]);
});
