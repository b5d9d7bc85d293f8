// A program that uses the built gateway, to be ended in several ways: it calls one tool of the
// server in ENTRY, notes that, and then does what END says.
import { appendFileSync } from "node:fs";
import { parseConfig } from "../../../dist/gateway/config.js";
import { createGateway } from "../../../dist/gateway/gateway.js";

const { ENTRY = "{}", NOTES = "", END } = process.env;
const text = `{"mcpServers":{"raw":${ENTRY}}}`;
const gateway = createGateway({
  config: parseConfig({ name: "mcp.json", text, env: process.env }),
  version: "0.0.0",
  env: process.env,
  report: () => {},
});
const { signal } = new AbortController();
await gateway.call("raw", "grandchild", {}, { signal });
appendFileSync(NOTES, "called\n");
if (END === "exit") process.exit(0);
if (END === "throw") setImmediate(() => JSON.parse("{"));
if (END === "close") await gateway.close();
