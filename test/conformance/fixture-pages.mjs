// The resources and prompts that the conformance suite asks for by name.
import { completable, inputRequired, ResourceTemplate } from "@modelcontextprotocol/server";
import * as z from "zod";
import { PIXEL, text } from "./fixture-media.mjs";

/** @typedef {import("@modelcontextprotocol/server").McpServer} McpServer */

/** @param {McpServer} server */
export function registerResources(server) {
  server.registerResource("text", "test://static-text", { mimeType: "text/plain" }, ({ href }) => ({
    contents: [{ uri: href, mimeType: "text/plain", text: "A static text resource." }],
  }));
  server.registerResource("png", "test://static-binary", { mimeType: "image/png" }, ({ href }) => ({
    contents: [{ uri: href, mimeType: "image/png", blob: PIXEL }],
  }));
  server.registerResource("watched", "test://watched-resource", {}, ({ href }) => ({
    contents: [{ uri: href, mimeType: "text/plain", text: "A resource to subscribe to." }],
  }));
  const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
  server.registerResource("template", template, {}, ({ href }, { id }) => ({
    contents: [{ uri: href, mimeType: "application/json", text: JSON.stringify({ id }) }],
  }));
}

/**
 * The SDK leaves subscriptions on connections of the 2025 era to the server.
 * @param {McpServer} server
 */
export function acceptSubscriptions(server) {
  server.server.setRequestHandler("resources/subscribe", () => ({}));
  server.server.setRequestHandler("resources/unsubscribe", () => ({}));
}

/** @param {McpServer} server */
export function registerPrompts(server) {
  server.registerPrompt("test_simple_prompt", { description: "Simple" }, () =>
    messages(text("This is a simple prompt for testing.")),
  );
  const argument = completable(z.string(), () => []);
  const argsSchema = z.object({ arg1: argument, arg2: argument });
  server.registerPrompt(
    "test_prompt_with_arguments",
    { description: "Takes arguments", argsSchema },
    ({ arg1, arg2 }) => messages(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "Embeds a resource", argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) => {
      const resource = { uri, mimeType: "text/plain", text: "Embedded resource content." };
      return messages({ type: "resource", resource }, text("Please process the resource above."));
    },
  );
  server.registerPrompt("test_prompt_with_image", { description: "Shows an image" }, () =>
    messages(
      { type: "image", data: PIXEL, mimeType: "image/png" },
      text("Please analyze the image above."),
    ),
  );
  const description = "Asks for its context first";
  server.registerPrompt("test_input_required_result_prompt", { description }, (context) => {
    const given = context.mcpReq.inputResponses?.["user_context"];
    if (given !== undefined) return messages(text(`The context is ${JSON.stringify(given)}.`));
    const user_context = inputRequired.elicit({
      message: "What context should the prompt use?",
      requestedSchema: z.object({ context: z.string() }),
    });
    return inputRequired({ inputRequests: { user_context } });
  });
}

/** @param {import("@modelcontextprotocol/server").ContentBlock[]} contents */
function messages(...contents) {
  return {
    messages: contents.map((content) => ({ role: /** @type {const} */ ("user"), content })),
  };
}
