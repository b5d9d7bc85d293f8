/**
 * What a call reads and what it writes.
 *
 * Every resource is a place in one tree and a place covers all that lies below it, so that two
 * resources meet exactly if one path is a prefix of the other. The rejected alternative, a
 * matcher per pair of kinds (glob against file, table against schema), cannot be used as the key
 * of a lock, and a plan that promises more than the locks allow is a lie. The price is a coarser
 * answer for a glob: it stands for the directory before its first wildcard.
 */

/** `unknown` means that nothing could be proven; it is treated as `stateful`. */
export type Verdict = "read-only" | "stateful" | "unknown";

export type Mode = "read" | "write";

/**
 * - `everything`: the root, covers all others.
 * - `file`: an absolute path, split at its separators; covers what lies below it.
 * - `inode`: the identity of a file that has several names (hard links).
 * - `url`: origin, then the segments of the path.
 * - `sql`: `table`, name, schema, database; `catalog`; `sequence`, name; `session`. The name
 *   stands before its schema because a statement often leaves the schema out: `t` then covers
 *   `public.t` and `other.t`, while those two stay apart.
 * - `service`: the things of a server or of a remote service: `github`, `o`, `r`, `issues`.
 * - `session`: what one connection or shell remembers: current directory, page, environment.
 * - `process`: running programs of this machine.
 * - `lock`: a lock file that a program takes for itself while it does what changes nothing else:
 *   `git status` refreshes the index. It lies below no directory, so that a search of the tree
 *   does not wait for it.
 */
export type ResourceKind =
  | "everything"
  | "file"
  | "inode"
  | "url"
  | "sql"
  | "service"
  | "session"
  | "process"
  | "lock";

export interface Resource {
  readonly kind: ResourceKind;
  readonly path: readonly string[];
}

export interface Access {
  readonly resource: Resource;
  readonly mode: Mode;
  /** Why this access is claimed, as a clause: "redirects its output to a.txt". */
  readonly because: string;
}

/** Where a statement about a call comes from. */
export type EvidenceSource =
  | "configuration"
  | "profile"
  | "hint"
  | "name"
  | "description"
  | "schema"
  | "shell"
  | "sql"
  | "graphql"
  | "http"
  | "files"
  | "input";

export interface Evidence {
  readonly source: EvidenceSource;
  readonly says: Verdict;
  readonly because: string;
}

/**
 * - `proven`: the argument itself was parsed and every part of it is known.
 * - `declared`: the user's configuration, a built-in profile or a trusted server says so.
 * - `inferred`: read from names, descriptions and parameters.
 * - `none`: nothing could be said.
 */
export type Confidence = "proven" | "declared" | "inferred" | "none";

export interface Judgement {
  readonly verdict: Verdict;
  readonly accesses: readonly Access[];
  readonly evidence: readonly Evidence[];
  readonly confidence: Confidence;
  /** May destroy or overwrite something, as far as is known; never true for `read-only`. */
  readonly destructive: boolean;
  /** Doing it twice equals doing it once. Always true for `read-only`. */
  readonly idempotent: boolean;
  /** What the author of the server should change in the tool's definition. */
  readonly suggestions: readonly string[];
}

export const EVERYTHING: Resource = { kind: "everything", path: [] };

/** The keys of a lock tree, from the root down; the root itself is the empty path. */
export function lockPath(resource: Resource): readonly string[] {
  return resource.kind === "everything" ? [] : [resource.kind, ...resource.path];
}

/** Whether `outer` is `inner` or contains it. */
export function covers(outer: Resource, inner: Resource): boolean {
  if (outer.kind === "everything") return true;
  if (outer.kind !== inner.kind || outer.path.length > inner.path.length) return false;
  return outer.path.every((segment, index) => segment === inner.path[index]);
}

/** Whether two accesses may not overlap: one of them writes and their resources meet. */
export function conflicts(a: Access, b: Access): boolean {
  if (a.mode === "read" && b.mode === "read") return false;
  return covers(a.resource, b.resource) || covers(b.resource, a.resource);
}

/** The first pair of accesses of two footprints that conflict; none if the calls may overlap. */
export function conflictOf(
  left: readonly Access[],
  right: readonly Access[],
): { left: Access; right: Access } | undefined {
  for (const a of left) {
    const b = right.find((candidate) => conflicts(a, candidate));
    if (b !== undefined) return { left: a, right: b };
  }
  return undefined;
}

/** A resource in one line, for people and for answers: `file:/srv/a.txt`, `server:github/o/r`. */
export function renderResource({ kind, path }: Resource): string {
  switch (kind) {
    case "everything":
      return "everything";
    case "file":
    case "lock":
      return `${kind}:/${path.join("/")}`;
    case "url":
      return path.join("/");
    case "sql":
      return renderSql(path);
    case "service":
      return `server:${path.length === 0 ? "*" : path.join("/")}`;
    default:
      return [kind, ...path].join(":");
  }
}

function renderSql([kind, name, schema, database]: readonly string[]): string {
  if (kind === undefined) return "sql";
  if (name === undefined) return `sql:${kind}`;
  return `${kind}:${[database, schema, name].filter((part) => part !== undefined).join(".")}`;
}
