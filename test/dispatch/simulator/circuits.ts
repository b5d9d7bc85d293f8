// What the circuit of each server must do, kept the slow way: every result with its moment.

import type { Outcome } from "../../../src/dispatch/outcome.ts";
import type { CallState, EndedAs, Run } from "./run.ts";

/** The settings of a simulation's circuits; half of the calls must fail. */
export interface CircuitSettings {
  readonly callsMin: number;
  readonly windowMs: number;
  readonly openMs: number;
}

interface Phase {
  /** When it opened; none while it is closed. */
  readonly openedMs: number | undefined;
  /** What came of the calls that went through it while closed. */
  readonly results: { readonly atMs: number; readonly isFailure: boolean }[];
  /** The one call that may try whether the server is back. */
  probe: CallState | undefined;
}

/** Hears of every call that goes through a circuit, and of what comes of it. */
export class Circuits {
  readonly #run: Run;
  readonly #settings: CircuitSettings;
  readonly #phases = new Map<string, Phase>();
  /** Calls whose result counts, and in which phase of their server's circuit. */
  readonly #inside = new Map<CallState, Phase>();

  constructor(run: Run, settings: CircuitSettings) {
    this.#run = run;
    this.#settings = settings;
  }

  /** A call is about to be sent, or to be recorded so. Finds fault if it may not go. */
  enter(state: CallState): void {
    const { server, id } = state.call;
    if (server === undefined) return;
    const phase = this.#phase(server);
    this.#inside.set(state, phase);
    if (phase.openedMs === undefined) return;
    const { fault, clock } = this.#run;
    if (clock.now() < phase.openedMs + this.#settings.openMs)
      fault(`${id} starts at an open circuit`);
    if (phase.probe !== undefined) fault(`${id} tries what ${phase.probe.call.id} is trying`);
    phase.probe = state;
  }

  /** An attempt has ended. */
  settled(state: CallState, as: EndedAs, retryAfterMs: number | undefined): void {
    const isAway = as === "lost" || (as === "not-sent" && retryAfterMs === undefined);
    this.#count(state, isAway);
  }

  /** A call has its outcome: one that is still inside was given up. */
  ended(state: CallState, { error, refusal }: Outcome): void {
    this.#count(state, error?.code === "timeout" ? true : undefined);
    const { server, id } = state.call;
    if (refusal?.policy !== "circuit-open" || server === undefined) return;
    const { openedMs, probe } = this.#phase(server);
    const nowMs = this.#run.clock.now();
    const leftMs =
      openedMs === undefined ? 0 : Math.max(0, openedMs + this.#settings.openMs - nowMs);
    if (leftMs === 0 && probe === undefined) this.#run.fault(`${id} finds no circuit open`);
    if (refusal.retryAfterMs !== Math.ceil(leftMs)) {
      this.#run.fault(`${id} is to come back after ${refusal.retryAfterMs} ms, not ${leftMs}`);
    }
  }

  #phase(server: string): Phase {
    let phase = this.#phases.get(server);
    if (phase === undefined) this.#phases.set(server, (phase = closed()));
    return phase;
  }

  /** Counts a result; `undefined` if it says nothing of the server. */
  #count(state: CallState, isFailure: boolean | undefined): void {
    const { server = "" } = state.call;
    const phase = this.#inside.get(state);
    this.#inside.delete(state);
    // What began before the circuit changed says nothing of the circuit as it is now.
    if (phase === undefined || phase !== this.#phases.get(server)) return;
    const atMs = this.#run.clock.now();
    const open = (): void => void this.#phases.set(server, { ...closed(), openedMs: atMs });
    if (phase.openedMs !== undefined) {
      // Another call may try if this one was given up.
      if (phase.probe === state && isFailure === undefined) phase.probe = undefined;
      else if (isFailure === true) open();
      else this.#phases.set(server, closed());
    } else if (isFailure !== undefined) {
      phase.results.push({ atMs, isFailure });
      const { callsMin, windowMs } = this.#settings;
      // The window is counted in tenths.
      const tenth = (ms: number): number => Math.floor((ms / windowMs) * 10);
      const counted = phase.results.filter((result) => tenth(result.atMs) > tenth(atMs) - 10);
      const failures = counted.filter((result) => result.isFailure).length;
      if (counted.length >= callsMin && failures >= counted.length / 2) open();
    }
  }
}

function closed(): Phase {
  return { openedMs: undefined, results: [], probe: undefined };
}
