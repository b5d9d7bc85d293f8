import type { Confidence, Evidence, EvidenceSource, Verdict } from "../classify/access.js";
import { classifyCall } from "../classify/classify-call.js";
import type { ClassifyOptions } from "../classify/call.js";
import type { Gateway } from "../gateway/gateway.js";
import type { GatewayTool, ToolList } from "../gateway/tool-list.js";
import { type Settled, settleAll } from "../primitives/settle-all.js";
import { allowanceFor, isAllowed } from "./call-profile.js";

/** The four hints of the specification, as far as the author of a tool gave them. */
export type AuthorsHints = Readonly<Partial<Record<(typeof HINTS)[number], boolean>>>;

const HINTS = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] as const;

/** What is known of one tool before any call of it. */
export interface ToolAudit {
  readonly name: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** The piece of evidence that decided. */
  readonly because: string;
  readonly destructive: boolean;
  readonly idempotent: boolean;
  readonly hints: AuthorsHints;
  readonly missingHints: readonly string[];
  /** The author's `readOnlyHint` says one thing, and name, description and schema the other. */
  readonly contradicts: boolean;
  /** A call of it runs; otherwise the user is asked, or the call refused. */
  readonly runs: boolean;
  /** Hidden characters were taken out of its texts, or they were cut. */
  readonly cleaned: boolean;
  /** For the author of the server. */
  readonly suggestions: readonly string[];
}

/** One server's tools, or why they could not be had. */
export interface ServerAudit {
  readonly server: string;
  readonly allow: string;
  readonly trusted: boolean;
  readonly error?: string;
  readonly tools: readonly ToolAudit[];
  readonly leftOut: ToolList["leftOut"];
}

/**
 * Lists the tools of every server, all servers at once, and judges each as a batch would. A server
 * that cannot be reached is answered with the reason; nothing is called.
 */
export async function auditTools(
  gateway: Gateway,
  around: ClassifyOptions,
  signal: AbortSignal,
): Promise<ServerAudit[]> {
  const servers = gateway.servers();
  const limit = Math.max(1, servers.length);
  const lists = await settleAll(servers, (server) => gateway.tools(server, signal), { limit });
  return Promise.all(
    servers.map((server, index) => auditServer(gateway, server, lists[index], around)),
  );
}

async function auditServer(
  gateway: Gateway,
  server: string,
  list: Settled<ToolList> | undefined,
  around: ClassifyOptions,
): Promise<ServerAudit> {
  const { trusted = false } = gateway.policyOf(server);
  const named = { server, allow: gateway.allowOf(server, ""), trusted };
  if (list?.status !== "fulfilled") {
    const error = list?.reason instanceof Error ? list.reason.message : "it failed";
    return { ...named, error, tools: [], leftOut: [] };
  }
  const { tools, leftOut } = list.value;
  const audits = await Promise.all(tools.map((tool) => auditTool(gateway, server, tool, around)));
  return { ...named, tools: audits, leftOut };
}

async function auditTool(
  gateway: Gateway,
  server: string,
  { definition, isCleaned }: GatewayTool,
  around: ClassifyOptions,
): Promise<ToolAudit> {
  const { name, annotations = {} } = definition;
  const call = { server, tool: name, definition };
  const policies = { [server]: gateway.policyOf(server) };
  const judgement = await classifyCall(call, { ...around, policies });
  // Without what the user says and trusts: what is wrong with a hint is wrong for everybody.
  const { suggestions } = await classifyCall(call, around);
  const { annotations: _, ...words } = definition;
  const { verdict: wordsSay } = await classifyCall({ ...call, definition: words }, around);
  const { verdict, confidence, destructive, idempotent, evidence } = judgement;
  const given = HINTS.filter((hint) => typeof annotations[hint] === "boolean");
  const needed = allowanceFor(judgement);
  return {
    name,
    verdict,
    confidence,
    because: weightiest(evidence, verdict) ?? "nothing says what it does",
    destructive,
    idempotent,
    hints: Object.fromEntries(given.map((hint) => [hint, annotations[hint]])),
    missingHints: HINTS.filter((hint) => !given.includes(hint)),
    contradicts: wordsSay === CONTRARY.get(annotations["readOnlyHint"]),
    runs: isAllowed(needed, gateway.allowOf(server, name)),
    cleaned: isCleaned,
    suggestions,
  };
}

/** What weighs more than a name, the weightiest first. */
const WEIGHTY: readonly EvidenceSource[] = ["configuration", "hint", "schema", "description"];

function weightiest(evidence: readonly Evidence[], verdict: Verdict): string | undefined {
  const agreeing = evidence.filter(({ says }) => says === verdict);
  const [found] = WEIGHTY.flatMap((wanted) => agreeing.filter(({ source }) => source === wanted));
  return (found ?? agreeing[0])?.because;
}

/** What the words would have to say to contradict the hint. */
const CONTRARY = new Map<unknown, Verdict>([
  [true, "stateful"],
  [false, "read-only"],
]);
