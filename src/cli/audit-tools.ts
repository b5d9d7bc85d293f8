import { systemClock } from "../primitives/clock.js";
import { auditTools, type ServerAudit, type ToolAudit } from "../tools/audit-tools.js";
import { createGateway } from "../gateway/gateway.js";
import { reporter } from "./serve.js";
import { readServerConfig, type ServerConfigOptions } from "./server-config.js";
import { interruptedBy, shutdownOf } from "./shutdown.js";
import { EXIT, type Surroundings } from "./surroundings.js";
import { printable, renderTable } from "./table.js";
import { onThisMachine } from "./this-machine.js";

/** What `signalbox audit-tools` is told. */
export interface AuditOptions extends ServerConfigOptions {
  readonly json?: boolean;
}

/**
 * Starts the configured servers, lists their tools with what we make of each, and ends them.
 * Answers the exit code: 1 if a server could not be reached.
 */
export async function auditToolsCommand(
  surroundings: Surroundings,
  { json = false, ...where }: AuditOptions,
): Promise<number> {
  const { env, version, stdout } = surroundings;
  const config = await readServerConfig(surroundings, where);
  const report = reporter(surroundings);
  const gateway = createGateway({
    config,
    version,
    env,
    clock: systemClock,
    report: (level, server, text) => {
      // What keeps a server from being reached is part of the answer.
      if (level === "error") report(`${server}: ${text}`);
    },
  });
  const shutdown = shutdownOf(surroundings);
  // Servers are no part of the terminal's process group: if we go, they must go first.
  shutdown.add("servers", () => gateway.close());
  try {
    const around = onThisMachine(process.cwd());
    const servers = await auditTools(gateway, around, shutdown.signal);
    if (shutdown.signal.aborted) throw interruptedBy(shutdown.signal);
    stdout.write(json ? `${JSON.stringify({ servers })}\n` : render(servers, stdout.columns));
    return servers.some(({ error }) => error !== undefined) ? EXIT.failed : EXIT.ok;
  } finally {
    await shutdown.begin("done");
  }
}

/** `columns` is the width of the terminal; none if it is no terminal. */
function render(servers: readonly ServerAudit[], columns: number | undefined): string {
  if (servers.length === 0) return "no server is configured\n";
  return servers.map((server) => renderServer(server, columns)).join("\n");
}

function renderServer(audit: ServerAudit, columns: number | undefined): string {
  const { server, error, tools, leftOut, allow, trusted } = audit;
  const name = printable(server);
  if (error !== undefined) return `${name}: cannot be reached: ${printable(error)}\n`;
  const trust = trusted ? "its hints are trusted" : "its hints are not trusted";
  const head = `${name}: ${tools.length} tools; "${allow}" is allowed; ${trust}\n`;
  const rows = tools.map((tool) => [
    `  ${tool.name}`,
    tool.verdict + (tool.destructive ? ", destructive" : ""),
    tool.runs ? "run" : "ask",
    authorSays(tool) + (tool.contradicts ? " (!)" : ""),
    tool.confidence,
    tool.because,
  ]);
  const table = rows.length === 0 ? "" : renderTable([HEADINGS, ...rows], columns);
  return head + table + notes(tools, leftOut);
}

const HEADINGS = ["  TOOL", "VERDICT", "CALLS", "AUTHOR SAYS", "HOW SURE", "BECAUSE"];

function authorSays({ hints }: ToolAudit): string {
  const { readOnlyHint, destructiveHint, idempotentHint } = hints;
  const words = [
    readOnlyHint === true && "only reads",
    readOnlyHint === false && "changes",
    destructiveHint === true && readOnlyHint !== true && "destroys",
    destructiveHint === false && readOnlyHint !== true && "destroys nothing",
    idempotentHint === true && readOnlyHint !== true && "repeatable",
  ].filter((word) => word !== false);
  return words.length === 0 ? "nothing" : words.join(", ");
}

/** What somebody should do, each thing said once with the tools it concerns. */
function notes(tools: readonly ToolAudit[], leftOut: ServerAudit["leftOut"]): string {
  const concerns = new Map<string, string[]>();
  const concern = (text: string, name: string): void => {
    concerns.set(text, [...(concerns.get(text) ?? []), name]);
  };
  for (const { name, because } of leftOut) concern(`left out: ${because}`, name);
  for (const { name, cleaned } of tools) {
    if (cleaned) concern("its texts held what cannot be seen, or were too long", name);
  }
  for (const { name, contradicts } of tools) {
    if (contradicts) concern("(!) name, description and schema say the opposite of the hint", name);
  }
  for (const { name, verdict } of tools) {
    if (verdict === "unknown") {
      concern('say "effect" under "signalbox": {"tools": …}; what is unknown runs alone', name);
    }
  }
  for (const { name, suggestions } of tools) {
    for (const suggestion of suggestions) concern(`for the author: ${suggestion}`, name);
  }
  return [...concerns]
    .map(([text, names]) => `  - ${printable(text)}\n    ${listed(names)}\n`)
    .join("");
}

const NAMES_MAX = 8;

function listed(names: readonly string[]): string {
  const rest = names.length - NAMES_MAX;
  const shown = names.slice(0, NAMES_MAX).map(printable).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
