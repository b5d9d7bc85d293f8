import type { Resource } from "../access.js";
import type { Findings } from "../findings.js";
import { oneOf } from "../shell/one-of.js";

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

const LOOKS_BACK = oneOf(
  `currval lastval last_insert_id last_insert_rowid changes total_changes found_rows row_count
  pg_\\w+_size pg_sequence_last_value pg_stat_\\w+ pg_current_\\w+ pg_last_\\w+ txid_\\w+
  dbstat table_to_xml`,
  "i",
);

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
    this.asksSession("runs in the transaction and with the role of the session");
  }

  /** Like `changes`, for what overwrites or removes. */
  destroys(because: string, resources: readonly Resource[] = [DATABASE]): void {
    this.#findings.destroys();
    this.changes(because, resources);
  }

  /** A table is found by the session's settings, so reading one reads the session. */
  reads(table: Resource): void {
    this.#findings.reads([table], "is named in the statement");
    this.asksSession("settings of the session decide which table a name means");
  }

  /** What comes out depends on what the connection remembers. */
  asksSession(because: string): void {
    this.#findings.reads([SQL_SESSION], because);
  }

  /** A function whose answer is about statements before it, or about tables it names as text. */
  calls(name: string): void {
    this.asksSession(`${name} may depend on the session`);
    if (LOOKS_BACK.test(name)) this.#findings.reads([DATABASE], `${name} tells what others did`);
  }

  readsFiles(because: string): void {
    this.#findings.reads([ANY_FILE], because);
  }

  writesFiles(because: string): void {
    this.changes(because, [ANY_FILE]);
    this.#findings.destroys();
  }
}
