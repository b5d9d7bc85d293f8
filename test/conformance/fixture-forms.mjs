// The questions that only a 2025 session can carry as requests, and the forms the suite looks at.
import { inputRequired } from "@modelcontextprotocol/server";
import * as z from "zod";
import { answer } from "./fixture-media.mjs";
import { ask } from "./fixture-questions.mjs";

/**
 * @typedef {import("@modelcontextprotocol/server").McpServer} McpServer
 * @typedef {import("@modelcontextprotocol/server").ServerContext} ServerContext
 * @typedef {import("@modelcontextprotocol/server").InputRequest} InputRequest
 * @typedef {import("@modelcontextprotocol/server").PrimitiveSchemaDefinition} Field
 */

/** @type {Record<string, Field>} */
const USER = {
  username: { type: "string", description: "User's response" },
  email: { type: "string", description: "User's email address" },
};

/** @type {Record<string, Field>} */
const DEFAULTS = {
  name: { type: "string", default: "John Doe" },
  age: { type: "integer", default: 30 },
  score: { type: "number", default: 95.5 },
  status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
  verified: { type: "boolean", default: true },
};

const PLAIN = ["option1", "option2", "option3"];
const TITLED = [
  { const: "value1", title: "First" },
  { const: "value2", title: "Second" },
];

/** @type {Record<string, Field>} */
const CHOICES = {
  untitledSingle: { type: "string", enum: PLAIN },
  titledSingle: { type: "string", oneOf: TITLED },
  legacyEnum: { type: "string", enum: ["opt1", "opt2"], enumNames: ["Option 1", "Option 2"] },
  untitledMulti: { type: "array", items: { type: "string", enum: PLAIN } },
  titledMulti: { type: "array", items: { anyOf: TITLED } },
};

/** @param {McpServer} server */
export function registerForms(server) {
  server.registerTool(
    "test_sampling",
    { description: "Asks the model", inputSchema: z.object({ prompt: z.string() }) },
    ({ prompt }, context) => askOnce(context, ask(prompt, 100)),
  );
  server.registerTool(
    "test_elicitation",
    { description: "Asks the user", inputSchema: z.object({ message: z.string() }) },
    ({ message }, context) => askOnce(context, form(message, USER)),
  );
  server.registerTool(
    "test_elicitation_sep1034_defaults",
    { description: "A form with defaults" },
    (context) => askOnce(context, form("Please check", DEFAULTS)),
  );
  server.registerTool(
    "test_elicitation_sep1330_enums",
    { description: "A form with choices" },
    (context) => askOnce(context, form("Please choose", CHOICES)),
  );
}

/** @param {string} message @param {Record<string, Field>} properties */
function form(message, properties) {
  const required = properties === USER ? { required: Object.keys(USER) } : {};
  return inputRequired.elicit({
    message,
    requestedSchema: { type: "object", properties, ...required },
  });
}

/** @param {ServerContext} context @param {InputRequest} question */
function askOnce(context, question) {
  const reply = context.mcpReq.inputResponses?.["reply"];
  if (reply === undefined) return inputRequired({ inputRequests: { reply: question } });
  return answer(`the client replied ${JSON.stringify(reply)}`);
}
