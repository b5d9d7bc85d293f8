import { expect, test } from "vitest";
import { runCheck } from "../../src/checklist/check.ts";
import { evidenceIn } from "../../src/checklist/run/evidence.ts";
import { folderOf } from "./folder.ts";
import { parseText } from "./parse-text.ts";
import { parts } from "./parts.ts";

const { signal } = new AbortController();

test.each([
  ["test/bench/queue.ts", "run();", ["load-test"]],
  ["src/queue.ts", "run();", []],
  ["queue.test.ts", 'import { bench } from "vitest"; bench("push", () => push());', ["load-test"]],
  ["test_queue.py", "def test_push(benchmark):\n    benchmark(push)\n", ["load-test"]],
  ["test_queue.py", "patch('get', side_effect=TimeoutError())\n", ["failure-injection"]],
  ["test_queue.py", "patch('get', side_effect=[1, 2])\n", []],
  ["queue.test.ts", "send.mockRejectedValueOnce(new Error());", ["failure-injection"]],
  [
    "lag.ts",
    'import { monitorEventLoopDelay } from "node:perf_hooks"; monitorEventLoopDelay();',
    ["metrics"],
  ],
  ["queue.ts", "statsd.gauge('queue.depth', queue.length);", ["metrics"]],
  ["queue.ts", "class Queue { stats() { return { waiting: this.waiting.length }; } }", ["metrics"]],
  ["queue.ts", "class Player { stats() { return { goals: this.goals }; } }", []],
  ["pool.py", "def stats(self):\n    return PoolStats(in_flight=self.n)\n", ["metrics"]],
])("%s: %s", async (path, text, kinds) => {
  expect(evidenceIn(await parseText(path, text))).toEqual(kinds);
});

test("load tests and metrics that only configuration shows count, and say where", async () => {
  const folder = folderOf({
    "package.json": '{ "scripts": { "load": "autocannon -c 100 http://localhost:3000" } }',
    "ops/prometheus.yml": "scrape_configs: []\n",
    "src/a.ts": "export async function go() {\n  await work();\n}\n",
  });
  const { items } = await check(folder);
  expect(items.slice(-2).map(({ verdict, because }) => [verdict, because])).toEqual([
    ["pass", "load-test in package.json"],
    ["pass", "metrics in ops/prometheus.yml"],
  ]);
});

test("without evidence a person is told what to look at", async () => {
  const folder = folderOf({
    "package.json": '{ "scripts": { "test": "vitest" } }',
    "src/a.ts": 'import { Queue } from "bullmq";\nexport const go = async () => new Queue("a");\n',
  });
  const { items } = await check(folder);
  expect(items.slice(-2).map(({ verdict, because }) => [verdict, because])).toEqual([
    [
      "review",
      "no load test and no failure injection was seen: name the load it was tested under, " +
        "beginning with the queue in src/a.ts",
    ],
    [
      "review",
      "no metric was seen: say where queue depth, lock waits, latency and errors are watched, " +
        "beginning with the queue in src/a.ts",
    ],
  ]);
});

const check = (folder: string) =>
  runCheck({ paths: ["."], cwd: folder, roots: [folder], typed: false, signal }, parts);
