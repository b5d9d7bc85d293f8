import {
  type Access,
  EVERYTHING,
  type Evidence,
  type Mode,
  type Resource,
  type Verdict,
} from "../access.js";
import {
  fileResources,
  gitIndexLocks,
  gitResources,
  isLoopback,
  type Surroundings,
  urlResource,
} from "../places.js";
import type { Argument } from "./words.js";

/** SQL text on a command line, judged by the SQL rules after the walk. */
export interface EmbeddedSql {
  readonly text: string;
  readonly dialect: "postgres" | "sqlite" | "mysql";
  /** The file that is the whole database, where there is one. */
  readonly files: readonly Resource[];
  readonly because: string;
}

/** Files that swallow or show what is written to them and keep nothing. */
const SINKS = /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/;

const EVIDENCE_MAX = 16;

const ANY_FILE: Resource = { kind: "file", path: [] };

/** Collects what the parts of one command line do; nothing is ever taken back. */
export class Effects {
  readonly #around: Surroundings;
  readonly #evidence: Evidence[] = [];
  readonly #accesses = new Map<string, Access>();
  readonly sql: EmbeddedSql[] = [];
  #verdict: Verdict = "read-only";
  #destructive = false;

  /** `around.root` is where the line starts; steps of the line bring their own directory. */
  constructor(around: Surroundings) {
    this.#around = around;
  }

  get verdict(): Verdict {
    return this.#verdict;
  }

  get evidence(): readonly Evidence[] {
    return this.#evidence;
  }

  get destructive(): boolean {
    return this.#destructive;
  }

  get accesses(): readonly Access[] {
    return [...this.#accesses.values()];
  }

  changes(because: string): void {
    this.#verdict = "stateful";
    this.#note("stateful", because);
  }

  /** What cannot be told is a write to everything. */
  cannotTell(because: string): void {
    if (this.#verdict === "read-only") this.#verdict = "unknown";
    this.#note("unknown", because);
    this.access([EVERYTHING], "write", because);
  }

  note(because: string): void {
    this.#note("read-only", because);
  }

  destroys(): void {
    this.#destructive = true;
  }

  access(resources: readonly Resource[], mode: Mode, because: string): void {
    for (const resource of resources) {
      const key = `${mode} ${resource.kind} ${resource.path.join("/")}`;
      if (!this.#accesses.has(key)) this.#accesses.set(key, { resource, mode, because });
    }
  }

  reads(path: Argument, cwd: string | undefined, because: string): void {
    if (path.text === "-" || SINKS.test(path.text ?? "")) return;
    this.access(this.locate(path, cwd), "read", because);
  }

  /** A write through a path; sinks keep nothing, so writing to them changes nothing. */
  writes(path: Argument, cwd: string | undefined, because: string): void {
    if (SINKS.test(path.text ?? "")) return;
    this.changes(because);
    this.access(this.locate(path, cwd), "write", because);
  }

  /** The repository that git uses in a directory. */
  repository(cwd: string | undefined): readonly Resource[] {
    return cwd === undefined ? [ANY_FILE] : gitResources(cwd, this.#around);
  }

  /** The lock of the index that Git refreshes, unless told to leave optional locks alone. */
  indexLock(cwd: string | undefined): readonly Resource[] {
    return cwd === undefined ? [{ kind: "lock", path: [] }] : gitIndexLocks(cwd, this.#around);
  }

  requests(address: Argument | undefined, mode: Mode, because: string): void {
    const text = address?.text ?? "";
    const url = urlResource(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
    this.access([url ?? { kind: "url", path: [] }], mode, because);
    if (url === undefined || isLoopback(url)) {
      this.access([{ kind: "process", path: [] }], "read", "a program of this machine may answer");
    }
  }

  /** The files that a word names: those of a directory for a glob, any when it is not known. */
  locate({ text, prefix, count }: Argument, cwd: string | undefined): readonly Resource[] {
    if (text === undefined && count !== "glob") return [ANY_FILE];
    const path = text ?? prefix.slice(0, prefix.lastIndexOf("/") + 1);
    if (path.startsWith("/")) return fileResources(path, this.#around);
    if (cwd === undefined) return [ANY_FILE];
    return fileResources(`${cwd}/${path}`, this.#around);
  }

  #note(says: Verdict, because: string): void {
    const limit = says === "read-only" ? EVIDENCE_MAX : EVIDENCE_MAX * 2;
    if (this.#evidence.length < limit) this.#evidence.push({ source: "shell", says, because });
  }
}
