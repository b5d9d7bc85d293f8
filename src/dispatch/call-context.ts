import { setMaxListeners } from "node:events";
import type { CallProfile, RunContext } from "./call.js";

/** What one attempt is given. Its controller is made when the tool first looks at the signal. */
export class CallContext implements RunContext {
  readonly attempt: number;
  readonly token: number;
  readonly profile: CallProfile;
  /** Whether the attempt has settled: a second answer is not heard. */
  isSettled = false;
  #controller: AbortController | undefined;
  #aborted: { readonly reason: unknown } | undefined;

  constructor(attempt: number, token: number, profile: CallProfile) {
    this.attempt = attempt;
    this.token = token;
    this.profile = profile;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      // A tool that fans out listens many times; Node 20 would warn of a leak from the eleventh on.
      setMaxListeners(0, this.#controller.signal);
      if (this.#aborted !== undefined) this.#controller.abort(this.#aborted.reason);
    }
    return this.#controller.signal;
  }

  get isAborted(): boolean {
    return this.#aborted !== undefined;
  }

  abort(reason: unknown): void {
    if (this.isAborted) return;
    this.#aborted = { reason };
    this.#controller?.abort(reason);
  }
}
