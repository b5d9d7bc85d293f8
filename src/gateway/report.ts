import type { Clock } from "../primitives/clock.js";
import { TokenBucket } from "../primitives/token-bucket.js";
import { cleanLine } from "./clean-text.js";

/** How loud a line of the log is; a server's own levels are mapped onto these. */
export type Level = "debug" | "info" | "warning" | "error";

/** Takes a line for the operator's log: what happened, to which server. */
export type Report = (level: Level, server: string, text: string) => void;

const CHARACTERS_MAX = 500;

/** What a server may put into the log: this many lines at once, then so many a second. */
const LINES_BURST = 100;
const LINES_PER_SECOND = 10;

/** One server's part of the log: cleaned lines of bounded length, at a bounded rate. */
export class ServerLog {
  readonly #server: string;
  readonly #report: Report;
  readonly #bucket: TokenBucket;
  #leftOut = 0;

  constructor(server: string, { report, clock }: { report: Report; clock: Clock }) {
    this.#server = server;
    this.#report = report;
    this.#bucket = new TokenBucket({ ratePerSecond: LINES_PER_SECOND, burst: LINES_BURST, clock });
  }

  write(level: Level, text: string): void {
    if (!this.#bucket.tryAcquire()) {
      this.#leftOut += 1;
      return;
    }
    const before = this.#leftOut === 0 ? "" : `(${this.#leftOut} lines left out) `;
    this.#leftOut = 0;
    this.#report(level, this.#server, before + cleanLine(text, CHARACTERS_MAX));
  }
}
