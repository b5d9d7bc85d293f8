// A server's process together with everything it starts: one process group, ended as a whole.
//
// The SDK's own transport signals the process it started, so what a shell or npx wrapper started
// outlives it. A group is signalled at once, and it stays addressable for as long as one member
// lives, even after its leader. What makes a session of its own (setsid) has left the group and is
// out of reach; and nobody acts for us if we are killed with SIGKILL: then the servers see the end
// of their stdin, which the protocol tells them to obey.

import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { type Clock, sleep } from "../primitives/clock.js";
import type { GatewaySystem, SpawnRequest } from "./system.js";

/** How long a group has to obey each of: the end of stdin, SIGTERM, SIGKILL. In milliseconds. */
export const GRACE_MS = 2_000;

const POLL_MS = 20;

/** A running child process and all that it started. */
export class ChildGroup {
  readonly process: ChildProcessWithoutNullStreams;
  /** Resolves when the process runs; rejects if it cannot be started. */
  readonly started: Promise<void>;
  /** Resolves, with how it ended, when nothing of the group is left. */
  readonly ended: Promise<string>;
  readonly #system: GatewaySystem;
  readonly #clock: Clock;
  readonly #exited: Promise<string>;
  readonly #closed: Promise<void>;
  #hasExited = false;
  #stopping: Promise<void> | undefined;

  constructor(request: SpawnRequest, { system, clock }: { system: GatewaySystem; clock: Clock }) {
    this.#system = system;
    this.#clock = clock;
    const child = system.spawn(request);
    this.process = child;
    const forget = system.onExit(() => this.#signal("SIGKILL"));
    this.started = new Promise((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    this.#exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(endingOf(code, signal)));
      child.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
    });
    this.#closed = new Promise((resolve) => child.once("close", () => resolve()));
    this.ended = this.#exited.then(async (how) => {
      this.#hasExited = true;
      await this.#sweep();
      await this.#drain();
      forget();
      return how;
    });
  }

  /** Ends the group: politely, then firmly. Resolves when nothing of it is left. */
  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    if (!this.#hasExited) {
      this.process.stdin.end();
      await this.#within(this.#exited);
    }
    if (!this.#hasExited) {
      this.#signal("SIGTERM");
      await this.#within(this.#exited);
    }
    if (!this.#hasExited) this.#signal("SIGKILL");
    await this.ended;
  }

  #signal(signal: NodeJS.Signals | 0): boolean {
    const { pid } = this.process;
    return pid !== undefined && this.#system.killGroup(pid, signal);
  }

  /** Ends what the process left behind. */
  async #sweep(): Promise<void> {
    if (!this.#signal("SIGTERM")) return;
    const untilMs = this.#clock.now() + GRACE_MS;
    while (this.#signal(0) && this.#clock.now() < untilMs) {
      await sleep(POLL_MS, { clock: this.#clock });
    }
    this.#signal("SIGKILL");
  }

  /** Waits for the last output; whoever holds the pipes outside of the group is not waited for. */
  async #drain(): Promise<void> {
    await this.#within(this.#closed);
    const { stdin, stdout, stderr } = this.process;
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
  }

  async #within(promise: Promise<unknown>): Promise<void> {
    const enough = new AbortController();
    const time = sleep(GRACE_MS, { clock: this.#clock, signal: enough.signal }).catch(() => {});
    await Promise.race([promise, time]);
    enough.abort();
  }
}

function endingOf(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`;
}
