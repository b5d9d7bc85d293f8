// What must hold at the moment a call is sent.

import type { RunContext } from "../../../src/dispatch/call.ts";
import { areInConflict } from "./conflicts.ts";
import type { CallState, Run, Running } from "./run.ts";
import { checkTurn } from "./turns.ts";

/** Finds fault with an attempt that is about to be made. */
export function lookBeforeStart(
  run: Run,
  state: CallState,
  context: RunContext,
  argument: number,
): void {
  const { call } = state;
  const fault = (text: string): void => run.fault(`${call.id} starts ${text}`);
  lookAtClocks(run, state, fault);
  lookAtNeeds(state, argument, fault);
  lookAtAttempts(run, state, context, fault);
  lookAtBounds(run, state, fault);
  lookAtOrder(run, state, context, fault);
  if (state.attempts.length === 0) checkTurn(run, state);
  if (run.ledger !== undefined && call.effect !== "read-only") {
    if (!run.ledger.hasBegun(call.id, state.attempts.length + 1)) fault("before it is on record");
  }
  if (call.key !== undefined && run.ledger !== undefined) lookAtKey(run, state, fault);
}

type Fault = (text: string) => void;

function lookAtClocks(run: Run, { batch, outcome, attempts }: CallState, fault: Fault): void {
  const { plan, admittedMs, controller, hasFailed } = batch;
  const sinceMs = run.clock.now() - admittedMs;
  if (outcome !== undefined) fault("with its outcome there already");
  if (controller.signal.aborted) fault("after its batch was given up");
  if (sinceMs > (plan.deadlineMs ?? Infinity)) fault("after the deadline");
  if (attempts.length === 0 && sinceMs > (plan.queueTimeoutMs ?? Infinity)) {
    fault("after waiting too long");
  }
  if (plan.onError === "fail-fast" && hasFailed) fault("after a failure, though fail-fast");
  if (batch.parent?.abortedMs !== undefined) fault("after the call around it was given up");
}

function lookAtNeeds({ call, batch }: CallState, argument: number, fault: Fault): void {
  for (const need of call.needs) {
    const status = batch.calls[need]?.outcome?.status;
    if (status !== "ok") fault(`though ${batch.calls[need]?.call.id ?? ""} is ${status ?? "open"}`);
  }
  if (call.source === undefined) {
    if (argument !== call.argument) fault("with another argument");
    return;
  }
  const source = batch.calls[call.source]?.outcome;
  if (source?.status !== "ok") fault("without what its argument comes from");
  if (argument !== source?.result?.value) fault("with a wrong argument from a result");
  if (call.hasBadPointer) fault("though its argument points nowhere");
}

function lookAtAttempts(
  run: Run,
  { call, attempts }: CallState,
  context: RunContext,
  fault: Fault,
): void {
  const { clock, scenario, pauses } = run;
  if (call.isRefused) fault("though refused");
  if (context.attempt !== attempts.length + 1) fault(`as attempt ${context.attempt}`);
  const last = attempts.at(-1);
  if (last !== undefined) {
    if (attempts.length >= (scenario.bounds.attemptsMax ?? 3)) fault("too often");
    const isRepeatable = call.effect === "read-only" || call.idempotent;
    const isSafe = last.endedAs === "not-sent" || (last.endedAs === "lost" && isRepeatable);
    if (!isSafe) fault(`again after ${last.endedAs ?? "no end"}`);
    const readyMs = (last.settledMs ?? 0) + (last.plan.retryAfterMs ?? 0);
    if (clock.now() < readyMs) fault("again before the time it was given");
  }
  const { sinceMs = 0, untilMs = 0 } = pauses.get(call.server ?? "") ?? {};
  // The permit may have been there already at that instant; what the ledger takes comes after it.
  const isLater = clock.now() - sinceMs > (scenario.ledger?.delayMs ?? 0);
  if (clock.now() < untilMs && isLater) fault("in a pause of its server");
}

function lookAtBounds(run: Run, { call }: CallState, fault: Fault): void {
  const { bounds } = run.scenario;
  const beside = [...run.running].filter(holdsSlot(run)).map(({ state }) => state.call);
  const ofServer = beside.filter(({ server }) => server === call.server);
  const ofTool = ofServer.filter(({ tool }) => tool === call.tool);
  const { inFlightMax = 16, perServerMax = Infinity, perToolMax = Infinity } = bounds;
  if (beside.length >= inFlightMax) fault(`beside ${beside.length} others`);
  if (call.server !== undefined && ofServer.length >= perServerMax) {
    fault(`beside ${ofServer.length} others of its server`);
  }
  if (ofTool.length >= perToolMax) fault(`beside ${ofTool.length} others of its tool`);
}

/** Whether an attempt under way counts: it may have lent its slot, or its time may be over. */
function holdsSlot(run: Run) {
  const quarantineMs = run.scenario.bounds.quarantineMs ?? 0;
  return ({ nested, abortedMs, hasLent }: Running): boolean => {
    if (nested > 0 || (hasLent && abortedMs !== undefined)) return false;
    return abortedMs === undefined || run.clock.now() < abortedMs + quarantineMs;
  };
}

function lookAtOrder(run: Run, state: CallState, context: RunContext, fault: Fault): void {
  const place = run.entered.indexOf(state);
  if (place === -1) return fault("without a place in line");
  run.entered.forEach((other, index) => {
    if (other === state || isAncestor(other, state)) return;
    if (!areInConflict(other.call, state.call)) return;
    if (other.attempts.some(({ isAtWork }) => isAtWork)) fault(`beside ${other.call.id}`);
    if (index < place && other.outcome === undefined) fault(`ahead of ${other.call.id}`);
    const token = other.attempts.at(-1)?.context.token;
    if (index < place && token !== undefined && token >= context.token) {
      fault(`with a token that is not above that of ${other.call.id}`);
    }
  });
}

function isAncestor(other: CallState, { batch }: CallState): boolean {
  for (let parent = batch.parent; parent !== undefined; parent = parent.state.batch.parent) {
    if (parent.state === other) return true;
  }
  return false;
}

function lookAtKey(run: Run, state: CallState, fault: Fault): void {
  if (state.call.effect === "read-only") return;
  for (const other of run.entered) {
    if (other === state || other.call.key !== state.call.key) continue;
    if (other.call.effect === "read-only") continue;
    const { attempts, call } = other;
    if (attempts.some(({ endedAs }) => endedAs !== "not-sent"))
      fault(`though ${call.id} has its key`);
  }
}
