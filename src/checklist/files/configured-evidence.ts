import { readdirSync, readFileSync, statSync, type Dirent } from "node:fs";
import { basename, join } from "node:path";
import type { Evidence } from "../run/evidence.js";

/** Names of files that are no code and yet run a load or make parts fail. */
const FILES: readonly [RegExp, Evidence][] = [
  [
    /^artillery[\w.-]*\.ya?ml$|\.jmx$|^locust\.conf$|^k6[\w.-]*\.json$|^wrk[\w.-]*\.lua$/,
    "load-test",
  ],
  [/^(?:toxiproxy|chaos|litmus)[\w.-]*\.(?:json|ya?ml)$/, "failure-injection"],
  [
    /^(?:prometheus|alertmanager|otel-collector|datadog|grafana)[\w.-]*\.(?:ya?ml|json)$/,
    "metrics",
  ],
];
/** Folders directly below that may hold them. */
const FOLDERS =
  /^(?:bench|benchmarks?|load|load-?tests?|perf|performance|stress|tests?|ops|deploy)$/;
const RUNS_LOAD = /\b(?:autocannon|artillery|k6|wrk2?|hey|vegeta|loadtest|locust|bombardier|oha)\s/;
const RUNS_BENCH = /\b(?:vitest bench|tinybench|pytest[^"]*--benchmark)\b/;
const MANIFEST_BYTES_MAX = 1_000_000;

/** What load tests and the like are configured in these folders, with where that stands. */
export function configuredEvidence(folders: readonly string[]): Map<Evidence, string> {
  const found = new Map<Evidence, string>();
  const add = (kind: Evidence, path: string) => {
    if (!found.has(kind)) found.set(kind, path);
  };
  for (const folder of folders) {
    if (startsLoad(join(folder, "package.json"))) add("load-test", join(folder, "package.json"));
    const entries = entriesOf(folder);
    const inner = entries.filter((entry) => entry.isDirectory() && FOLDERS.test(entry.name));
    const paths = [
      ...filesIn(folder, entries),
      ...inner.flatMap(({ name }) => filesIn(join(folder, name), entriesOf(join(folder, name)))),
    ];
    for (const path of paths) {
      for (const [pattern, kind] of FILES) if (pattern.test(basename(path))) add(kind, path);
    }
  }
  return found;
}

const filesIn = (folder: string, entries: readonly Dirent[]): string[] =>
  entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Whether a script of a package runs a load generator or a benchmark. */
function startsLoad(manifest: string): boolean {
  try {
    if (statSync(manifest).size > MANIFEST_BYTES_MAX) return false;
    const parsed: unknown = JSON.parse(readFileSync(manifest, "utf8"));
    const scripts = parsed !== null && typeof parsed === "object" && "scripts" in parsed;
    const text = scripts ? JSON.stringify(parsed.scripts) : "";
    return RUNS_LOAD.test(text) || RUNS_BENCH.test(text);
  } catch {
    return false;
  }
}
