import type { CallToolResult, InputRequiredResult, McpServer } from "@modelcontextprotocol/server";
import { runTool } from "../tools/run-tool.js";
import type { Tool } from "../tools/tool.js";
import { slimSchema } from "./slim-schema.js";
import { ToolCall } from "./tool-call.js";

/** The longest error text a client gets; hosts cut longer ones in the middle of a word. */
export const ERROR_CHARS_MAX = 4_000;

/** Where a fault's detail goes: the operator's log, never the answer. */
export type Report = (line: string) => void;

/** Puts one tool on a server: hints, both answer forms, and errors a model may read. */
export function registerTool(server: McpServer, tool: Tool, report: Report): void {
  server.registerTool(
    tool.name,
    {
      title: tool.title,
      description: tool.description,
      inputSchema: slimSchema(tool.input),
      outputSchema: slimSchema(tool.output),
      annotations: {
        readOnlyHint: tool.hints.readOnly,
        destructiveHint: tool.hints.destructive,
        idempotentHint: tool.hints.idempotent,
        openWorldHint: tool.hints.openWorld,
      },
    },
    async (args, context): Promise<CallToolResult | InputRequiredResult> => {
      const call = new ToolCall(server, context);
      const outcome = await runTool(tool, args, { ...call.forTool(), report });
      await call.progressArrived();
      if (outcome.ok) {
        return {
          content: [{ type: "text", text: outcome.answer.text }],
          structuredContent: outcome.answer.value,
        };
      }
      if (outcome.needs !== undefined) return call.question(outcome.needs);
      const text = `${outcome.code}: ${outcome.message}`.slice(0, ERROR_CHARS_MAX);
      return { isError: true, content: [{ type: "text", text }] };
    },
  );
}
