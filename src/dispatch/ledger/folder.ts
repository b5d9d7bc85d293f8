// Reading a ledger's folder, which other processes write to, merge and clear at the same time.

import { basename, join } from "node:path";
import type { LedgerFiles } from "./files.js";
import type { Guard } from "./guard.js";
import { History, isOpen, toEntry, type LedgerEntry } from "./history.js";
import { decodeFile, type LedgerLine, type LedgerProblem } from "./line.js";

/** What a ledger's folder says. */
export interface LedgerReport {
  /** Every call the folder knows of, the oldest first. */
  readonly entries: readonly LedgerEntry[];
  /** Lines that could not be read: what they said is missing in `entries`. */
  readonly problems: readonly LedgerProblem[];
}

/** Where a ledger is. */
export interface Place {
  readonly files: LedgerFiles;
  readonly folder: string;
  readonly guard: Guard;
}

/** How often a folder is read again because a file went while it was read. */
const TRIES_MAX = 10;

/** The owner of a ledger's file; `undefined` if it is not one. */
export function ownerOf(name: string): string | undefined {
  return /^([\w-]+)\.\d+\.jsonl$/.exec(basename(name))?.[1];
}

/** Reads everything in the folder. */
export async function readReport(place: Place): Promise<LedgerReport> {
  const texts = await readAll(place);
  const history = new History();
  const alive = new Map<string, boolean>();
  const learn = async (owner: string): Promise<void> => {
    // Of an owner on another machine nothing is known, and doubt is the safe answer.
    // signalbox-allow check-then-act: the map is this call's own, which asks one after the other
    if (!alive.has(owner)) alive.set(owner, (await place.guard.isHeld(owner)) ?? false);
  };
  const problems: LedgerProblem[] = [];
  for (const [name, text] of texts) {
    const found = decodeFile(name, text, (line) => history.add(line));
    const owner = ownerOf(name) as string;
    if (found.some(({ kind }) => kind === "torn")) await learn(owner);
    // Of a living owner, an unfinished last line is one that is being written.
    problems.push(...found.filter(({ kind }) => kind !== "torn" || alive.get(owner) === false));
  }
  const calls = history.all().filter(({ tool }) => tool !== undefined);
  for (const known of calls) if (isOpen(known) && known.by !== undefined) await learn(known.by);
  const entries = calls.map((known) => toEntry(known, (owner) => alive.get(owner) === true));
  return { entries: entries.sort((a, b) => a.atMs - b.atMs), problems };
}

/** The text of every file; read again from the start if one went before it was read. */
async function readAll({ files, folder }: Place): Promise<Map<string, string>> {
  for (let tries = 1; ; tries += 1) {
    const texts = new Map<string, string>();
    const names = (await files.list(folder)).filter((name) => ownerOf(name) !== undefined);
    for (const name of names) {
      const bytes = await files.read(join(folder, name), 0);
      if (bytes !== undefined) texts.set(name, bytes.toString());
    }
    if (texts.size === names.length || tries === TRIES_MAX) return texts;
  }
}

/** Follows what others write: each line is told of once, as long as its file keeps its name. */
export class FolderFollower {
  readonly #place: Place;
  readonly #own: string;
  #offsets = new Map<string, number>();

  /** `own`: the owner whose files are left out. */
  constructor(place: Place, own: string) {
    this.#place = place;
    this.#own = own;
  }

  /** Tells of every line that is new since the last time. */
  async refresh(onLine: (line: LedgerLine) => void): Promise<void> {
    const { files, folder } = this.#place;
    const offsets = new Map<string, number>();
    for (const name of await files.list(folder)) {
      const owner = ownerOf(name);
      if (owner === undefined || owner === this.#own) continue;
      const path = join(folder, name);
      const offset = this.#offsets.get(name) ?? 0;
      offsets.set(name, offset);
      if (((await files.size(path)) ?? 0) <= offset) continue;
      const bytes = (await files.read(path, offset)) ?? Buffer.alloc(0);
      const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
      decodeFile(name, whole.toString(), onLine);
      offsets.set(name, offset + whole.length);
    }
    this.#offsets = offsets;
  }
}
