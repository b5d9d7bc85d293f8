import type { DispatchPlan } from "../dispatch/outcome.js";
import { cleanLine } from "../gateway/clean-text.js";
import { GatewayError } from "../gateway/errors.js";
import { settleAll } from "../primitives/settle-all.js";
import type { Station } from "./station.js";
import type { Answer } from "./tool.js";
import { OWN_SERVER } from "./own-tools.js";

/** Tells who would wait for whom, nothing having run. */
export function planAnswer(plan: DispatchPlan): Answer<Record<string, unknown>> {
  const { calls, edges, waves, longestChain, bound } = plan;
  const lines = calls.map(({ id, effect, reads, writes, refusal }) => {
    const reach = [
      ...reads.map((each) => `reads ${each}`),
      ...writes.map((each) => `writes ${each}`),
    ];
    const refused = refusal === undefined ? "" : `; would be refused: ${refusal.message}`;
    return `[${id}] ${effect}${reach.length > 0 ? `: ${reach.join(", ")}` : ""}${refused}`;
  });
  const order = waves.map((wave) => wave.join(" + ")).join(", then ");
  return {
    text: [
      ...lines,
      `Order: ${order}`,
      `Longest chain: ${longestChain.join(" > ")}; on ${bound.slots} slots at most ` +
        `${Math.round(bound.units * 100) / 100} times the longest call`,
      ...edges.map(({ before, after, because }) => `- ${after} waits for ${before}: ${because}`),
    ].join("\n"),
    value: { plan },
  };
}

const DESCRIPTION_SHOWN_MAX = 160;

/** Lists what a batch can call; a server that cannot be reached is named with the reason. */
export async function toolsAnswer(
  { gateway, own }: Station,
  signal: AbortSignal,
): Promise<Answer<Record<string, unknown>>> {
  const names = gateway.servers();
  const lists = await settleAll(names, (server) => gateway.tools(server, signal), {
    limit: names.length + 1,
    signal,
  });
  signal.throwIfAborted();
  const servers = names.map((server, index) => {
    const list = lists[index]!;
    if (list.status === "rejected") {
      if (!(list.reason instanceof GatewayError)) throw list.reason;
      return { server, error: list.reason.message, tools: [] };
    }
    const tools = list.value.tools.map(({ definition }) => ({
      name: definition.name,
      description: cleanLine(definition.description ?? "", DESCRIPTION_SHOWN_MAX),
      inputSchema: definition.inputSchema,
    }));
    return { server, tools };
  });
  const ours = { server: OWN_SERVER, tools: own.names.map((name) => ({ name })) };
  const blocks = servers.map(({ server, tools, error }) =>
    [
      error === undefined ? `${server}:` : `${server}: cannot be reached: ${error}`,
      ...tools.map(({ name, description }) => `  ${name} - ${description}`),
    ].join("\n"),
  );
  const mine = `${OWN_SERVER} (or no server): ${own.names.join(", ")}`;
  return { text: [...blocks, mine].join("\n"), value: { servers: [...servers, ours] } };
}
