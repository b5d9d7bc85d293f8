import { EVERYTHING, type Resource } from "./access.js";
import type { Findings } from "./findings.js";
import { fileResources, gitResources, urlResource, type Surroundings } from "./places.js";
import type { ShellClassifier } from "./shell/classify-shell.js";
import type { ShellResource } from "./shell/effects.js";
import type { SqlClassifier } from "./sql/classify-sql.js";

const SHELL_SESSION: Resource = { kind: "session", path: ["shell"] };

/** Directory that stands for the unknown root, so that no relative path is taken for another. */
const NOWHERE = "/";

/** Adds what a command line reads and writes. `cwd` is the directory that the call asks for. */
export function judgeCommandLine(
  command: string,
  cwd: string | undefined,
  around: Surroundings,
  classifiers: { shell: ShellClassifier; sql: SqlClassifier | undefined },
  findings: Findings,
): void {
  const base = around.root ?? NOWHERE;
  const start = cwd === undefined ? base : cwd.startsWith("/") ? cwd : `${base}/${cwd}`;
  const home = around.home === undefined ? {} : { home: around.home };
  const { verdict, accesses, evidence, destructive, idempotent } = classifiers.shell(command, {
    cwd: start,
    ...home,
    judgeSql: ({ text, dialect }) => {
      const judged = classifiers.sql?.(text, dialect);
      if (judged === undefined) return { verdict: "unknown", accesses: [] };
      findings.add(judged);
      return { verdict: judged.verdict, accesses: [] };
    },
  });
  for (const { says, because } of evidence) findings.says("shell", says, because);
  if (evidence.length === 0) findings.says("shell", verdict, "every part of it is known");
  for (const { resource, mode, because } of accesses) {
    findings.accesses(mode, placesOf(resource, around), because);
  }
  findings.reads([SHELL_SESSION], "starts in the directory that the shell is in");
  if (destructive) findings.destroys();
  if (idempotent) findings.repeats();
}

function placesOf({ kind, path }: ShellResource, around: Surroundings): Resource[] {
  switch (kind) {
    case "file":
    case "tree":
      return around.root === undefined ? [{ kind: "file", path: [] }] : fileResources(path, around);
    case "git":
      return gitResources(path, around);
    case "url":
      return [
        urlResource(/^[a-z]+:/i.test(path) ? path : `http://${path}`) ?? { kind: "url", path: [] },
      ];
    case "session":
      return [SHELL_SESSION];
    case "process":
      return [{ kind: "process", path: path === "" ? [] : [path] }];
    case "server":
      return [{ kind: "service", path: [path] }];
    default:
      return [EVERYTHING];
  }
}

/** Programs whose arguments are SQL, so that its parser is needed too. */
export function mayContainSql(command: string): boolean {
  return /psql|sqlite|mysql|mariadb/.test(command);
}
