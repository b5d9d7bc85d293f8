// The durable record of calls that change something, in a folder that several processes share: each
// writes files of its own, and reads those of the others when it looks for an idempotency key.
//
// A call's begin is on the disk before the call is sent; its end is written when it comes and
// synced with the next begin. So after a crash a call without a begin never started, one with an
// end has ended, and one with a begin only is in doubt. Nothing is ever run again.

import type { AdmittedCall, Ending, Intent, Ledger, LedgerRecord } from "../coordinator.js";
import { nodeFiles, type LedgerFiles } from "./files.js";
import { FolderFollower, readReport, type LedgerReport, type Place } from "./folder.js";
import { newOwner, socketGuard, type Guard } from "./guard.js";
import { Journal } from "./journal.js";
import { KeyIndex } from "./key-index.js";
import { encodeLine, type EndLine } from "./line.js";
import { mergeFiles } from "./merge.js";

/** Where a ledger is, and how large it may grow. */
export interface OpenLedgerOptions {
  /** An absolute path; made when first needed, with access for its owner only. */
  folder: string;
  /** A file this long is not added to; 1 MiB if left out. */
  fileBytesMax?: number | undefined;
  /** More closed files than this are merged into one; 4 if left out. */
  filesMax?: number | undefined;
  /** Bytes kept, when files are merged, of calls that are not in doubt; 2 MiB if left out. */
  historyBytesMax?: number | undefined;
  /** A longer result is not kept, in bytes of JSON; 64 KiB if left out. */
  resultBytesMax?: number | undefined;
  /** Wall-clock time in milliseconds since 1970, for people to read; `Date.now` if left out. */
  wallClock?: (() => number) | undefined;
  /** The real file system if left out. */
  files?: LedgerFiles | undefined;
  /** Tells which processes live; sockets if left out. */
  guard?: Guard | undefined;
}

/** A ledger in a folder. */
export interface OpenLedger extends Ledger {
  admitted(batch: string, calls: readonly AdmittedCall[]): void;
  recorded(idempotencyKey: string): Promise<LedgerRecord | undefined>;
  /** The largest fencing token that others are known to have used; 0 if there is none. */
  readonly tokenMax: number;
  /** All that the folder says, also of other processes. */
  report(): Promise<LedgerReport>;
  /** Somebody has looked after a call in doubt. Resolves when that is on the disk. */
  acknowledge(batch: string, call: string): Promise<void>;
  /** Resolves when all is on the disk; calls that are still running will be in doubt. */
  close(): Promise<void>;
}

/** Another call has the idempotency key, in this process or in another: nothing may be sent. */
export class KeyTaken extends Error {
  override readonly name = "KeyTaken";
  readonly code = "idempotency-key-taken";
}

/** How much of an error's text is kept, in UTF-16 units. */
const MESSAGE_MAX = 2_000;

/** How many calls of unknown outcome are remembered in memory. */
const UNKNOWN_MAX = 256;

/**
 * Opens the ledger of a folder. Nothing is written, and no folder made, before the first call.
 *
 * @example
 * const ledger = await openLedger({ folder: "/home/me/.local/state/signalbox/ledger" });
 */
export async function openLedger(options: OpenLedgerOptions): Promise<OpenLedger> {
  const { folder, files = nodeFiles, guard = socketGuard(folder) } = options;
  const ledger = new FolderLedger({ ...options, files, guard });
  await ledger.follow();
  return ledger;
}

class FolderLedger implements OpenLedger {
  readonly #place: Place;
  readonly #options: OpenLedgerOptions;
  readonly #owner = newOwner();
  readonly #keys = new KeyIndex();
  readonly #running = new Map<string, Intent>();
  readonly #unknown = new Map<string, Intent>();
  readonly #follower: FolderFollower;
  readonly #journal: Journal;
  #release: (() => Promise<void>) | undefined;
  #merging: Promise<void> | undefined;
  #shouldMerge = false;
  #tokenMax = 0;

  constructor(options: OpenLedgerOptions & Place) {
    this.#place = options;
    this.#options = options;
    this.#follower = new FolderFollower(options, this.#owner);
    const { files, folder, guard, fileBytesMax = 2 ** 20 } = options;
    this.#journal = new Journal({
      files,
      folder,
      fileBytesMax,
      owner: this.#owner,
      onFirst: async () => {
        this.#release = await guard.hold(this.#owner);
      },
      onFile: () => this.#merge(),
    });
  }

  get tokenMax(): number {
    return this.#tokenMax;
  }

  /** Learns what others have written since the last time. */
  async follow(): Promise<void> {
    await this.#follower.refresh((line) => {
      this.#keys.add(line);
      if (line.type === "begin") this.#tokenMax = Math.max(this.#tokenMax, line.intent.token);
    });
  }

  admitted(batch: string, calls: readonly AdmittedCall[]): void {
    const line = encodeLine({ type: "batch", atMs: this.#now(), batch, calls });
    // If it fails it is written with the next group that does not.
    this.#journal.write(line).catch(() => undefined);
  }

  async begin(intent: Intent): Promise<void> {
    const { batch, call, idempotencyKey: key } = intent;
    if (key !== undefined && this.#keys.isTaken(key, intent)) throw keyTaken(key);
    const atMs = this.#now();
    const line = { type: "begin", atMs, by: this.#owner, intent } as const;
    this.#keys.add(line);
    const retraction = encodeLine(this.#refusal(intent, "ledger-failed"));
    try {
      await this.#journal.commit(encodeLine(line), retraction);
    } catch (error) {
      this.#keys.remove(batch, call);
      throw error;
    }
    if (key !== undefined) await this.#requireAlone(key, intent);
    this.#running.set(JSON.stringify([batch, call]), intent);
  }

  async end(ending: Ending): Promise<void> {
    const name = JSON.stringify([ending.batch, ending.call]);
    const intent = this.#running.get(name) ?? this.#unknown.get(name);
    this.#unknown.delete(name);
    this.#running.delete(name);
    if (ending.status === "unknown" && intent !== undefined) this.#mayLearn(name, intent);
    const line = this.#endLine(intent, this.#bounded(ending, intent));
    this.#keys.add(line);
    await this.#journal.write(encodeLine(line));
  }

  async recorded(idempotencyKey: string): Promise<LedgerRecord | undefined> {
    await this.follow();
    return this.#keys.find(idempotencyKey);
  }

  report(): Promise<LedgerReport> {
    return readReport(this.#place);
  }

  async acknowledge(batch: string, call: string): Promise<void> {
    const atMs = this.#now();
    await this.#journal.commit(encodeLine({ type: "acknowledge", atMs, batch, call }));
    this.#unknown.delete(JSON.stringify([batch, call]));
  }

  async close(): Promise<void> {
    await this.#journal.close();
    await this.#merging;
    await this.#release?.();
  }

  #now(): number {
    return Math.round((this.#options.wallClock ?? Date.now)());
  }

  /** What ended `unknown` may still be learned, and must then be told from earlier attempts. */
  #mayLearn(name: string, intent: Intent): void {
    this.#unknown.set(name, intent);
    const [oldest] = this.#unknown.keys();
    if (this.#unknown.size > UNKNOWN_MAX && oldest !== undefined) this.#unknown.delete(oldest);
  }

  /**
   * Looks for the key once more, now that our own begin is there for others to see. Of two that
   * begin at the same time at least one sees the other, and whoever does steps back.
   */
  async #requireAlone(key: string, intent: Intent): Promise<void> {
    try {
      await this.follow();
      if (!this.#keys.isTaken(key, intent)) return;
    } catch (error) {
      await this.#retract(intent, "ledger-failed");
      throw error;
    }
    await this.#retract(intent, "idempotency-key-taken");
    throw keyTaken(key);
  }

  async #retract(intent: Intent, code: string): Promise<void> {
    this.#keys.remove(intent.batch, intent.call);
    await this.#journal.write(encodeLine(this.#refusal(intent, code))).catch(() => undefined);
  }

  #refusal(intent: Intent, code: string): EndLine {
    const { batch, call } = intent;
    const error = { code, message: "the call was not sent" };
    return this.#endLine(intent, { batch, call, status: "refused", error });
  }

  #endLine(intent: Intent | undefined, ending: Ending): EndLine {
    const { server, tool, attempt = 1, idempotencyKey: key } = intent ?? {};
    const all = key === undefined ? {} : { intent };
    return { type: "end", atMs: this.#now(), server, tool, attempt, ...all, ending };
  }

  /** The ending as far as it is kept: results only for calls with a key. */
  #bounded({ result, ...ending }: Ending, intent: Intent | undefined): Ending {
    const error = ending.error && {
      code: ending.error.code,
      message: ending.error.message.slice(0, MESSAGE_MAX),
    };
    const kept = { ...ending, ...(error && { error }) };
    if (result === undefined || intent?.idempotencyKey === undefined) return kept;
    const bytes = jsonBytes(result);
    const fits = bytes !== undefined && bytes <= (this.#options.resultBytesMax ?? 2 ** 16);
    return fits ? { ...kept, result } : { ...kept, resultOmitted: true };
  }

  /** Merges in the background; what fails is tried again with the next file. */
  #merge(): void {
    this.#shouldMerge = true;
    this.#merging ??= this.#mergeWhileAsked();
  }

  async #mergeWhileAsked(): Promise<void> {
    const { filesMax = 4, historyBytesMax = 2 * 2 ** 20 } = this.#options;
    while (this.#shouldMerge) {
      this.#shouldMerge = false;
      const newest = (): string => this.#journal.path;
      const nextPath = (): string => this.#journal.nextPath();
      const bounds = { filesMax, historyBytesMax, nowMs: this.#now(), owner: this.#owner };
      await mergeFiles({ ...this.#place, ...bounds, newest, nextPath }).catch(() => undefined);
    }
    this.#merging = undefined;
  }
}

function keyTaken(key: string): KeyTaken {
  return new KeyTaken(`idempotencyKey: another call has "${key}" already`);
}

/** How long a value is as JSON; `undefined` if it has no such form. */
function jsonBytes(value: unknown): number | undefined {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return undefined;
  }
}
