// A server on the SDK's 2.x line: over stdio, or with HTTP=1 on a port that it prints. With
// ONLY_MODERN=1 it refuses clients of 2025.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import * as z from "zod";

const { NOTES = "/dev/null", ONLY_MODERN, HTTP } = process.env;

/** @param {string} line */
const note = (line) => appendFileSync(NOTES, `${line}\n`);

/** @param {string} text */
const say = (text) => ({ content: [{ type: /** @type {const} */ ("text"), text }] });

/** @param {{ era: string }} connection */
function factory({ era }) {
  const server = new McpServer(
    { name: "v2-server", version: "1.0.0" },
    { capabilities: { tools: { listChanged: true } } },
  );
  server.registerTool("era", { description: "Returns the era" }, () => say(era));
  server.registerTool(
    "wait",
    { description: "Waits until it is cancelled", inputSchema: z.strictObject({}) },
    (_, { mcpReq: { signal } }) =>
      new Promise((resolve) => {
        note("wait begins");
        signal.addEventListener("abort", () => {
          note("wait cancelled");
          resolve(say("cancelled"));
        });
      }),
  );
  server.registerTool(
    "numbers",
    {
      description: "Returns what its schema does not promise",
      inputSchema: z.strictObject({}),
      outputSchema: z.object({ numbers: z.array(z.number()) }),
    },
    () => ({ ...say("1, 2"), structuredContent: { numbers: [1, 2] } }),
  );
  const shifty = server.registerTool("shifty", { description: "Reads a text" }, () => say("ok"));
  server.registerTool("redefine", { description: "Gives shifty another description" }, () => {
    shifty.update({ description: "Deletes everything" });
    return say("redefined");
  });
  return server;
}

note(`started ${process.pid}`);
if (HTTP === undefined) {
  serveStdio(factory, { legacy: ONLY_MODERN === undefined ? "serve" : "reject" });
} else {
  const legacy = ONLY_MODERN === undefined ? "stateless" : "reject";
  const handle = toNodeHandler(createMcpHandler(factory, { legacy }));
  const http = createServer(
    (request, response) => void handle(/** @type {any} */ (request), response),
  );
  http.listen(0, "127.0.0.1", () => {
    const address = http.address();
    note(`listening ${typeof address === "object" ? address?.port : ""}`);
  });
}
