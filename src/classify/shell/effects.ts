import { posix } from "node:path";
import type { Argument } from "./words.js";

export type Verdict = "read-only" | "stateful" | "unknown";
export type Mode = "read" | "write";

/** A thing that a command touches; `path` is absolute for files, a name for everything else. */
export interface ShellResource {
  readonly kind: "file" | "tree" | "git" | "url" | "session" | "process" | "server" | "everything";
  readonly path: string;
}

export interface ShellAccess {
  readonly resource: ShellResource;
  readonly mode: Mode;
  readonly because: string;
}

export interface ShellEvidence {
  readonly says: Verdict;
  readonly because: string;
}

/** SQL text on a command line, judged by the SQL rules after the walk. */
export interface EmbeddedSql {
  readonly text: string;
  readonly dialect: "postgres" | "sqlite" | "mysql";
  /** The file that is the whole database, where there is one. */
  readonly file?: ShellResource;
  readonly because: string;
}

/** Files that swallow or show what is written to them and keep nothing. */
const SINKS = /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/;

const EVIDENCE_MAX = 16;

/** Collects what the parts of one command line do; nothing is ever taken back. */
export class Effects {
  readonly #evidence: ShellEvidence[] = [];
  readonly #accesses = new Map<string, ShellAccess>();
  readonly sql: EmbeddedSql[] = [];
  #verdict: Verdict = "read-only";
  #idempotent = true;
  #destructive = false;

  get verdict(): Verdict {
    return this.#verdict;
  }

  get evidence(): readonly ShellEvidence[] {
    return this.#evidence;
  }

  get destructive(): boolean {
    return this.#destructive;
  }

  get idempotent(): boolean {
    return this.#idempotent;
  }

  /** What cannot be told is a write to everything. */
  get accesses(): readonly ShellAccess[] {
    const everything = this.#accesses.get("write everything ");
    return everything === undefined ? [...this.#accesses.values()] : [everything];
  }

  changes(because: string): void {
    this.#verdict = "stateful";
    this.#note("stateful", because);
  }

  cannotTell(because: string): void {
    if (this.#verdict === "read-only") this.#verdict = "unknown";
    this.#note("unknown", because);
    this.access({ kind: "everything", path: "" }, "write", because);
  }

  note(because: string): void {
    this.#note("read-only", because);
  }

  destroys(): void {
    this.#destructive = true;
  }

  repeatsDiffer(): void {
    this.#idempotent = false;
  }

  access(resource: ShellResource, mode: Mode, because: string): void {
    const key = `${mode} ${resource.kind} ${resource.path}`;
    if (!this.#accesses.has(key)) this.#accesses.set(key, { resource, mode, because });
  }

  reads(path: Argument, cwd: string | undefined, kind: "file" | "tree", because: string): void {
    if (path.text === "-" || (path.text !== undefined && path.text.startsWith("/dev/fd/"))) return;
    this.access(locate(path, cwd, kind), "read", because);
  }

  /** A write through a path; sinks keep nothing, so writing to them changes nothing. */
  writes(path: Argument, cwd: string | undefined, kind: "file" | "tree", because: string): void {
    if (path.text !== undefined && SINKS.test(path.text)) return;
    this.changes(because);
    this.access(locate(path, cwd, kind), "write", because);
  }

  #note(says: Verdict, because: string): void {
    if (this.#evidence.length >= EVIDENCE_MAX && says === "read-only") return;
    if (this.#evidence.length >= EVIDENCE_MAX * 2) return;
    this.#evidence.push({ says, because });
  }
}

/** The file, the directory that a glob searches, or everything when nothing certain is known. */
export function locate(
  path: Argument,
  cwd: string | undefined,
  kind: "file" | "tree",
): ShellResource {
  const everything: ShellResource = { kind: "everything", path: "" };
  const directory = path.prefix.slice(0, path.prefix.lastIndexOf("/") + 1);
  if (path.text === undefined && path.count !== "glob") return everything;
  const start = path.text ?? (directory === "" ? "." : directory);
  if (cwd === undefined && !start.startsWith("/")) return everything;
  const absolute = posix.resolve(cwd ?? "/", start);
  return { kind: path.text === undefined ? "tree" : kind, path: absolute };
}
