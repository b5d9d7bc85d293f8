import type { Resource } from "../access.js";
import type { Findings } from "../findings.js";

export const ALL_TABLES: Resource = { kind: "sql", path: ["table"] };
export const DATABASE: Resource = { kind: "sql", path: [] };
export const CATALOG: Resource = { kind: "sql", path: ["catalog"] };
export const SQL_SESSION: Resource = { kind: "sql", path: ["session"] };
const ANY_FILE: Resource = { kind: "file", path: [] };

/** The resource of a table named by one to three words: table, schema.table, db.schema.table. */
export function tableResource(words: readonly string[]): Resource {
  const schema = words.length > 1 ? words.at(-2) : undefined;
  if (schema === "information_schema" || schema === "pg_catalog") return CATALOG;
  return { kind: "sql", path: ["table", ...words.slice(-3).reverse()] };
}

/** Records the effects of statements in the words of SQL. */
export class StatementEffects {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  harmless(because: string): void {
    this.#findings.says("sql", "read-only", because);
  }

  unknown(because: string): void {
    this.#findings.says("sql", "unknown", because);
  }

  changes(because: string, resources: readonly Resource[] = [DATABASE]): void {
    this.#findings.says("sql", "stateful", because);
    this.#findings.writes(resources, because);
  }

  /** Like `changes`, for what overwrites or removes. */
  destroys(because: string, resources: readonly Resource[] = [DATABASE]): void {
    this.#findings.destroys();
    this.changes(because, resources);
  }

  /** A table is found by the session's settings, so reading one reads the session. */
  reads(table: Resource): void {
    this.#findings.reads([table], "is named in the statement");
    this.#findings.reads([SQL_SESSION], "settings of the session decide which table a name means");
  }

  readsFiles(because: string): void {
    this.#findings.reads([ANY_FILE], because);
  }

  writesFiles(because: string): void {
    this.changes(because, [ANY_FILE]);
    this.#findings.destroys();
  }
}
