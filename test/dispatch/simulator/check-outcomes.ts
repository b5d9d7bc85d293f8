// What must hold of the outcomes of a batch when all is over.

import type { BatchState, CallState, Run } from "./run.ts";

const CLOSE = 1e-6;

export function checkOutcomes(run: Run, batch: BatchState): void {
  const { answer, calls, admittedMs } = batch;
  if (answer === undefined) return run.fault("a batch has no answer");
  const ids = answer.outcomes.map(({ id }) => id);
  const asked = calls.map(({ call }) => call.id);
  if (ids.join() !== asked.join()) run.fault(`outcomes of ${ids.join()} for ${asked.join()}`);
  calls.forEach((state, index) => {
    if (answer.outcomes[index] !== state.outcome) run.fault(`${state.call.id}: another outcome`);
    checkTimes(run, state, admittedMs);
    checkStatus(run, state);
  });
  const ranMs = answer.outcomes.reduce((sum, outcome) => sum + outcome.ranMs, 0);
  const speedUp = answer.tookMs === 0 ? 1 : ranMs / answer.tookMs;
  if (Math.abs(speedUp - answer.speedUp) > CLOSE) run.fault("a wrong speed-up");
  checkPath(run, batch);
}

function checkTimes(run: Run, { call, attempts, outcome }: CallState, admittedMs: number): void {
  if (outcome === undefined) return;
  const fault = (text: string): void => run.fault(`${call.id}: ${text}`);
  const { endedMs, waitedMs, ranMs, waits, startedMs } = outcome;
  if (Math.abs(waitedMs + ranMs - endedMs) > CLOSE) fault("waited and ran for another time");
  const ran = attempts.reduce((sum, { startedMs, settledMs = Infinity, abortedMs = Infinity }) => {
    return sum + Math.min(settledMs, abortedMs, endedMs + admittedMs) - startedMs;
  }, 0);
  if (Math.abs(ran - ranMs) > CLOSE) fault(`ran for ${ran} ms and is said to have for ${ranMs}`);
  if (outcome.attempts !== attempts.length) fault(`${outcome.attempts} attempts are counted`);
  const last = attempts.at(-1);
  const started = last === undefined ? undefined : last.startedMs - admittedMs;
  if (started !== startedMs) fault("a wrong start");
  const waited = waits.reduce((sum, wait) => sum + wait.waitedMs, 0);
  if (waited > waitedMs + CLOSE) fault("waits longer than it waited");
  for (const wait of waits) if (wait.because === "" || wait.waitedMs < 0) fault("an odd wait");
}

function checkStatus(run: Run, state: CallState): void {
  const { call, outcome, attempts, batch } = state;
  if (outcome === undefined) return;
  const fault = (text: string): void => run.fault(`${call.id} is ${outcome.status}: ${text}`);
  const last = attempts.at(-1);
  const wasGivenUp = last?.abortedMs !== undefined;
  if (last === undefined) return checkUnsent(state, fault);
  const isReadOnly = call.effect === "read-only";
  if (wasGivenUp) {
    const { timeoutMs = run.scenario.bounds.timeoutMs ?? 60_000 } = call;
    const right = isReadOnly ? ["timed-out", "cancelled"] : ["unknown"];
    if (!right.includes(outcome.status)) fault("given up while it ran");
    const isOwn = outcome.error?.code === "timeout" && batch.parent?.abortedMs === undefined;
    if (isOwn && outcome.ranMs + CLOSE < timeoutMs) fault(`after ${outcome.ranMs} ms`);
    return;
  }
  if (last.endedAs === "ok") {
    if (outcome.status !== "ok") fault("it answered");
    if (outcome.result?.value !== last.result) fault("another result");
    return;
  }
  if (outcome.status === "ok") fault("it failed");
  const mayHaveActed = attempts.some(({ endedAs }) => endedAs !== "not-sent");
  if (isReadOnly || !mayHaveActed) {
    if (outcome.status === "unknown") fault("it cannot have changed anything");
  } else if (last.endedAs === "lost" || last.endedAs === "not-sent") {
    if (outcome.status !== "unknown") fault("it may have changed something");
  }
  const text = outcome.error?.message ?? "";
  // Only what came between two attempts has other words than the call's own.
  const isOwn = text.includes(call.id) || text.startsWith("not sent, because the ledger");
  if (outcome.status === "failed" && !isOwn) {
    fault(`the error is ${outcome.error?.message ?? "none"}`);
  }
}

/** A call that was never sent must have a reason. */
function checkUnsent(state: CallState, fault: (text: string) => void): void {
  const { call, batch, outcome } = state;
  if (outcome === undefined) return;
  const { plan, parent } = batch;
  const { status, sameAs, recorded, becauseOf, refusal, error } = outcome;
  if (sameAs !== undefined) {
    const leader = batch.calls.find((other) => other.call.id === sameAs)?.outcome;
    if (leader?.status !== status || leader.result !== outcome.result) fault("unlike its twin");
    const hasNeeds = call.needs.every((need) => batch.calls[need]?.outcome?.status === "ok");
    if (status === "ok" && !hasNeeds) fault("what it needs is not");
    if (status === "skipped" && becauseOf !== undefined && !isNeeded(state, becauseOf)) {
      if (plan.onError === "settle") fault("it needs no such call");
    }
    return;
  }
  if (status === "ok" && recorded !== true) fault("it never ran");
  if (status === "unknown" && recorded !== true) fault("it was never sent");
  if (call.isRefused && status === "failed") fault("it is not allowed");
  if (status === "cancelled") {
    const isGivenUp = batch.controller.signal.aborted || parent?.abortedMs !== undefined;
    if (!isGivenUp) fault("nobody gave up");
  }
  if (status === "timed-out") {
    const limit = Math.min(plan.queueTimeoutMs ?? Infinity, plan.deadlineMs ?? Infinity);
    if (outcome.endedMs < limit) fault("too early");
  }
  if (status === "refused" && refusal?.message === undefined) fault("nobody says why");
  if (status === "skipped") {
    const cause = batch.calls.find((other) => other.call.id === becauseOf)?.outcome;
    if (cause === undefined || cause.status === "ok" || cause.status === "skipped") {
      fault(`because of ${becauseOf ?? "nobody"}, which is ${cause?.status ?? "not there"}`);
    }
    if (plan.onError === "settle" && !isNeeded(state, becauseOf)) fault("it needs no such call");
  }
  if (status === "failed" && error === undefined) fault("nobody says why");
}

function isNeeded({ call, batch }: CallState, id: string | undefined): boolean {
  const needs = call.source === undefined ? call.needs : [...call.needs, call.source];
  return needs.some((need) => {
    const needed = batch.calls[need] as CallState;
    return needed.call.id === id || isNeeded(needed, id);
  });
}

/** The calls that decided how long it took must follow one another without a gap. */
function checkPath(run: Run, { answer, calls, plan }: BatchState): void {
  const path = answer?.criticalPath.map((id) => calls.find(({ call }) => call.id === id)) ?? [];
  const last = path.at(-1)?.outcome;
  const started = calls.filter(({ attempts }) => attempts.length > 0);
  if (started.length === 0) return;
  const latest = Math.max(...started.map(({ outcome }) => outcome?.endedMs ?? 0));
  if (last?.endedMs !== latest) run.fault("the critical path does not end with the last call");
  if (!run.scenario.isPlain || plan.describeMs !== undefined) return;
  path.forEach((state, index) => {
    const before = index === 0 ? 0 : path[index - 1]?.outcome?.endedMs;
    if (state?.outcome?.startedMs !== before) run.fault("the critical path has a gap");
  });
}
