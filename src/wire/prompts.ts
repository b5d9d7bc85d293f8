import type { McpServer } from "@modelcontextprotocol/server";
import type { Guidance } from "../tools/guidance.js";

/** Offers the guidance's prompts; each answers with one message for the model, from the user. */
export function registerPrompts(server: McpServer, guidance: Guidance): void {
  for (const prompt of guidance.prompts) {
    server.registerPrompt(
      prompt.name,
      { title: prompt.title, description: prompt.description, argsSchema: prompt.args },
      (args) => ({
        messages: [{ role: "user", content: { type: "text", text: prompt.text(args) } }],
      }),
    );
  }
}
