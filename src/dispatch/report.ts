// What is told of a call when it has ended.

import {
  NO_SLOT,
  PAUSED,
  QUEUED,
  RUNNING,
  TOOL_SLOT,
  type CallRun,
  type Waited,
} from "./call-run.js";
import { conflictOf } from "./causes.js";
import type { FootprintClaim } from "./call.js";
import type { LockBlocker } from "./coordinator.js";
import type { EndOf } from "./end-of.js";
import type { Outcome, Wait } from "./outcome.js";

const NO_WAITS: readonly Wait[] = [];

export function makeOutcome(call: CallRun, how: EndOf, nowMs: number): Outcome {
  const { spec, batch, profile, attempts, ranMs } = call;
  const endedMs = nowMs - batch.admittedMs;
  const startedMs = attempts === 0 ? undefined : call.startedMs - batch.admittedMs;
  const { status, result, error, becauseOf, refusal, sameAs, recorded } = how;
  // Every key is there, whether it says something or not: objects of one shape are made faster.
  return {
    id: spec.id,
    server: spec.server,
    tool: spec.tool,
    effect: profile?.effect ?? "unknown",
    status,
    result,
    error,
    becauseOf,
    refusal,
    attempts,
    startedMs,
    endedMs,
    waitedMs: endedMs - ranMs,
    ranMs,
    waits: waitsOf(call, nowMs),
    sameAs,
    recorded,
  };
}

/** The original text of an error, and the code it carries. */
export function describeError(error: unknown): { code: string; message: string } {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return { code: typeof code === "string" ? code : "error", message: textOf(error) };
}

export function textOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    return "an error that cannot be shown";
  }
}

function waitsOf(call: CallRun, nowMs: number): readonly Wait[] {
  const over = call.waits.length === 0 ? NO_WAITS : call.waits.map((wait) => describe(call, wait));
  if (call.state === RUNNING) return over;
  const last = unfinishedWait(call, nowMs);
  return last === undefined ? over : [...over, last];
}

function describe(call: CallRun, { kind, fromMs, untilMs, cause }: Waited): Wait {
  const because = reason(call, kind, cause);
  const waitedMs = untilMs - fromMs;
  if (cause === undefined) return { for: kind, because, waitedMs };
  return { for: kind, because, waitedMs, call: nameFor(call, cause) };
}

/** What the call waited for when it was given up. */
function unfinishedWait(call: CallRun, nowMs: number): Wait | undefined {
  const waitedMs = nowMs - call.sinceMs;
  if (call.rare.leader !== undefined) {
    const { id } = call.rare.leader.spec;
    return { for: "call", call: id, because: `${id} reads the same`, waitedMs };
  }
  if (call.state === PAUSED) return { for: "retry", because: reason(call, "retry"), waitedMs };
  if (call.state === QUEUED) {
    const kind = lineKind(call);
    return kind === undefined ? undefined : { for: kind, because: reason(call, kind), waitedMs };
  }
  const [blocker] = call.isGranted ? [] : (call.ticket?.waitingFor(1) ?? []);
  if (blocker !== undefined) return { ...blocked(call, blocker), waitedMs };
  const need = call.spec.needs.find((index) => call.batch.calls[index]?.outcome === undefined);
  const needed = need === undefined ? undefined : call.batch.calls[need];
  if (needed === undefined) return undefined;
  return { for: "call", call: needed.spec.id, because: reason(call, "call", needed), waitedMs };
}

function lineKind({ lane, line, slots }: CallRun): Wait["for"] | undefined {
  if (line === undefined) return undefined;
  if (slots === NO_SLOT) return "tool-slot";
  if (slots === TOOL_SLOT) return "server-slot";
  return line === lane?.server.paced ? "rate" : "slot";
}

function blocked(call: CallRun, { owner, claim, against }: LockBlocker): Omit<Wait, "waitedMs"> {
  const name = owner.batch === call.batch.id ? owner.call : `${owner.batch}/${owner.call}`;
  const first = `${name} ${verb(claim)} ${labelOf(claim)}`;
  const because = `${first}, this ${verb(against)} ${labelOf(against)}`;
  return { for: "resource", call: name, because };
}

function reason(call: CallRun, kind: Wait["for"], cause?: CallRun): string {
  const { server, tool } = call.spec;
  switch (kind) {
    case "resource":
      return resourceReason(call, cause);
    case "call":
      return `${cause === undefined ? "another call" : nameFor(call, cause)} comes first`;
    case "slot":
      return "all slots were taken";
    case "server-slot":
      return `all slots of the server ${server ?? ""} were taken`;
    case "tool-slot":
      return `all slots of the tool ${tool} were taken`;
    case "rate":
      return `the rate of the server ${server ?? ""} let no more through`;
    case "retry":
      return `a pause after attempt ${call.attempts}`;
    default:
      return kind satisfies never;
  }
}

function resourceReason(call: CallRun, cause: CallRun | undefined): string {
  const clash = cause === undefined ? undefined : conflictOf(cause, call);
  if (clash === undefined || cause === undefined) return "an earlier call had what this one needs";
  const { theirs, ours } = clash;
  const first = `${nameFor(call, cause)} ${verb(theirs)} ${labelOf(theirs)}`;
  return `${first}, this ${verb(ours)} ${labelOf(ours)}`;
}

/** How `call` is told of another one. */
function nameFor(call: CallRun, other: CallRun): string {
  return other.batch === call.batch ? other.spec.id : `${other.batch.id}/${other.spec.id}`;
}

function verb({ mode }: FootprintClaim): string {
  return mode === "write" ? "writes" : "reads";
}

/** A resource in one line. */
export function labelOf({ label, path }: FootprintClaim): string {
  return label ?? (path.length === 0 ? "everything" : path.join("/"));
}
