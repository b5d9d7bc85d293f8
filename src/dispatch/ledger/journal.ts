// The files that one process writes: lines go to the end of the newest, and all who wait for the
// disk share one sync (group commit). After an error nothing more is written to that file, since
// nobody can say what the disk has of it (a second fsync after a failed one may succeed and mean
// nothing); the next group starts another file.

import { join } from "node:path";
import { QueueFull } from "../../primitives/waiter-queue.js";
import type { LedgerFile, LedgerFiles } from "./files.js";

/** How many lines may wait for the disk; one more is refused. */
export const JOURNAL_PENDING_MAX = 10_000;

/** How many lines that failed are kept for the next file. */
const OWED_MAX = 1_000;

/** Thrown to whoever writes to a ledger that was closed. */
export class LedgerClosed extends Error {
  override readonly name = "LedgerClosed";
  readonly code = "ledger-closed";
}

/** How a journal writes. */
export interface JournalOptions {
  readonly files: LedgerFiles;
  readonly folder: string;
  readonly owner: string;
  /** A file as long as this is not added to. */
  readonly fileBytesMax: number;
  /** Called before the first file is made, after its folder is there. */
  readonly onFirst: () => Promise<void>;
  /** Called after each new file. */
  readonly onFile: () => void;
}

interface Pending {
  readonly line: string;
  /** Whether the disk must have it before it is resolved. */
  readonly mustSync: boolean;
  /** What to write in its place, if it was refused but may have reached the disk all the same. */
  readonly owed: string | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Appends lines to the files of one owner. */
export class Journal {
  readonly #options: JournalOptions;
  #pending: Pending[] = [];
  #owed: string[] = [];
  #draining: Promise<void> | undefined;
  #file: LedgerFile | undefined;
  #path = "";
  #bytes = 0;
  #isDirty = false;
  #isFirst = true;
  #isClosed = false;
  #sequence = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** The newest file, also while it is being made; those before it are closed. */
  get path(): string {
    return this.#path;
  }

  /** How many lines wait to be written. */
  get pending(): number {
    return this.#pending.length;
  }

  /** A path for another file of this owner. */
  nextPath(): string {
    this.#sequence += 1;
    const { folder, owner } = this.#options;
    return join(folder, `${owner}.${String(this.#sequence).padStart(6, "0")}.jsonl`);
  }

  /** Resolves when the line is on the disk. If it rejects, `retraction` is written when it can. */
  commit(line: string, retraction?: string): Promise<void> {
    if (this.#pending.length >= JOURNAL_PENDING_MAX) {
      return Promise.reject(new QueueFull(JOURNAL_PENDING_MAX));
    }
    return this.#add(line, true, retraction);
  }

  /** Resolves when the line is written; the next sync covers it. If it rejects, it is owed. */
  write(line: string): Promise<void> {
    return this.#add(line, false, line);
  }

  /** Writes and syncs what is there; after that every line is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#draining;
    const file = this.#file;
    this.#file = undefined;
    try {
      if (this.#isDirty) await file?.sync();
    } finally {
      await file?.close();
    }
  }

  #add(line: string, mustSync: boolean, owed: string | undefined): Promise<void> {
    if (this.#isClosed) return Promise.reject(new LedgerClosed("the ledger is closed"));
    const written = new Promise<void>((resolve, reject) => {
      this.#pending.push({ line, mustSync, owed, resolve, reject });
    });
    this.#draining ??= this.#drain();
    return written;
  }

  async #drain(): Promise<void> {
    // Whoever asks in the same turn belongs to the first group.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const group = this.#pending;
      this.#pending = [];
      try {
        await this.#writeGroup(group);
      } catch (error) {
        await this.#abandon(group, error);
      }
    }
    this.#draining = undefined;
  }

  async #writeGroup(group: readonly Pending[]): Promise<void> {
    const file = this.#file ?? (await this.#open());
    const bytes = Buffer.from([...this.#owed, ...group.map(({ line }) => line)].join(""));
    await file.append(bytes);
    this.#bytes += bytes.length;
    this.#isDirty = true;
    for (const { mustSync, resolve } of group) if (!mustSync) resolve();
    if (group.some(({ mustSync }) => mustSync)) await this.#sync(file);
    this.#owed = [];
    for (const { mustSync, resolve } of group) if (mustSync) resolve();
    if (this.#bytes >= this.#options.fileBytesMax) await this.#finish(file);
  }

  async #sync(file: LedgerFile): Promise<void> {
    await file.sync();
    this.#isDirty = false;
  }

  async #open(): Promise<LedgerFile> {
    const { files, folder, onFirst, onFile } = this.#options;
    await files.makeFolder(folder);
    if (this.#isFirst) await onFirst();
    this.#isFirst = false;
    this.#path = this.nextPath();
    this.#file = await files.create(this.#path);
    this.#bytes = 0;
    await files.syncFolder(folder);
    onFile();
    return this.#file;
  }

  /** The file is long enough. What it lacks on the disk is synced before another is begun. */
  async #finish(file: LedgerFile): Promise<void> {
    this.#file = undefined;
    // Its begins are on the disk already. An end that is not leaves its call in doubt, no more.
    if (this.#isDirty) await this.#sync(file).catch(() => undefined);
    await file.close().catch(() => undefined);
  }

  async #abandon(group: readonly Pending[], error: unknown): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
    // A disk that stays full must not leave an empty file behind for every try.
    if (file !== undefined && this.#bytes === 0) {
      await this.#options.files.remove(this.#path).catch(() => undefined);
    }
    const owed = group.flatMap((pending) => pending.owed ?? []);
    this.#owed = [...this.#owed, ...owed].slice(-OWED_MAX);
    for (const { reject } of group) reject(error);
  }
}
