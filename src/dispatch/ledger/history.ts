// What the lines of a ledger add up to. Lines may come in any order and more than once, since files
// are merged, and a crash can leave both the old ones and the new: so adding one is commutative and
// idempotent. Of a call with several attempts the last one counts.

import type { OutcomeStatus } from "../outcome.js";
import type { Ending, Intent } from "../coordinator.js";
import type { LedgerLine } from "./line.js";

/** All that is known of one call. */
export interface Knowledge {
  readonly batch: string;
  readonly call: string;
  server: string | undefined;
  tool: string | undefined;
  /** Of the earliest line about it. */
  atMs: number;
  /** 0 if it never began. */
  attempt: number;
  by: string | undefined;
  intent: Intent | undefined;
  ending: Ending | undefined;
  acknowledged: boolean;
}

/** A call as a report shows it. */
export interface LedgerEntry {
  /** `batch/call`. */
  readonly id: string;
  readonly batch: string;
  readonly call: string;
  readonly server: string | undefined;
  readonly tool: string | undefined;
  /** Wall-clock time, in milliseconds since 1970; for people only. */
  readonly atMs: number;
  /**
   * `in-doubt`: it began, and nobody knows its end, or its end is that nobody knows what it did.
   * `running`: it began in a process that is alive.
   */
  readonly state: "not-started" | "running" | "in-doubt" | "finished";
  readonly status: OutcomeStatus | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly acknowledged: boolean;
}

const NOT_BEGUN = { by: undefined, intent: undefined, ending: undefined };

/** Calls by batch and name, as far as lines have been added. */
export class History {
  readonly #calls = new Map<string, Knowledge>();

  add(line: LedgerLine): void {
    if (line.type === "batch") {
      for (const { call, server, tool } of line.calls) {
        const known = this.#known(line.batch, call, line.atMs);
        known.server ??= server;
        known.tool ??= tool;
      }
    } else if (line.type === "begin") {
      const { batch, call, attempt, server, tool } = line.intent;
      const known = this.#known(batch, call, line.atMs);
      if (attempt < known.attempt) return;
      if (attempt > known.attempt) known.ending = undefined;
      Object.assign(known, { attempt, server, tool, by: line.by, intent: line.intent });
    } else if (line.type === "end") {
      const { attempt, ending, server, tool } = line;
      const known = this.#known(ending.batch, ending.call, line.atMs);
      if (attempt < known.attempt) return;
      if (attempt > known.attempt) Object.assign(known, { attempt, server, tool, ...NOT_BEGUN });
      // What is learned late replaces "unknown", and nothing replaces what is known.
      if (known.ending === undefined || known.ending.status === "unknown") known.ending = ending;
    } else if (line.type === "acknowledge") {
      this.#known(line.batch, line.call, line.atMs).acknowledged = true;
    }
  }

  get(batch: string, call: string): Knowledge | undefined {
    return this.#calls.get(JSON.stringify([batch, call]));
  }

  /** Every call, in the order in which they became known. */
  all(): Knowledge[] {
    return [...this.#calls.values()];
  }

  #known(batch: string, call: string, atMs: number): Knowledge {
    const name = JSON.stringify([batch, call]);
    let known = this.#calls.get(name);
    if (known === undefined) {
      known = {
        batch,
        call,
        server: undefined,
        tool: undefined,
        atMs,
        attempt: 0,
        acknowledged: false,
        ...NOT_BEGUN,
      };
      this.#calls.set(name, known);
    }
    known.atMs = Math.min(known.atMs, atMs);
    return known;
  }
}

/** Whether somebody has to look after it, unless its process is alive and still at it. */
export function isOpen({ attempt, ending }: Knowledge): boolean {
  return attempt > 0 && (ending === undefined || ending.status === "unknown");
}

/** The call for a report; `isAlive` says whether the process that began it is there. */
export function toEntry(known: Knowledge, isAlive: (owner: string) => boolean): LedgerEntry {
  const { batch, call, server, tool, atMs, ending, acknowledged } = known;
  const { status, error } = ending ?? {};
  const isRunning = ending === undefined && known.by !== undefined && isAlive(known.by);
  let state: LedgerEntry["state"] = "finished";
  if (known.attempt === 0) state = "not-started";
  else if (isOpen(known)) state = isRunning ? "running" : "in-doubt";
  const id = `${batch}/${call}`;
  return { id, batch, call, server, tool, atMs, state, status, error, acknowledged };
}
