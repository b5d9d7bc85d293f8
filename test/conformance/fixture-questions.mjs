// The tools that ask the client something before they answer, written once for both eras: on the
// 2026 era the question is the result, on a 2025 session the SDK sends it as a request.
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
} from "@modelcontextprotocol/server";
import { randomBytes } from "node:crypto";
import * as z from "zod";
import { answer } from "./fixture-media.mjs";

/**
 * @typedef {import("@modelcontextprotocol/server").McpServer} McpServer
 * @typedef {import("@modelcontextprotocol/server").ServerContext} ServerContext
 * @typedef {import("@modelcontextprotocol/server").InputRequest} InputRequest
 */

/** @type {import("@modelcontextprotocol/server").RequestStateCodec<string>} */
const codec = createRequestStateCodec({ key: randomBytes(32), ttlSeconds: 60 });

/**
 * Refuses a state that this process did not sign.
 * @param {string} state
 * @param {ServerContext} context
 */
export const verifyState = (state, context) => codec.verify(state, context);

const NAME = inputRequired.elicit({
  message: "What is your name?",
  requestedSchema: z.object({ name: z.string() }),
});
const CONFIRM = inputRequired.elicit({
  message: "Please confirm",
  requestedSchema: z.object({ ok: z.boolean() }),
});
const CAPITAL = ask("What is the capital of France?", 100);
const ROOTS = inputRequired.listRoots();
const STATEFUL = { state: "asked" };

/** @param {McpServer} server */
export function registerQuestions(server) {
  const tool = "test_input_required_result";
  question(server, `${tool}_elicitation`, { user_name: NAME });
  question(server, `${tool}_sampling`, { capital_question: CAPITAL });
  question(server, `${tool}_list_roots`, { client_roots: ROOTS });
  question(server, `${tool}_request_state`, { confirm: CONFIRM }, STATEFUL);
  question(server, `${tool}_tampered_state`, { confirm: CONFIRM }, STATEFUL);
  const all = { user_name: NAME, greeting: ask("Generate a greeting", 50), client_roots: ROOTS };
  question(server, `${tool}_multiple_inputs`, all, STATEFUL);
  question(server, "test_streaming_elicitation", { user_name: NAME });
  question(server, "test_missing_capability", { capital_question: CAPITAL });
  server.registerTool(`${tool}_capabilities`, { description: "Asks what it may" }, (context) => {
    const declared = capabilities(context);
    /** @type {Record<string, InputRequest>} */
    const inputRequests = {};
    if (declared?.["sampling"] !== undefined) inputRequests["capital_question"] = CAPITAL;
    if (declared?.["elicitation"] !== undefined) inputRequests["user_name"] = NAME;
    return inputRequired({ inputRequests });
  });
  registerTwoRounds(server, `${tool}_multi_round`);
}

/**
 * Asks all at once; complete when every question has an answer of the right kind.
 * @param {McpServer} server
 * @param {string} name
 * @param {Record<string, InputRequest>} inputRequests
 * @param {{ state?: string }} [options]
 */
function question(server, name, inputRequests, { state } = {}) {
  server.registerTool(name, { description: name }, async (context) => {
    const { inputResponses } = context.mcpReq;
    const replies = Object.keys(inputRequests).map((key) => inputResponse(inputResponses, key));
    const isStateRight = context.mcpReq.requestState() === state;
    if (isStateRight && replies.every(({ kind }) => kind !== "missing")) {
      return answer(`state-ok: ${JSON.stringify(replies)}`);
    }
    if (state === undefined) return inputRequired({ inputRequests });
    return inputRequired({ inputRequests, requestState: await codec.mint(state) });
  });
}

/** @param {McpServer} server @param {string} name */
function registerTwoRounds(server, name) {
  const requestedSchema = z.object({ name: z.string() });
  const color = z.object({ color: z.string() });
  server.registerTool(name, { description: "Asks twice" }, async (context) => {
    const { inputResponses } = context.mcpReq;
    const round = context.mcpReq.requestState();
    if (round === "second" && acceptedContent(inputResponses, "step2", color) !== undefined) {
      return answer("both rounds are answered");
    }
    if (round === "first" && acceptedContent(inputResponses, "step1", requestedSchema)) {
      const message = "Step 2: What is your favorite color?";
      const step2 = inputRequired.elicit({ message, requestedSchema: color });
      return inputRequired({ inputRequests: { step2 }, requestState: await codec.mint("second") });
    }
    const step1 = inputRequired.elicit({ message: "Step 1: What is your name?", requestedSchema });
    return inputRequired({ inputRequests: { step1 }, requestState: await codec.mint("first") });
  });
}

/** @param {string} prompt @param {number} maxTokens */
export function ask(prompt, maxTokens) {
  const content = /** @type {const} */ ({ type: "text", text: prompt });
  return inputRequired.createMessage({ messages: [{ role: "user", content }], maxTokens });
}

/** @param {ServerContext} context @returns {Record<string, unknown> | undefined} */
function capabilities({ mcpReq }) {
  const envelope = /** @type {Record<string, any> | undefined} */ (mcpReq.envelope);
  return envelope?.[CLIENT_CAPABILITIES_META_KEY];
}
