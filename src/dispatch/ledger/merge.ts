// Keeping a ledger's folder small. Closed files, and those of owners that are gone, become one:
// every call in doubt stays, of the others as many as the bound allows, those with a key before
// those without, the newest first.
//
// Files of a dead owner are claimed by renaming them: exactly one process succeeds. A crash in
// between leaves old and new side by side, which says the same twice and is merged the next time.

import { basename, join } from "node:path";
import type { LedgerFiles } from "./files.js";
import { ownerOf, type Place } from "./folder.js";
import { History, isOpen, type Knowledge } from "./history.js";
import { decodeFile, encodeLine, type LedgerLine, type LedgerProblem } from "./line.js";

/** How many acknowledgements, and lost lines, are kept whose call is not there. */
const LOOSE_MAX = 1_000;

/** What may be merged, and when. */
export interface MergeOptions extends Place {
  readonly owner: string;
  /** The file that may be written to, which is left alone. */
  readonly newest: () => string;
  readonly nextPath: () => string;
  /** More files than this are merged. */
  readonly filesMax: number;
  /** Bytes that are kept of calls that are not in doubt. */
  readonly historyBytesMax: number;
  readonly nowMs: number;
}

/** Merges what nobody writes to any more, if there is too much of it. */
export async function mergeFiles(options: MergeOptions): Promise<void> {
  const { files, folder, guard, owner, filesMax } = options;
  const names = await files.list(folder);
  // Asked for now: of the files in the list all others are closed.
  const newest = options.newest();
  const own: string[] = [];
  const orphans: string[] = [];
  for (const name of names) {
    const of = ownerOf(name.replace(/\.tmp$/, ""));
    const path = join(folder, name);
    if (of === undefined || path === newest) continue;
    const isOrphan = of !== owner && (await guard.isHeld(of)) === false;
    // A draft was never finished: what it says is still where it came from.
    if (name.endsWith(".tmp")) {
      if (isOrphan) await files.remove(path);
    } else if (of === owner) own.push(path);
    else if (isOrphan) orphans.push(path);
  }
  if (own.length + orphans.length <= filesMax) return;
  for (const path of orphans) {
    const claimed = options.nextPath();
    // Another process was faster, or a reader holds it open on Windows: next time.
    const done = await files.rename(path, claimed).then(...([() => true, () => false] as const));
    if (done) own.push(claimed);
  }
  await rewrite(options, own);
  for (const path of orphans) await guard.forget(ownerOf(path) as string);
}

async function rewrite(options: MergeOptions, paths: readonly string[]): Promise<void> {
  const { files, folder, nextPath, nowMs } = options;
  const contents = new Contents();
  for (const path of paths) {
    const bytes = await files.read(path, 0);
    if (bytes !== undefined) contents.read(path, bytes.toString());
  }
  const path = nextPath();
  const draft = `${path}.tmp`;
  try {
    await writeWhole(files, draft, contents.select(options.historyBytesMax, nowMs));
    await files.rename(draft, path);
  } catch (error) {
    await files.remove(draft).catch(() => undefined);
    throw error;
  }
  await files.syncFolder(folder);
  for (const old of paths) await files.remove(old);
}

async function writeWhole(files: LedgerFiles, path: string, text: string): Promise<void> {
  const file = await files.create(path);
  try {
    await file.append(Buffer.from(text));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The lines about one call, or about one batch. */
interface Unit {
  readonly lines: Set<string>;
  readonly known: Knowledge | undefined;
  atMs: number;
}

/** What several files say together. */
class Contents {
  readonly #history = new History();
  readonly #units = new Map<string, Unit>();
  readonly #problems: LedgerProblem[] = [];

  read(path: string, text: string): void {
    const found = decodeFile(basename(path), text, (line, encoded) => this.#add(line, encoded));
    this.#problems.push(...found.filter(({ kind }) => kind === "corrupt"));
  }

  /** The text of the merged file. */
  select(bytesMax: number, nowMs: number): string {
    const kept = new Set<Unit>();
    const spare: Unit[] = [];
    const loose: Unit[] = [];
    for (const unit of this.#units.values()) {
      const { known } = unit;
      if (known !== undefined && isOpen(known) && !known.acknowledged) kept.add(unit);
      else if (known?.attempt === 0) loose.push(unit);
      else spare.push(unit);
    }
    for (const unit of loose.slice(-LOOSE_MAX)) kept.add(unit);
    const isKeyed = ({ known }: Unit): number =>
      Number(known?.intent?.idempotencyKey !== undefined);
    spare.sort((a, b) => isKeyed(b) - isKeyed(a) || b.atMs - a.atMs);
    let bytesLeft = bytesMax;
    for (const unit of spare) {
      for (const line of unit.lines) bytesLeft -= Buffer.byteLength(line) + 1;
      if (bytesLeft < 0) break;
      kept.add(unit);
    }
    const lost = this.#problems.slice(-LOOSE_MAX).map((problem) => {
      return encodeLine({ type: "lost", atMs: nowMs, problem });
    });
    const lines = [...this.#units.values()].filter((unit) => kept.has(unit));
    return lost.join("") + lines.flatMap((unit) => [...unit.lines, ""].join("\n")).join("");
  }

  #add(line: LedgerLine, encoded: string): void {
    this.#history.add(line);
    if (line.type === "lost") return;
    if (line.type === "batch") return this.#keep(`batch ${line.batch}`, line, encoded);
    let of: { batch: string; call: string };
    if (line.type === "begin") of = line.intent;
    else of = line.type === "end" ? line.ending : line;
    this.#keep(JSON.stringify([of.batch, of.call]), line, encoded, of);
  }

  #keep(
    name: string,
    { atMs }: LedgerLine,
    encoded: string,
    of?: { batch: string; call: string },
  ): void {
    let unit = this.#units.get(name);
    if (unit === undefined) {
      unit = { lines: new Set(), known: of && this.#history.get(of.batch, of.call), atMs };
      this.#units.set(name, unit);
    }
    unit.lines.add(encoded);
    unit.atMs = Math.max(unit.atMs, atMs);
  }
}
