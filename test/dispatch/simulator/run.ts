// One simulation while it goes on: what has been asked, what runs, what was found wrong.

import type { RunContext } from "../../../src/dispatch/call.ts";
import type { Dispatcher } from "../../../src/dispatch/create-dispatcher.ts";
import type { BatchOutcome, Outcome } from "../../../src/dispatch/outcome.ts";
import { KnownTimes } from "./known-times.ts";
import type { Circuits } from "./circuits.ts";
import type { Answer } from "./downstream.ts";
import type { Attempt, Scenario, ScenarioBatch, ScenarioCall } from "./scenario.ts";
import type { SimClock } from "./sim-clock.ts";
import type { SimLedger } from "./sim-ledger.ts";
import { lookBeforeStart } from "./start-rules.ts";
import { World } from "./world.ts";

/** How an attempt ended, downstream. */
export type EndedAs = "ok" | "error" | "not-sent" | "lost";

/** One attempt, downstream. */
export class Running {
  readonly #run: Run;
  readonly state: CallState;
  readonly plan: Attempt;
  readonly context: RunContext;
  readonly argument: number;
  readonly startedMs: number;
  seen = 0;
  result = 0;
  actedMs: number | undefined;
  settledMs: number | undefined;
  endedAs: EndedAs | undefined;
  /** When it was told to stop. */
  abortedMs: number | undefined;
  isStopped = false;
  /** Batches of its own that have no answer. */
  nested = 0;
  /** Called when they all have. */
  whenAlone: (() => void) | undefined;
  /** It had batches of its own, and its slot may have gone to them for good. */
  hasLent = false;

  constructor(run: Run, state: CallState, plan: Attempt, context: RunContext, argument: number) {
    this.#run = run;
    this.state = state;
    this.plan = plan;
    this.context = context;
    this.argument = argument;
    this.startedMs = run.clock.now();
    context.signal.addEventListener("abort", () => (this.abortedMs = run.clock.now()));
  }

  get isSettled(): boolean {
    return this.settledMs !== undefined;
  }

  /** Whether it may still touch the world. */
  get isAtWork(): boolean {
    if (this.isStopped || this.plan.kind === "hang") return false;
    return !this.isSettled || (this.actedMs === undefined && this.plan.effectMs !== undefined);
  }

  act(): void {
    if (this.isStopped || this.actedMs !== undefined) return;
    this.actedMs = this.#run.clock.now();
    this.#run.note(() => `${this.state.call.id} acts`);
    this.result = this.#run.world.act(this.state.call.work, this.seen, this.argument);
  }

  stop(): void {
    this.isStopped = true;
    this.#run.note(() => `${this.state.call.id} stops`);
  }

  settle(as: EndedAs): void {
    this.settledMs = this.#run.clock.now();
    this.endedAs = as;
    this.#run.note(() => `${this.state.call.id} settles ${as}`);
    this.#run.running.delete(this);
    const { call } = this.state;
    const { retryAfterMs } = this.plan;
    this.#run.circuits?.settled(this.state, as, retryAfterMs);
    if (as !== "not-sent" || this.abortedMs !== undefined || retryAfterMs === undefined) return;
    if (call.server !== undefined) this.#run.pause(call.server, retryAfterMs);
  }
}

export interface CallState {
  readonly call: ScenarioCall;
  readonly batch: BatchState;
  readonly attempts: Running[];
  /** It has a place in the lines of its resources. */
  stands: boolean;
  outcome: Outcome<Answer> | undefined;
}

export interface BatchState {
  readonly plan: ScenarioBatch;
  readonly calls: readonly CallState[];
  readonly parent: Running | undefined;
  readonly controller: AbortController;
  admittedMs: number;
  hasFailed: boolean;
  isEntered: boolean;
  /** Since when its calls know their places in line. */
  standsMs: number | undefined;
  answer: BatchOutcome<Answer> | undefined;
}

export class Run {
  readonly scenario: Scenario;
  readonly clock: SimClock;
  readonly ledger: SimLedger | undefined;
  readonly world = new World();
  readonly times = new KnownTimes();
  readonly faults: string[] = [];
  readonly batches: BatchState[] = [];
  /** Calls in the order in which they stand in the lines of their resources. */
  readonly entered: CallState[] = [];
  /** Attempts under way, downstream. */
  readonly running = new Set<Running>();
  readonly starts: Running[] = [];
  /** Since when and until when a server asked to be left alone. */
  readonly pauses = new Map<string, { readonly sinceMs: number; readonly untilMs: number }>();
  /** Until when the coordinator has said that a server has no permits. */
  readonly permitsFromMs = new Map<string, number>();
  /** Batches that wait for their places in line. */
  entering = 0;
  dispatcher: Dispatcher<Answer> | undefined;
  circuits: Circuits | undefined;
  readonly #trace: string[] | undefined;
  readonly #states = new Map<string, CallState>();

  constructor(
    scenario: Scenario,
    clock: SimClock,
    ledger: SimLedger | undefined,
    trace: string[] | undefined,
  ) {
    this.#trace = trace;
    this.scenario = scenario;
    this.clock = clock;
    this.ledger = ledger;
  }

  readonly fault = (text: string): void => {
    this.faults.push(`at ${this.clock.now()} ms: ${text}`);
  };

  note(text: () => string): void {
    this.#trace?.push(`${this.clock.now().toFixed(2)} ${text()}`);
  }

  find(id: string): CallState {
    const state = this.#states.get(id);
    if (state === undefined) throw new Error(`the dispatcher asks for ${id}, which nobody knows`);
    return state;
  }

  after(ms: number, what: () => void): void {
    this.clock.setTimer(what, ms);
  }

  dispatch(plan: ScenarioBatch, parent?: Running): void {
    const calls: CallState[] = [];
    const batch: BatchState = {
      plan,
      calls,
      parent,
      controller: new AbortController(),
      admittedMs: this.clock.now(),
      hasFailed: false,
      isEntered: false,
      standsMs: undefined,
      answer: undefined,
    };
    for (const call of plan.calls) {
      const state: CallState = {
        call,
        batch,
        attempts: [],
        stands: false,
        outcome: undefined,
      };
      calls.push(state);
      // Asked for once more, a nested batch has the same names.
      this.#states.set(call.id, state);
    }
    this.batches.push(batch);
    this.note(() => {
      const brief = (call: ScenarioCall) =>
        JSON.stringify({ ...call, attempts: undefined, nested: call.nested?.calls.length });
      const calls = plan.calls.map(brief).join("\n  ");
      return `dispatch ${JSON.stringify({ ...plan, calls: 0 })}\n  ${calls}`;
    });
    if (parent !== undefined) {
      parent.nested += 1;
      parent.hasLent = true;
    }
    // As if the caller were other code: what it asks for is not asked on behalf of a call.
    void this.#follow(batch);
    if (plan.abortAtMs === undefined) return;
    this.after(plan.abortAtMs, () => {
      this.note(() => `abort ${plan.calls[0]?.id ?? ""}…`);
      batch.controller.abort(new Error("the caller gave up"));
    });
  }

  /** A server asks to be left alone from now on; a longer pause before it stays. */
  pause(server: string, pauseMs: number): void {
    const sinceMs = this.clock.now();
    const before = this.pauses.get(server);
    if (before !== undefined && before.untilMs >= sinceMs + pauseMs) return;
    this.pauses.set(server, { sinceMs, untilMs: sinceMs + pauseMs });
  }

  /** Notes an attempt and looks whether it may be made. */
  started(id: string, context: RunContext, argument: unknown): Running {
    const state = this.find(id);
    const plan = state.call.attempts[Math.min(state.attempts.length, 2)] as Attempt;
    const number = typeof argument === "number" ? argument : 0;
    this.note(() => `${id} starts: ${JSON.stringify(plan)}`);
    if (this.ledger === undefined || state.call.effect === "read-only") this.circuits?.enter(state);
    lookBeforeStart(this, state, context, number);
    const running = new Running(this, state, plan, context, number);
    state.attempts.push(running);
    this.running.add(running);
    this.starts.push(running);
    return running;
  }

  async #follow(batch: BatchState): Promise<void> {
    const { plan, parent } = batch;
    const { onError, queueTimeoutMs, deadlineMs } = plan;
    const calls = plan.calls.map(requestOf(plan));
    const request = { calls, onError, queueTimeoutMs, deadlineMs };
    const { signal } = batch.controller;
    const onOutcome = (outcome: Outcome<Answer>): void => this.#hear(batch, outcome);
    try {
      batch.answer = await this.dispatcher?.dispatch(request, { signal, onOutcome });
    } catch (error) {
      this.fault(`dispatch rejects: ${String(error)}`);
    }
    if (parent === undefined) return;
    parent.nested -= 1;
    if (parent.nested === 0) parent.whenAlone?.();
  }

  #hear(batch: BatchState, outcome: Outcome<Answer>): void {
    const state = batch.calls.find(({ call }) => call.id === outcome.id);
    if (state === undefined) return this.fault(`an outcome of ${outcome.id}, which is not asked`);
    if (state.outcome !== undefined) this.fault(`two outcomes of ${outcome.id}`);
    state.outcome = outcome;
    this.circuits?.ended(state, outcome);
    this.times.ended(this, state, outcome);
    this.note(() => `outcome ${JSON.stringify(outcome)}`);
    if (outcome.status !== "ok") batch.hasFailed = true;
  }
}

/** The number that a call's result holds for others. */
export function lookUpNumber({ outcome }: CallState): number {
  return outcome?.result?.value ?? 0;
}

function requestOf({ calls }: ScenarioBatch) {
  return (call: ScenarioCall) => {
    const { id, server, tool, needs, source, hasBadPointer, argument, timeoutMs, key } = call;
    const from = source === undefined ? undefined : calls[source]?.id;
    const pointer = hasBadPointer ? "/nothing" : "/value";
    return {
      id,
      server,
      tool,
      after: needs.map((need) => (calls[need] as ScenarioCall).id),
      arguments: {
        work: call.work.number,
        argument: from === undefined ? argument : { $from: from, pointer },
      },
      timeoutMs,
      idempotencyKey: key,
    };
  };
}
