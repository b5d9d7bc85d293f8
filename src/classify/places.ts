import { covers, type Resource } from "./access.js";

/** What a path means, decided by whoever may look at the disk. */
export interface FileIdentity {
  /** The absolute path with every symbolic link followed, as far as the path exists. */
  readonly path: string;
  /** Names the file itself when it has several names (hard links), for example `64769:1234`. */
  readonly inode?: string;
}

/** Against what names are resolved. Without a root, a relative path may be any file. */
export interface Surroundings {
  /** The absolute directory against which relative paths are resolved. */
  readonly root?: string;
  /** The directory that `~` stands for. */
  readonly home?: string;
  /** True where the file system takes `A.txt` and `a.txt` for one file. */
  readonly foldsCase?: boolean;
  /** Follows links; called with absolute, normalised paths. Without it, links are not seen. */
  readonly identify?: (path: string) => FileIdentity;
}

const ANY_FILE: Resource = { kind: "file", path: [] };

/**
 * The resources that a written path stands for: the file, and its inode if it has other names.
 * `file:` URLs are decoded; a plain path is taken literally, percent signs included.
 */
export function fileResources(written: string, around: Surroundings): Resource[] {
  const absolute = absolutePath(written, around);
  if (absolute === undefined) return [ANY_FILE];
  const segments = segmentsOf(absolute, around);
  // `link/../a` is one file to a program that resolves it as text and another to the system.
  const lexical = `/${segments.join("/")}`;
  const readings = around.identify && absolute.includes("..") ? [lexical, absolute] : [lexical];
  const found = readings.flatMap((reading) => identified(reading, around));
  return found.filter((one, index) => index === found.findIndex((other) => covers(one, other)));
}

/** The directory before the first wildcard of a glob, which covers whatever the glob matches. */
export function globResources(pattern: string, around: Surroundings): Resource[] {
  const wild = pattern.search(/[*?[\]{}!()@+]/);
  if (wild < 0) return fileResources(pattern, around);
  const slash = pattern.lastIndexOf("/", wild);
  const base = slash < 0 ? "." : pattern.slice(0, slash + 1);
  // A `..` behind the wildcard climbs out of the directory before it.
  if (/(^|\/)\.\.(\/|$)/.test(pattern.slice(wild))) return [ANY_FILE];
  return fileResources(base, around);
}

/**
 * The repository that a Git command run in `directory` uses. Its top is not known without the
 * disk, so every directory on the way between `directory` and the call's root may hold it.
 */
export function gitResources(directory: string, around: Surroundings): Resource[] {
  const [here] = fileResources(directory, around);
  const [top] = fileResources(".", around);
  if (here === undefined || top === undefined || here.path.length === 0) return [ANY_FILE];
  const related = covers(top, here) || covers(here, top);
  const [outer, inner] =
    related && here.path.length > top.path.length ? [top.path, here.path] : [here.path, top.path];
  const levels = related ? inner.length - outer.length : 0;
  const deepest = related ? inner : here.path;
  return Array.from({ length: levels + 1 }, (_, level) => ({
    kind: "file" as const,
    path: [...deepest.slice(0, deepest.length - level), ".git"],
  }));
}

/** The lock that Git takes to refresh the index of the repository which `directory` belongs to. */
export function gitIndexLocks(directory: string, around: Surroundings): Resource[] {
  return gitResources(directory, around).map(({ path }) => ({
    kind: "lock",
    path: path.length === 0 ? [] : [...path, "index"],
  }));
}

/**
 * The place of a URL: origin and path. Host case, default ports, query and fragment do not
 * separate two places, nor does http from https. None if the text is no absolute URL.
 */
export function urlResource(written: string): Resource | undefined {
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  if (url.host === "") return undefined;
  const segments = url.pathname.split("/").filter((segment) => segment !== "");
  const protocol = url.protocol === "http:" && url.port === "" ? "https:" : url.protocol;
  return { kind: "url", path: [`${protocol}//${url.host}`, ...segments.map(decoded)] };
}

/** Whether programs of this machine answer there, so that their coming and going matters. */
export function isLoopback({ path }: Resource): boolean {
  return LOOPBACK.test(path[0]?.replace(/^.*\/\//, "") ?? "");
}

const LOOPBACK = /^(?:localhost|[\w-]+\.localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])(?::\d+)?$/;

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function identified(reading: string, around: Surroundings): Resource[] {
  const { path, inode } = around.identify?.(reading) ?? { path: reading };
  const file: Resource = { kind: "file", path: segmentsOf(path, around) };
  return inode === undefined ? [file] : [file, { kind: "inode", path: [inode] }];
}

function absolutePath(written: string, { root, home }: Surroundings): string | undefined {
  if (/^file:\/\//i.test(written)) {
    return URL.canParse(written) ? decoded(new URL(written).pathname) : undefined;
  }
  if (written === "~" || written.startsWith("~/")) {
    return home === undefined ? undefined : `${home}/${written.slice(2)}`;
  }
  if (written.startsWith("~")) return undefined;
  if (/^([a-z]:)?[\\/]/i.test(written)) return written;
  return root === undefined ? undefined : `${root}/${written}`;
}

function segmentsOf(path: string, { foldsCase = false }: Surroundings): string[] {
  const windows = /^[a-z]:/i.test(path) || path.startsWith("\\\\");
  const segments: string[] = [];
  for (const segment of path.split(windows ? /[\\/]+/ : /\/+/)) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const normal = segments.map((segment) => segment.normalize("NFC"));
  return foldsCase || windows ? normal.map((segment) => segment.toLowerCase()) : normal;
}
