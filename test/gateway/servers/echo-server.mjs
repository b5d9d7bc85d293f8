// A server on the SDK's 2.x line that answers at once: over stdio, or with HTTP=1 on a port that it
// prints. Its `echo` reads, its `note` changes something.
import { createServer } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import * as z from "zod";

const { HTTP } = process.env;

function factory() {
  const server = new McpServer({ name: "echo-server", version: "1.0.0" });
  const inputSchema = z.strictObject({ text: z.string() });
  /** @param {{ text: string }} args */
  const answer = ({ text }) => ({ content: [{ type: /** @type {const} */ ("text"), text }] });
  const annotations = { readOnlyHint: true, openWorldHint: false };
  server.registerTool("echo", { description: "Reads a text", inputSchema, annotations }, answer);
  server.registerTool("note", { description: "Notes a text", inputSchema }, answer);
  return server;
}

if (HTTP === undefined) {
  serveStdio(factory);
} else {
  const handle = toNodeHandler(createMcpHandler(factory, { legacy: "stateless" }));
  const http = createServer(
    (request, response) => void handle(/** @type {any} */ (request), response),
  );
  http.listen(0, "127.0.0.1", () => {
    const address = http.address();
    console.log(`listening ${typeof address === "object" ? address?.port : ""}`);
  });
}
