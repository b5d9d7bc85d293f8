// Runs the official MCP conformance suite over HTTP: against the product every scenario that needs
// no fixtures, and against a server with the fixtures, on the same wire code, every scenario that
// a revision of the specification requires. The suite and the newer Node that it needs come from
// npm, pinned, into .cache/conformance. Needs a build. Exits 1 if any scenario fails.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const SUITE = "@modelcontextprotocol/conformance";
/** The npm package `node` only picks one of these; its install script is thus not needed. */
const NODE = `node-${process.platform}-${process.arch}`;
const PINNED = { [SUITE]: "0.2.0-alpha.12", [NODE]: "22.23.3" };

/** How long everything together may take, in milliseconds. */
const DEADLINE_MS = 10 * 60_000;
/** How long a server may take to end once told to, in milliseconds. */
const STOP_MS = 10_000;

/** The scenarios that ask for no tool, resource or prompt by name, by revision. */
const WITHOUT_FIXTURES = {
  "2026-07-28": [
    "server-stateless",
    "tools-list",
    "server-sse-multiple-streams",
    "resources-list",
    "sep-2164-resource-not-found",
    "prompts-list",
    "dns-rebinding-protection",
    "caching",
    "http-header-validation",
    "input-required-result-missing-input-response",
    "input-required-result-unsupported-methods",
    "input-required-result-ignore-extra-params",
    "input-required-result-validate-input",
    "sep-2640-skills-directory",
    "sep-2640-skills-enumeration",
    "sep-2640-skills-manifest",
  ],
  "2025-11-25": [
    "server-initialize",
    "server-session-lifecycle",
    "logging-set-level",
    "ping",
    "tools-list",
    "server-sse-multiple-streams",
    "resources-list",
    "prompts-list",
    "dns-rebinding-protection",
  ],
};

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = `${root}/.cache/conformance`;
const node = `${cache}/node_modules/${NODE}/bin/node`;
const suite = `${cache}/node_modules/${SUITE}/dist/index.js`;
const baseline = `${root}/test/conformance/product-baseline.yml`;

const stop = new AbortController();
const deadline = setTimeout(() => {
  stop.abort(new Error(`not done after ${DEADLINE_MS / 1000} s`));
}, DEADLINE_MS);
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));

try {
  await install();
  const product = ["dist/signalbox.mjs", "serve", "--http", "--port", "0"];
  const good = [
    ...(await withServer(product, async (url) => [
      await runChosen(url, "2026-07-28"),
      await runChosen(url, "2025-11-25"),
    ])),
    ...(await withServer(["test/conformance/fixture-server.mjs"], async (url) => [
      await runRequired(url, "2026-07-28"),
      await runRequired(url, "2025-11-25"),
    ])),
  ];
  process.exitCode = good.every(Boolean) ? 0 : 1;
} catch (error) {
  console.error(stop.signal.aborted ? stop.signal.reason.message : error);
  process.exitCode = 1;
} finally {
  clearTimeout(deadline);
}

/** Installs the pinned suite and Node, unless they are there. No install script is run. */
async function install() {
  const done = `${cache}/node_modules/.package-lock.json`;
  if (existsSync(done)) {
    /** @type {{ packages: Record<string, { version: string } | undefined> }} */
    const { packages } = JSON.parse(readFileSync(done, "utf8"));
    const isPinned = Object.entries(PINNED).every(
      ([name, version]) => packages[`node_modules/${name}`]?.version === version,
    );
    if (isPinned) return;
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(
    `${cache}/package.json`,
    JSON.stringify({ private: true, dependencies: PINNED }, null, 2),
  );
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await run("npm", args, cache);
  if (code !== 0) throw new Error(`npm could not install the suite:\n${output}`);
}

/**
 * Runs the scenarios without fixtures one by one. A scenario that checked nothing has not passed.
 * @param {string} url
 * @param {keyof typeof WITHOUT_FIXTURES} revision
 */
async function runChosen(url, revision) {
  /** @type {{ scenario: string, passed: number, failed: number }[]} */
  const results = [];
  const baselined = readFileSync(baseline, "utf8");
  for (const scenario of WITHOUT_FIXTURES[revision]) {
    const args = ["--scenario", scenario, "--spec-version", revision, "--force"];
    if (baselined.includes(`- ${scenario}:`)) args.push("--expected-failures", baseline);
    const { code, output } = await run(node, [suite, "server", "--url", url, ...args]);
    const passed = Number(/^Passed: (\d+)\//m.exec(output)?.[1] ?? 0);
    const isGood = code === 0 && passed > 0;
    if (!isGood) console.log(output);
    results.push({ scenario, passed, failed: isGood ? 0 : 1 });
  }
  return summarise(`${revision} product, scenarios without fixtures`, results);
}

/**
 * Runs what a revision requires. The suite runs more than it scores, and lists the rest at the end.
 * @param {string} url
 * @param {string} revision
 */
async function runRequired(url, revision) {
  const args = ["server", "--url", url, "--requirements", revision];
  const { code, output } = await run(node, [suite, ...args]);
  const unscored = new Set([...output.matchAll(/^ {2}[✓✗] (\S+) \(/gm)].map(([, name]) => name));
  const results = [...output.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gm)]
    .map(([, scenario = "", passed, failed]) => ({
      scenario,
      passed: Number(passed),
      failed: Number(failed),
    }))
    .filter(({ scenario }) => !unscored.has(scenario));
  const isGood = summarise(`${revision} wire with fixtures, required scenarios`, results);
  if (code === 0 && isGood) return true;
  console.log(output);
  return false;
}

/**
 * @param {string} title
 * @param {{ scenario: string, passed: number, failed: number }[]} results
 */
function summarise(title, results) {
  const isPassed = results.map(({ passed, failed }) => failed === 0 && passed > 0);
  const passed = isPassed.filter(Boolean).length;
  const checks = results.reduce((sum, result) => sum + result.passed, 0);
  console.log(`${title}: ${passed}/${results.length} scenarios, ${checks} checks passed`);
  for (const [index, { scenario }] of results.entries()) {
    if (isPassed[index] !== true) console.log(`  failed: ${scenario}`);
  }
  return results.length > 0 && passed === results.length;
}

/**
 * Starts a server, waits until it says where it listens, and ends it whatever happens.
 * @template Value
 * @param {string[]} args
 * @param {(url: string) => Promise<Value>} use
 */
async function withServer(args, use) {
  stop.signal.throwIfAborted();
  const server = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(server, "exit");
  try {
    return await use(await listeningAt(server.stderr));
  } finally {
    const killer = setTimeout(() => server.kill("SIGKILL"), STOP_MS);
    server.kill("SIGTERM");
    await exited;
    clearTimeout(killer);
  }
}

/** @param {import("node:stream").Readable} stderr */
async function listeningAt(stderr) {
  const log = [];
  for await (const line of createInterface({ input: stderr, signal: stop.signal })) {
    log.push(line);
    const url = /listening on (http:\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    // The pipe must be drained or the server would block on it.
    stderr.resume();
    return url;
  }
  throw new Error(`the server ended before it listened:\n${log.join("\n")}`);
}

/**
 * Runs a command to its end and answers what it printed; ends it if the whole run must stop.
 * @param {string} command
 * @param {string[]} args
 */
async function run(command, args, cwd = root) {
  const child = spawn(command, args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    signal: stop.signal,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const [code] = /** @type {[number | null]} */ (await once(child, "close"));
  return { code, output };
}
