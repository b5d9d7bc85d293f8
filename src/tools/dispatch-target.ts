import { classifyCall } from "../classify/classify-call.js";
import type { Call, ClassifyOptions } from "../classify/call.js";
import {
  ConnectionLost,
  NotSent,
  ToolFailed,
  type CallProfile,
  type CallTarget,
  type PlannedCall,
  type ReadyCall,
  type Refusal,
  type RunContext,
} from "../dispatch/call.js";
import { GatewayError } from "../gateway/errors.js";
import type { Gateway } from "../gateway/gateway.js";
import type { GatewayTool } from "../gateway/tool-list.js";
import { allowanceFor, isAllowed, profileOf, profileOfPending } from "./call-profile.js";
import { OWN_SERVER, type OwnTools } from "./own-tools.js";
import type { ToolResult } from "./tool-result.js";

/** The policy of calls that the configuration does not allow, but the user may. */
export const NEEDS_CONSENT = "needs-consent";

/** How long a call that was given up is watched; the dispatcher's own quarantine ends before. */
const LINGER_MS = 24 * 3_600_000;

/**
 * Runs calls on the configured servers and on our own tools. What a call may do is found out
 * before it is let in; one that changes something is let in only if the configuration allows it or
 * the user has agreed to this very call.
 */
export class DispatchTarget implements CallTarget<ToolResult> {
  readonly #gateway: Gateway;
  readonly #own: OwnTools;
  readonly #around: ClassifyOptions;

  constructor(gateway: Gateway, own: OwnTools, around: ClassifyOptions) {
    this.#gateway = gateway;
    this.#own = own;
    this.#around = around;
  }

  async describe(call: PlannedCall): Promise<CallProfile> {
    const { server = OWN_SERVER, tool } = call;
    if (server === OWN_SERVER) return this.#own.describe(tool);
    const servers = this.#gateway.servers();
    if (!servers.includes(server)) {
      return refused("unknown-server", `${server}: not configured; there is ${listed(servers)}`);
    }
    let tools: readonly GatewayTool[];
    try {
      // Bounded by the server's own time to connect; a batch given up meanwhile has its answer.
      const { signal } = new AbortController();
      ({ tools } = await this.#gateway.tools(server, signal));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return refused("server-unreachable", `${server}: ${error.message}`, error.retryAfterMs);
    }
    const found = tools.find(({ definition }) => definition.name === tool);
    if (found !== undefined) return this.#judge(call, server, found);
    const names = tools.map(({ definition }) => definition.name);
    return refused("unknown-tool", `${server} has no tool ${tool}; it has ${listed(names)}`);
  }

  async run(call: ReadyCall, { signal, profile }: RunContext): Promise<ToolResult> {
    const { server = OWN_SERVER, tool } = call;
    if (server === OWN_SERVER) return this.#own.run(tool, call.arguments, signal);
    try {
      const limits = { timeoutMs: LINGER_MS, lingerMs: LINGER_MS, hash: profile.tag };
      return await this.#gateway.call(server, tool, call.arguments, { signal, ...limits });
    } catch (error) {
      throw asDispatchError(error, profile.effect === "read-only");
    }
  }

  async #judge(call: PlannedCall, server: string, found: GatewayTool): Promise<CallProfile> {
    const { tool, pending, isConsented } = call;
    const { definition, hash, isChanged } = found;
    const root = this.#gateway.folderOf(server) ?? this.#around.root;
    const policies = { [server]: this.#gateway.policyOf(server) };
    const around = { ...this.#around, policies, ...(root !== undefined && { root }) };
    const asked: Call = { server, tool, definition };
    const isPending = pending.length > 0;
    const judgement = await classifyCall(
      isPending ? asked : { ...asked, arguments: call.arguments },
      around,
    );
    const profile = isPending ? profileOfPending(judgement, pending) : profileOf(judgement);
    const needed = allowanceFor(judgement);
    const allowed = this.#gateway.allowOf(server, tool);
    const judged = { ...profile, tag: hash };
    if (isConsented || (isAllowed(needed, allowed) && !isChanged)) return judged;
    const destructive = judgement.destructive ? ", destructive" : "";
    const because = isChanged
      ? `${server} has redefined ${tool} since it was first seen`
      : `${tool} is ${judgement.verdict}${destructive}, and only "${allowed}" is allowed; add ` +
        `"signalbox": {"allow": "${needed}"} to ${server} in the configuration`;
    return { ...judged, refusal: { policy: NEEDS_CONSENT, message: because } };
  }
}

function refused(policy: string, message: string, retryAfterMs?: number): CallProfile {
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  const refusal: Refusal = { policy, message, ...after };
  return { effect: "unknown", footprint: [], idempotent: false, destructive: false, refusal };
}

const NAMES_MAX = 40;

function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const rest = names.length - NAMES_MAX;
  return names.slice(0, NAMES_MAX).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** What is known of a failed call's effect, in the dispatcher's terms. */
function asDispatchError(error: unknown, onlyReads: boolean): unknown {
  if (!(error instanceof GatewayError)) return error;
  const { code, message, retryAfterMs, result, mayStillRun } = error;
  switch (code) {
    case "not-sent":
      return new NotSent(message, {
        cause: error,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    // To send it again as it was judged would be refused again.
    case "definition-changed":
    case "tool-failed":
      return new ToolFailed(message, result);
    // It ran to its end: a read would only be answered so again, and what a write did is not known.
    case "answer-unusable":
      return onlyReads
        ? new ToolFailed(message, undefined)
        : new ConnectionLost(message, { cause: error, mayStillRun });
    case "connection-lost":
      return new ConnectionLost(message, { cause: error, mayStillRun });
    default:
      return code satisfies never;
  }
}
