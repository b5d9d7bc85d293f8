// A server whose tools misbehave on purpose, on the product's own wire code as built: over stdio,
// or with --http on a port of the system's choice. Its log says what its tools experience.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import * as z from "zod";

/** @type {typeof import("../../src/tools/tool.ts")} */
const { ConsentNeeded, defineTool } = await built("tools/tool.js");
/** @type {typeof import("../../src/tools/guidance.ts")} */
const { createGuidance } = await built("tools/guidance.js");
/** @type {typeof import("../../src/wire/server.ts")} */
const { createServerFactory } = await built("wire/server.js");
/** @type {typeof import("../../src/wire/stdio.ts")} */
const { serveStdio } = await built("wire/stdio.js");
/** @type {typeof import("../../src/wire/http.ts")} */
const { serveHttp } = await built("wire/http.js");

/** @param {string} line */
const report = (line) => void process.stderr.write(`${line}\n`);

/** @param {string} name @param {import("../../src/tools/tool.ts").Tool["run"]} run */
const tool = (name, run) =>
  defineTool({
    name,
    title: name,
    description: `A tool for tests: ${name}.`,
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
    input: z.strictObject({}),
    output: z.looseObject({}),
    deadlineMs: 60_000,
    run,
  });

const tools = [
  tool("wait_for_abort", async (_args, { signal }) => {
    report("the tool waits");
    await once(signal, "abort");
    report("the tool was aborted");
    throw signal.reason;
  }),
  tool("break", () => {
    throw new Error("ENOENT: no such file, open '/secret/path' token=abc");
  }),
  tool("count_to_64", async (_args, { progress }) => {
    for (let done = 1; done <= 64; done += 1) progress?.(done, 64, `${done} of 64`);
    return { text: "counted", value: {} };
  }),
  tool("ask_first", async (_args, { consent }) => {
    if (consent === undefined) return { text: "nobody to ask", value: {} };
    const said = consent("deleting b.txt");
    if (said === undefined) throw new ConsentNeeded("Delete b.txt?", "deleting b.txt");
    return { text: said ? "deleted" : "kept", value: {} };
  }),
  tool("ignore_signal", () => {
    report("the tool hangs");
    return new Promise(() => {});
  }),
];

const library = JSON.parse(readFileSync(distUrl("knowledge.json"), "utf8"));
const guidance = createGuidance(library);
const factory = await createServerFactory({ version: "1.0.0", tools, guidance, report });
if (process.argv.includes("--http")) {
  const { url } = await serveHttp(factory, { port: 0, report });
  report(`listening on ${url}`);
} else {
  serveStdio(factory, { input: process.stdin, output: process.stdout, report });
}

/** @param {string} path */
function distUrl(path) {
  return new URL(`../../dist/${path}`, import.meta.url);
}

/** @param {string} path */
function built(path) {
  return import(distUrl(path).href);
}
