import { ZodError } from "zod";
import { KnowledgeError } from "../knowledge/fault.js";
import { abortable } from "../primitives/abortable.js";
import { type Clock, systemClock } from "../primitives/clock.js";
import { linkAbort } from "../primitives/link-abort.js";
import type { ErrorCode } from "./errors.js";
import type { Answer, Tool } from "./tool.js";

interface Failure {
  code: ErrorCode;
  /** For the caller: it holds no path and no secret. */
  message: string;
}

/** One call's end. */
export type Outcome =
  | { ok: true; answer: Answer<Record<string, unknown>> }
  | ({ ok: false } & Failure);

interface RunOptions {
  signal: AbortSignal;
  /** Takes the detail of a fault, for the operator; the caller gets only its id. */
  report: (line: string) => void;
  clock?: Clock;
}

/**
 * Runs a tool within its own deadline, whose clock starts now. Never rejects: every end is an
 * outcome. A tool that ignores its signal is waited for no longer; what it answers is dropped.
 */
export async function runTool(tool: Tool, args: unknown, options: RunOptions): Promise<Outcome> {
  const { signal: parent, clock = systemClock } = options;
  const { controller, signal, unlink } = linkAbort(parent);
  const deadline = clock.setTimer(() => controller.abort(DEADLINE), tool.deadlineMs);
  try {
    return { ok: true, answer: await abortable(tool.run(args, { signal }), signal) };
  } catch (error) {
    return { ok: false, ...(knownFailure(error, tool, signal) ?? fault(error, tool, options)) };
  } finally {
    deadline.cancel();
    unlink();
  }
}

/** The reason of a signal that a deadline aborted. */
const DEADLINE = new DOMException("the tool's deadline passed", "TimeoutError");

function knownFailure(error: unknown, tool: Tool, signal: AbortSignal): Failure | undefined {
  if (error instanceof KnowledgeError && error.code !== "artefact-broken") {
    return { code: error.code, message: error.message };
  }
  if (error instanceof ZodError) {
    const issues = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return { code: "invalid-arguments", message: issues.join("; ") };
  }
  if (!signal.aborted) return undefined;
  if (signal.reason !== DEADLINE) return { code: "cancelled", message: "the call was cancelled" };
  const message = `${tool.name} ran longer than ${tool.deadlineMs} ms`;
  return { code: "deadline-exceeded", message };
}

function fault(error: unknown, tool: Tool, { report }: RunOptions): Failure {
  const id = crypto.randomUUID();
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  report(`fault ${id} in ${tool.name}: ${detail}`);
  return { code: "internal", message: `internal fault ${id}; its detail is in the server's log` };
}
