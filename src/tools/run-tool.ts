import { KnowledgeError } from "../knowledge/fault.js";
import type { Clock } from "../primitives/clock.js";
import { TimeoutError, withTimeout } from "../primitives/with-timeout.js";
import { ScaffoldError } from "../scaffold/fault.js";
import { codeOf, type ErrorCode } from "./errors.js";
import { ConsentNeeded, RootsNeeded, type Answer, type Tool, type ToolContext } from "./tool.js";

interface Failure {
  code: ErrorCode;
  /** For the caller: it holds no path and no secret. */
  message: string;
}

/** One call's end; `needs` if the caller has to be asked before it can be made again. */
export type Outcome =
  | { ok: true; answer: Answer<Record<string, unknown>> }
  | { ok: false; needs: ConsentNeeded | RootsNeeded }
  | ({ ok: false; needs?: never } & Failure);

interface RunOptions extends ToolContext {
  /** Takes the detail of a fault, for the operator; the caller gets only its id. */
  report: (line: string) => void;
  clock?: Clock;
}

/**
 * Runs a tool within its own deadline, whose clock starts now. Never rejects: every end is an
 * outcome. A tool that ignores its signal is waited for no longer; what it answers is dropped.
 */
export async function runTool(tool: Tool, args: unknown, options: RunOptions): Promise<Outcome> {
  const { report: _, clock, ...context } = options;
  const { signal } = context;
  try {
    const limits = { timeoutMs: tool.deadlineMs, signal, clock };
    return {
      ok: true,
      answer: await withTimeout((own) => tool.run(args, { ...context, signal: own }), limits),
    };
  } catch (error) {
    const asks = error instanceof ConsentNeeded || error instanceof RootsNeeded;
    if (asks && !signal.aborted) return { ok: false, needs: error };
    return { ok: false, ...(knownFailure(error, tool, signal) ?? fault(error, tool, options)) };
  }
}

function knownFailure(error: unknown, tool: Tool, signal: AbortSignal): Failure | undefined {
  if (error instanceof KnowledgeError && error.code !== "artefact-broken") {
    return { code: error.code, message: error.message };
  }
  if (error instanceof ScaffoldError) return { code: error.code, message: error.message };
  const code = codeOf(error);
  if (code !== undefined) return { code, message: (error as Error).message };
  if (signal.aborted) return { code: "cancelled", message: "the call was cancelled" };
  if (!(error instanceof TimeoutError)) return undefined;
  return {
    code: "deadline-exceeded",
    message: `${tool.name} ran longer than ${error.timeoutMs} ms`,
  };
}

function fault(error: unknown, tool: Tool, { report }: RunOptions): Failure {
  const id = crypto.randomUUID();
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  report(`fault ${id} in ${tool.name}: ${detail}`);
  return { code: "internal", message: `internal fault ${id}; its detail is in the server's log` };
}
