// The tools that the conformance suite calls by name: kinds of content, errors, notifications.
import { setTimeout as delay } from "node:timers/promises";
import { answer, PIXEL, SILENCE, text } from "./fixture-media.mjs";

/**
 * @typedef {import("@modelcontextprotocol/server").McpServer} McpServer
 * @typedef {import("@modelcontextprotocol/server").ServerContext} ServerContext
 * @typedef {import("@modelcontextprotocol/server").ContentBlock} ContentBlock
 */

/** How long the suite wants a tool to pause between two notifications, in milliseconds. */
const PAUSE_MS = 50;

/** @type {Record<string, ContentBlock[]>} */
const CONTENT = {
  test_simple_text: [text("This is a simple text response for testing.")],
  test_image_content: [{ type: "image", data: PIXEL, mimeType: "image/png" }],
  test_audio_content: [{ type: "audio", data: SILENCE, mimeType: "audio/wav" }],
  test_embedded_resource: [embedded("test://embedded-resource", "text/plain", "Embedded.")],
  test_multiple_content_types: [
    text("Multiple content types test:"),
    { type: "image", data: PIXEL, mimeType: "image/png" },
    embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
  ],
};

/** @param {McpServer} server */
export function registerContentTools(server) {
  for (const [name, content] of Object.entries(CONTENT)) {
    server.registerTool(name, { description: name }, () => ({ content }));
  }
  server.registerTool("test_error_handling", { description: "Always fails" }, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
}

/** @param {McpServer} server */
export function registerNotifyingTools(server) {
  server.registerTool("test_tool_with_logging", { description: "Logs" }, async (context) => {
    await context.mcpReq.log("info", "Tool execution started");
    await delay(PAUSE_MS);
    await context.mcpReq.log("info", "Tool processing data");
    await delay(PAUSE_MS);
    await context.mcpReq.log("info", "Tool execution completed");
    return answer("logged three times");
  });
  server.registerTool("test_logging_tool", { description: "Logs once" }, async (context) => {
    await context.mcpReq.log("info", "one line");
    return answer("logged once");
  });
  server.registerTool("test_tool_with_progress", { description: "Progress" }, async (context) => {
    await report(context, 0);
    await delay(PAUSE_MS);
    await report(context, 50);
    await delay(PAUSE_MS);
    await report(context, 100);
    return answer("went from 0 to 100");
  });
}

/** @param {ServerContext} context @param {number} progress */
async function report(context, progress) {
  const progressToken = context.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, progress, total: 100 };
  await context.mcpReq.notify({ method: "notifications/progress", params });
}

/** @param {string} uri @param {string} mimeType @param {string} text @returns {ContentBlock} */
function embedded(uri, mimeType, text) {
  return { type: "resource", resource: { uri, mimeType, text } };
}
