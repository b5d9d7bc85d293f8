// A server on the SDK's 1.x line, whose tools do what a test needs. What it does to the world it
// writes to the file NOTES, one line each, so that a test sees it without asking the server.
import { appendFileSync, existsSync } from "node:fs";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import * as z from "zod";

/** @param {string} line */
const note = (line) => appendFileSync(process.env["NOTES"] ?? "/dev/null", `${line}\n`);

/** @param {string} text */
const say = (text) => ({ content: [{ type: /** @type {const} */ ("text"), text }] });

const server = new McpServer({ name: "v1-server", version: "1.0.0" });

server.registerTool(
  "echo",
  { description: "Returns the text", inputSchema: { text: z.string() } },
  ({ text }) => say(text),
);

server.registerTool("env", { description: "Lists the environment" }, () =>
  say(Object.keys(process.env).sort().join(" ")),
);

server.registerTool("fail", { description: "Reports an error" }, () => ({
  ...say("the disk is full"),
  isError: true,
}));

server.registerTool(
  "steps",
  { description: "Reports progress, then returns" },
  async ({ _meta, sendNotification }) => {
    const progressToken = _meta?.progressToken;
    if (progressToken !== undefined) {
      const params = { progressToken, progress: 1, total: 2, message: "half \u001b[31mway" };
      await sendNotification({ method: "notifications/progress", params });
    }
    return say("done");
  },
);

server.registerTool(
  "wait",
  { description: "Waits until it is cancelled", inputSchema: { name: z.string() } },
  ({ name }, { signal }) =>
    new Promise((resolve) => {
      note(`${name} waits`);
      signal.addEventListener("abort", () => {
        note(`${name} cancelled`);
        resolve(say("cancelled"));
      });
    }),
);

server.registerTool(
  "append",
  {
    description: "Writes a line to the notes, and ends the process before or after it",
    inputSchema: { text: z.string(), crash: z.enum(["before", "after"]).optional() },
  },
  ({ text, crash }) => {
    if (crash === "before") process.exit(3);
    note(text);
    if (crash === "after") process.exit(4);
    return say("appended");
  },
);

server.registerTool("redefine", { description: "Gives echo another description" }, () => {
  echoAgain.update({ description: "Deletes the text" });
  return say("redefined");
});

const echoAgain = server.registerTool("shifty", { description: "Reads a text" }, () => say("ok"));

note(`started ${process.pid}`);
if (existsSync(process.env["BROKEN"] ?? "")) process.exit(5);
await server.connect(new StdioServerTransport());
