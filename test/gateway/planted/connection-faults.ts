import { caught, edit, hangs, type CaughtFault } from "./caught-fault.ts";

const DEFINITIONS = "test/gateway/definitions.test.ts";
const ERAS = "test/gateway/eras.test.ts";
const GATEWAY = "test/gateway/gateway.test.ts";
const HTTP = "test/gateway/http-faults.test.ts";
const LIFECYCLE = "test/gateway/stdio-lifecycle.test.ts";
const REAL = "test/gateway/real-servers.test.ts";
const STDIO = "test/gateway/stdio-faults.test.ts";

/** Mistakes on the way to a server and back. */
export const CONNECTION_FAULTS: readonly CaughtFault[] = [
  caught(
    "the answer of one call is given to another",
    STDIO,
    "answers that come in another order reach their own calls",
    edit(
      "gateway/stdio-transport.ts",
      "    const flight = this.flights.depart(message);\n",
      `    const flight = this.flights.depart(message);
    if (flight !== undefined) (this.asked ??= []).push(message.id);\n`,
    ),
    edit(
      "gateway/stdio-transport.ts",
      "      return;\n    }\n    this.flights.arrive(message);\n",
      `      return;\n    }
    if ("id" in message && !("method" in message)) message.id = this.asked.shift();
    this.flights.arrive(message);\n`,
    ),
  ),
  hangs(
    "an answer that comes after a call was given up is taken for its result",
    STDIO,
    "an aborted call rejects at once with the reason",
    edit(
      "gateway/call-over.ts",
      "flight.isSent && lingerMs > 0) {\n      if (!flight.isOver) await watch(flight, lingerMs",
      "flight.isSent) {\n      if (!flight.isOver) await watch(flight, 60_000",
    ),
  ),
  caught(
    "what was in flight when a server crashed is said to have failed",
    LIFECYCLE,
    "after a crash in the middle all calls in flight are lost at once",
    edit(
      "gateway/call-over.ts",
      'new GatewayError("connection-lost", "the connection ended before the answer"',
      'new GatewayError("tool-failed", "the connection ended before the answer"',
    ),
  ),
  hangs(
    "the server is not told that nobody wants its answer any more",
    ERAS,
    "over stdio, both eras: listed, called, told of cancellation",
    edit("gateway/call-over.ts", "          signal: own,\n", ""),
  ),
  caught(
    "only the process itself is ended, not what it started",
    LIFECYCLE,
    "the children of a server that crashed end as well",
    edit(
      "gateway/system.ts",
      "return process.kill(-pid, signal);",
      "return process.kill(pid, signal);",
    ),
  ),
  caught(
    "a server gets the whole of our environment",
    GATEWAY,
    "holds what is configured, and none of our secrets",
    edit(
      "gateway/system.ts",
      "return { ...Object.fromEntries(kept), ...configured };",
      "return { ...ours, ...Object.fromEntries(kept), ...configured };",
    ),
  ),
  caught(
    "an answer may be as long as it likes",
    STDIO,
    "answers of 12 MB only the call itself fails",
    edit(
      "gateway/line-splitter.ts",
      "if (this.#lost === undefined && this.#bytes <= this.#lineBytesMax) {",
      "if (this.#lost === undefined) {",
    ),
  ),
  caught(
    "over HTTP an answer may be as long as it likes",
    HTTP,
    "huge answers are cut off",
    edit("gateway/guarded-fetch.ts", "if (bytes <= bytesMax) return", "if (bytes > 0) return"),
  ),
  hangs(
    "one server is asked after the other",
    LIFECYCLE,
    "a hung server delays no other",
    edit(
      "gateway/gateway.ts",
      "tools: async (server, signal) => linkOf(server).tools(signal),",
      `tools: (server, signal) => {
      const before = links.before ?? Promise.resolve();
      const list = before.then(() => linkOf(server).tools(signal));
      links.before = list.catch(() => {});
      return list;
    },`,
    ),
  ),
  caught(
    "nobody hears that a server's tools have changed",
    DEFINITIONS,
    "all pages are read, once, until the server says that its tools changed",
    edit(
      "gateway/server-link.ts",
      "onListChanged: () => this.#forget(this.#listing),",
      "onListChanged: () => {},",
    ),
  ),
  hangs(
    "a tool may be redefined between judging and calling it",
    DEFINITIONS,
    "a call judged by an old definition is not sent",
    edit(
      "gateway/server-link.ts",
      "if (hash !== undefined && hash !== known.hash) {",
      "if (hash !== undefined && known.hash === undefined) {",
    ),
  ),
  caught(
    "how a tool was first defined is not remembered",
    DEFINITIONS,
    "a tool stays flagged until it is again as it was at first",
    edit("gateway/tool-list.ts", "const first = pins.get(name) ?? hash;", "const first = hash;"),
  ),
  caught(
    "signalbox connects to itself",
    LIFECYCLE,
    "our own server is refused as a downstream",
    edit("gateway/connection.ts", "?.name === OUR_NAME) {", "?.name === undefined) {"),
  ),
  hangs(
    "a server's progress is dropped",
    REAL,
    "a long operation tells its progress, and can be cancelled",
    edit(
      "gateway/call-over.ts",
      "...(onProgress && { onprogress: (progress) => onProgress(cleaned(progress)) }),",
      "",
    ),
  ),
  caught(
    "an error names what the configuration holds",
    LIFECYCLE,
    "a command that does not exist is reported without anything of the configuration",
    edit(
      "gateway/connect-error.ts",
      'if (code === "ENOENT") return',
      'if (code === "NEVER") return',
    ),
  ),
  caught(
    "an error of the configuration shows a secret",
    "test/gateway/config.test.ts",
    "no error shows a value that may be a secret",
    edit(
      "gateway/config.ts",
      "if (isOurs) return",
      'if (isOurs || typeof value === "string") return',
    ),
  ),
  caught(
    "what a server says keeps its control characters",
    DEFINITIONS,
    "definitions are cleaned and bounded; what cannot be used is left out and named",
    edit("gateway/clean-text.ts", 'text.replaceAll(UNSEEN, "");', "text;"),
  ),
  caught(
    "a server that fails again and again is asked without a rest",
    LIFECYCLE,
    "a crashed server is started again at once, then after growing rests",
    edit(
      "gateway/server-link.ts",
      "this.#restUntilMs = this.#options.clock.now() + waitMs;",
      "this.#restUntilMs = this.#options.clock.now();",
    ),
  ),
  caught(
    "Retry-After of a server over HTTP is not read",
    HTTP,
    "a server that answers with",
    edit(
      "gateway/guarded-fetch.ts",
      "if (header === null) return undefined;",
      "if (header !== undefined) return undefined;",
    ),
  ),
];
