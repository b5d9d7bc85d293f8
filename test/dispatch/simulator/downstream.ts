// The other side of the dispatcher: it does what the scenario says and looks, whenever it is asked
// to run something, whether that may run now.

import { AsyncLocalStorage } from "node:async_hooks";
import {
  ConnectionLost,
  NotSent,
  ToolFailed,
  type CallProfile,
  type CallTarget,
  type ReadyCall,
  type RunContext,
} from "../../../src/dispatch/call.ts";
import type { Run, Running } from "./run.ts";
import type { Attempt, ScenarioBatch } from "./scenario.ts";
import { footprintOf } from "./world.ts";

/** What a call answers. */
export interface Answer {
  readonly value: number;
}

/** The target of a simulation's dispatcher. */
export class Downstream implements CallTarget<Answer> {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  describe({ id }: { readonly id: string }): CallProfile | Promise<CallProfile> {
    const { call, batch } = this.#run.find(id);
    const profile: CallProfile = {
      effect: call.effect,
      footprint: footprintOf(call.work),
      idempotent: call.idempotent,
      destructive: false,
      expectedMs: call.expectedMs,
      refusal: call.isRefused ? { policy: "not-allowed", message: "by the scenario" } : undefined,
    };
    const { describeMs } = batch.plan;
    if (describeMs === undefined) return profile;
    return new Promise((resolve) => this.#run.after(describeMs, () => resolve(profile)));
  }

  run(ready: ReadyCall, context: RunContext): Answer | PromiseLike<Answer> {
    const { id } = ready;
    const running = this.#run.started(id, context, ready.arguments["argument"]);
    const { plan } = running;
    const { work, nested } = running.state.call;
    running.seen = this.#run.world.look(work);
    if (plan.kind === "throw") return this.#throwAtOnce(running);
    if (plan.kind === "answer-at-once") {
      running.act();
      running.settle("ok");
      return { value: running.result };
    }
    if (nested !== undefined) this.#dispatchInside(nested, running);
    return {
      // oxlint-disable-next-line unicorn/no-thenable -- some answer more than once
      then: (resolve, reject) =>
        this.#live(running, resolve as (answer: Answer) => void, reject as (e: unknown) => void),
    } as PromiseLike<Answer>;
  }

  /** A call that dispatches calls answers after they have. */
  #dispatchInside(nested: ScenarioBatch, running: Running): void {
    // Timers here are fired by the simulation, so the call they belong to must be told to them.
    const dispatch = AsyncLocalStorage.bind(() => {
      if (!running.isSettled) this.#run.dispatch(nested, running);
    });
    this.#run.after(Math.min(nested.atMs, running.plan.runMs), dispatch);
  }

  #throwAtOnce(running: Running): never {
    running.settle("error");
    throw new Error(`${running.state.call.id} throws`);
  }

  #live(
    running: Running,
    resolve: (answer: Answer) => void,
    reject: (error: unknown) => void,
  ): void {
    const { plan, context } = running;
    const { kind, runMs, effectMs, heedsAbort } = plan;
    if (effectMs !== undefined) this.#run.after(effectMs, () => running.act());
    const settle = (): void => {
      if (running.isSettled) return;
      if (running.nested > 0) {
        running.whenAlone = settle;
        return;
      }
      // A read is done when it answers; other effects may come later than an error.
      if (kind === "ok" || kind === "answer-twice") {
        running.settle("ok");
        resolve({ value: running.result });
        if (kind === "answer-twice") reject(new Error("answered before"));
      } else if (kind !== "hang") {
        running.settle(kind === "not-sent" ? "not-sent" : kind === "lost" ? "lost" : "error");
        reject(errorOf(plan, running.state.call.id));
      }
    };
    this.#run.after(runMs, settle);
    if (!heedsAbort && kind !== "answer-twice") return;
    context.signal.addEventListener("abort", () => {
      if (!heedsAbort || running.isSettled) return;
      running.stop();
      running.settle("error");
      reject(new Error("told to stop"));
    });
  }
}

function errorOf({ kind, retryAfterMs }: Attempt, id: string): Error {
  if (kind === "tool-failed") return new ToolFailed(`${id} fails`, { value: -1 });
  if (kind === "lost") return new ConnectionLost(`${id} is lost`);
  if (kind !== "not-sent") return new Error(`${id} goes wrong`);
  return new NotSent(`${id} is not sent`, retryAfterMs === undefined ? {} : { retryAfterMs });
}
