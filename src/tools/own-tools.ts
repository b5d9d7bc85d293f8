import type { CallProfile, FootprintClaim } from "../dispatch/call.js";
import { ToolFailed } from "../dispatch/call.js";
import { runTool } from "./run-tool.js";
import type { Tool } from "./tool.js";
import type { ToolResult } from "./tool-result.js";

/** The name under which a batch reaches our own tools; also where no server is named. */
export const OWN_SERVER = "signalbox";

const FILES: FootprintClaim = {
  path: ["file"],
  mode: "read",
  label: "file:/",
  because: "it may look at any file",
};

/** Our own tools as a batch may call them: all but those that run batches. */
export class OwnTools {
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #report: (line: string) => void;

  /** Only tools that read; what dispatches would make a batch wait for itself. */
  constructor(tools: readonly Tool[], report: (line: string) => void) {
    const reading = tools.filter(({ hints }) => hints.readOnly && hints.idempotent);
    this.#tools = new Map(reading.map((tool) => [tool.name, tool]));
    this.#report = report;
  }

  /** Their names, as they are called. */
  get names(): string[] {
    return [...this.#tools.keys()];
  }

  describe(name: string): CallProfile {
    const profile = { effect: "read-only", idempotent: true, destructive: false } as const;
    if (this.#tools.has(name)) return { ...profile, footprint: [FILES] };
    const there = this.names.join(", ");
    const message = `a batch cannot call ${name}; of signalbox it can call ${there}`;
    return { ...profile, footprint: [], refusal: { policy: "unknown-tool", message } };
  }

  async run(name: string, args: unknown, signal: AbortSignal): Promise<ToolResult> {
    const tool = this.#tools.get(name);
    if (tool === undefined) throw new Error(`invariant: ${name} was described as unknown`);
    const outcome = await runTool(tool, args, { signal, report: this.#report });
    if (outcome.ok) {
      const { text, value } = outcome.answer;
      return { content: [{ type: "text", text }], structuredContent: value };
    }
    if (outcome.needs !== undefined) throw new Error(`invariant: ${name} cannot ask in a batch`);
    const text = `${outcome.code}: ${outcome.message}`;
    throw new ToolFailed(text, { content: [{ type: "text", text }], isError: true });
  }
}
