import type { Judgement } from "../access.js";
import { Findings } from "../findings.js";
import { CHANGES, HARMLESS } from "./embedded-functions.js";
import { judgeEmbedded } from "./embedded.js";
import { HARMLESS_FUNCTIONS } from "./postgres-functions.js";
import { judgePostgres } from "./postgres.js";
import { StatementEffects } from "./statement-effects.js";

/** `any` means that the text must be safe in all three. */
export type SqlDialect = "postgres" | "sqlite" | "mysql" | "any";

/** The longest text that is read; a longer one is unknown. */
export const SQL_BYTES_MAX = 64 * 1024;

export type SqlClassifier = (sql: string, dialect?: SqlDialect) => Judgement;

let loading: Promise<SqlClassifier> | undefined;

/** Loads PostgreSQL's parser once, on first use; the classifier itself does not wait. */
export function loadSql(): Promise<SqlClassifier> {
  loading ??= import("libpg-query").then(async ({ loadModule, parseSync }) => {
    await loadModule();
    const parse = (sql: string): readonly unknown[] => parseSync(sql).stmts ?? [];
    return (sql, dialect = "any") => judgeSql(sql, dialect, parse);
  });
  return loading;
}

/** What SQL text reads and writes, and whether it is proven to change nothing. */
export async function classifySql(sql: string, dialect: SqlDialect = "any"): Promise<Judgement> {
  const classify = await loadSql();
  return classify(sql, dialect);
}

function judgeSql(
  sql: string,
  dialect: SqlDialect,
  parse: (sql: string) => readonly unknown[],
): Judgement {
  const findings = new Findings();
  const effects = new StatementEffects(findings);
  const fault = inputFault(sql);
  if (fault !== undefined) effects.unknown(fault);
  else {
    const also = dialect === "any" ? ANYWHERE : NOWHERE;
    if (dialect === "postgres" || dialect === "any") judgeParsed(sql, parse, effects, also);
    if (dialect === "sqlite" || dialect === "any") judgeEmbedded(sql, "sqlite", effects, also);
    if (dialect === "mysql" || dialect === "any") judgeEmbedded(sql, "mysql", effects, also);
  }
  return findings.judgement("proven");
}

/** The parser stops at a zero byte as if the text ended there, and a database need not. */
function inputFault(sql: string): string | undefined {
  if (sql.includes("\0")) return "contains a zero byte";
  const bytes = Buffer.byteLength(sql);
  return bytes > SQL_BYTES_MAX ? `${bytes} bytes long, at most ${SQL_BYTES_MAX}` : undefined;
}

/**
 * PostgreSQL's scanner reads a run of these characters again for each of them, so that 64 KiB of
 * `+` take seconds. Half of this length would do for a line of stars in a comment.
 */
const OPERATOR_RUN = /[-+*/<>=~!@#%^&|`?]{512}/;

function judgeParsed(
  sql: string,
  parse: (sql: string) => readonly unknown[],
  effects: StatementEffects,
  also: ReadonlySet<string>,
): void {
  if (OPERATOR_RUN.test(sql)) {
    return effects.unknown("more operator characters in a row than any operator has");
  }
  let statements: readonly unknown[];
  try {
    statements = parse(sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return effects.unknown(`PostgreSQL cannot parse it: ${reason}`);
  }
  judgePostgres(statements, effects, also);
}

const NOWHERE: ReadonlySet<string> = new Set();

/** Functions that are harmless in one of the systems and change nothing in the others. */
const ANYWHERE: ReadonlySet<string> = new Set(
  [
    ...HARMLESS.sqlite,
    ...HARMLESS.mysql,
    ...[...HARMLESS_FUNCTIONS].map((name) => name.toUpperCase()),
  ].filter((name) => !CHANGES.sqlite.has(name) && !CHANGES.mysql.has(name)),
);
