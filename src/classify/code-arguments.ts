import type { Resource } from "./access.js";
import type { Findings } from "./findings.js";
import { loadGraphql } from "./graphql.js";
import type { Arguments } from "./path-arguments.js";
import type { Surroundings } from "./places.js";
import { loadShell } from "./shell/classify-shell.js";
import { loadSql, type SqlDialect } from "./sql/classify-sql.js";
import type { CodeParameter } from "./tool-schema.js";

const SHELL_SESSION: Resource = { kind: "session", path: ["shell"] };

/** Programs whose arguments are SQL, so that its parser is needed too. */
const SQL_CLIENTS = /psql|sqlite|mysql|mariadb/;

/** Adds what a command line does; parsers are loaded when the first text needs them. */
export async function judgeShellText(
  command: string,
  cwd: string | undefined,
  around: Surroundings,
  findings: Findings,
): Promise<void> {
  const classify = await loadShell();
  const { root, ...rest } = around;
  const start = directoryOf(cwd, root);
  const judgeSql = SQL_CLIENTS.test(command) ? await loadSql() : undefined;
  findings.add(
    classify(command, {
      ...rest,
      ...(start === undefined ? {} : { cwd: start }),
      ...(judgeSql === undefined ? {} : { judgeSql }),
    }),
  );
  findings.reads([SHELL_SESSION], "starts in the directory that the shell is in");
}

function directoryOf(cwd: string | undefined, root: string | undefined): string | undefined {
  if (cwd === undefined || cwd.startsWith("/")) return cwd ?? root;
  return root === undefined ? undefined : `${root}/${cwd}`;
}

/** Adds what a text that a tool runs does. Returns false if the argument is missing. */
export async function judgeCodeArgument(
  { name, language }: CodeParameter,
  args: Arguments,
  dialect: SqlDialect,
  around: Surroundings,
  findings: Findings,
): Promise<boolean> {
  const value = args[name];
  if (value === undefined || value === null) return false;
  const text = language === "shell" ? commandText(value) : sqlText(value);
  if (text === undefined) findings.says("input", "unknown", `${name} is neither text nor a list`);
  else if (language === "shell") {
    await judgeShellText(text, workingDirectory(args), around, findings);
  } else if (language === "sql") {
    const classify = await loadSql();
    findings.add(classify(text, dialect));
  } else if (language === "graphql") {
    const classify = await loadGraphql();
    const operation = args["operationName"] ?? args["operation_name"];
    const { says, because } = classify(text, typeof operation === "string" ? operation : undefined);
    findings.says("graphql", says, because);
  } else findings.says("input", "unknown", `${name} is code in a language that is not judged`);
  return true;
}

export function workingDirectory(args: Arguments): string | undefined {
  const names = ["workdir", "cwd", "working_directory", "workingDirectory", "directory", "dir"];
  return names.map((name) => args[name]).find((value) => typeof value === "string");
}

/** A command as one line: `["bash", "-lc", script]` is the script, other lists are its words. */
function commandText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value) || !value.every((word) => typeof word === "string")) return undefined;
  const [program = "", option = "", script, ...more] = value;
  const isShell = /(?:^|\/)(?:ba|z|da)?sh$/.test(program) && /^-l?c$/.test(option);
  if (isShell && script !== undefined && more.length === 0) return script;
  return value.map((word: string) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(" ");
}

/** Several statements in a list are judged as one text. */
function sqlText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const texts = value.map((item: unknown) =>
    typeof item === "string" ? item : (item as { sql?: unknown; query?: unknown } | null)?.sql,
  );
  return texts.every((text) => typeof text === "string") ? texts.join(";\n") : undefined;
}

/** The dialect that the names of a server and a tool tell. */
export function dialectOf(server: string | undefined, tool: string): SqlDialect {
  const names = `${server ?? ""} ${tool}`.toLowerCase();
  if (/postgres|\bpg|supabase|neon|redshift|cockroach|timescale|alloydb/.test(names))
    return "postgres";
  if (/mysql|mariadb|planetscale|tidb/.test(names)) return "mysql";
  return /sqlite|turso|libsql|\bd1/.test(names) ? "sqlite" : "any";
}
