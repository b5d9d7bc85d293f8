// A server on the SDK's 1.x line with one tool that reads and takes as long as it is told to.
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import * as z from "zod";

const server = new McpServer({ name: "slow", version: "1.0.0" });
server.registerTool(
  "look",
  {
    description: "Reads a record",
    inputSchema: { record: z.number(), takesMs: z.number() },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  async ({ record, takesMs }) => {
    await new Promise((resolve) => setTimeout(resolve, takesMs));
    return { content: [{ type: "text", text: `record ${record}` }] };
  },
);
await server.connect(new StdioServerTransport());
