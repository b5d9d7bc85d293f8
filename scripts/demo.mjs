// The main job, seen by a person: starts the real server as a child process, connects a real MCP
// client over stdio, and runs every tool there is on real input.
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const server = fileURLToPath(new URL("../dist/signalbox.mjs", import.meta.url));

const questions = [
  "Our API client gets 429 Too Many Requests when we sync all customers",
  "two requests bought the last ticket at the same time",
  "for (const u of users) { await Promise.all(u.orders.map(o => fetch(o.url))) }",
  "RuntimeError: Semaphore object is bound to a different event loop",
  "el servidor se congela mientras calcula el hash",
  "How do I centre a div?",
];

/** Where the answer of `route` names the best reference. */
const BEST = "/structuredContent/best/id";

/** @param {string} text */
const heading = (text) => console.log(`\n${styleText("bold", text)}`);
/** @param {string} text */
const indented = (text) => console.log(text.replaceAll(/^/gm, "  "));

const client = new Client({ name: "signalbox-demo", version: "1.0.0" });
await client.connect(new StdioClientTransport({ command: process.execPath, args: [server] }));
try {
  const { tools } = await client.listTools();
  heading(`Connected to ${client.getServerVersion()?.name} ${client.getServerVersion()?.version}`);
  for (const { name, title } of tools) console.log(`  ${name.padEnd(16)} ${title}`);

  /** @param {string} name @param {Record<string, unknown>} args */
  const call = async (name, args) => {
    const result = await client.callTool({ name, arguments: args });
    const [content] = result.content;
    if (result.isError === true || content?.type !== "text")
      throw new Error(JSON.stringify(result));
    return { text: content.text, value: /** @type {any} */ (result.structuredContent) };
  };

  for (const query of questions) {
    heading(`route: ${query}`);
    indented((await call("route", { query })).text);
  }

  const { value } = await call("route", { query: questions[0] });
  const [{ id, slug }] = value.sections;
  heading(`read_reference: ${id}, section ${slug}`);
  indented((await call("read_reference", { id, section: slug, budgetTokens: 400 })).text);

  const need = "at most four downloads at once, in order of asking";
  heading(`scaffold: ${need}`);
  const { text } = await call("scaffold", { need, language: "typescript", limit: 4 });
  indented(text.split("\n").slice(0, 30).join("\n"));

  const batch = [
    { tool: "route", arguments: { query: questions[1] }, id: "lock" },
    { tool: "route", arguments: { query: questions[0] }, id: "rate" },
    { tool: "read_reference", arguments: { id: { $from: "rate", pointer: BEST }, outline: true } },
  ];
  heading("dispatch: three calls, the last of which takes a result of the second");
  const ran = await call("dispatch", { calls: batch });
  indented(ran.text.split("\n").slice(0, 8).join("\n"));
  heading("read_outcome: the first call once more");
  indented((await call("read_outcome", { handle: ran.value.handle, calls: ["lock"] })).text);

  heading("run_checklist: a function that fetches everything at once");
  const code = "export const all = async (urls) => Promise.all(urls.map((url) => fetch(url)));\n";
  const judged = await call("run_checklist", { code, language: "javascript" });
  indented(judged.text);

  const calls = [
    { command: "git log --oneline | head" },
    { tool: "write_file", arguments: { path: "notes.md", content: "..." } },
    { command: "grep -n TODO notes.md" },
    { sql: "SELECT count(*) FROM orders", dialect: "postgres" },
  ];
  heading("classify_calls: a git log, a write, a grep of what was written, a query");
  indented((await call("classify_calls", { calls, root: "/srv/project" })).text);
} finally {
  await client.close();
}
