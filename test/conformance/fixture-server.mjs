// A server with the fixtures that the official conformance suite asks for, served by the product's
// own wire code (as built). It is for tests only and no part of the package.
import { McpServer } from "@modelcontextprotocol/server";
import { registerForms } from "./fixture-forms.mjs";
import { acceptSubscriptions, registerPrompts, registerResources } from "./fixture-pages.mjs";
import { registerQuestions, verifyState } from "./fixture-questions.mjs";
import { registerContentTools, registerNotifyingTools } from "./fixture-tools.mjs";

/** @type {typeof import("../../src/wire/http.ts")} */
const { serveHttp } = await import(new URL("../../dist/wire/http.js", import.meta.url).href);

/** How long requests in flight may go on after the order to stop, in milliseconds. */
const DRAIN_MS = 1_000;

/** @param {string} line */
const report = (line) => void process.stderr.write(`fixture: ${line}\n`);

/** @type {import("@modelcontextprotocol/server").McpServerFactory} */
const factory = ({ era }) => {
  const server = new McpServer(
    { name: "signalbox-conformance-fixtures", version: "1.0.0" },
    {
      capabilities: { logging: {}, resources: { subscribe: true } },
      requestState: { verify: verifyState },
    },
  );
  registerContentTools(server);
  registerNotifyingTools(server);
  registerQuestions(server);
  registerForms(server);
  registerResources(server);
  registerPrompts(server);
  if (era === "legacy") acceptSubscriptions(server);
  return server;
};

const endpoint = await serveHttp(factory, { port: 0, report });
process.once("SIGTERM", () => void endpoint.close(DRAIN_MS));
report(`listening on ${endpoint.url}`);
