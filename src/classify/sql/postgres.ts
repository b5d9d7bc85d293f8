import type { Resource } from "../access.js";
import { ExpressionWalk, namesOf, type Fields, type Purpose } from "./postgres-expression.js";
import {
  ALL_TABLES,
  CATALOG,
  DATABASE,
  SQL_SESSION,
  tableResource,
  type StatementEffects,
} from "./statement-effects.js";
import { TransactionFrame } from "./transaction-frame.js";

/**
 * Judges a parsed PostgreSQL text: a closed list of statements, of nodes and of functions.
 * What the catalogue would tell stays unseen: triggers, rules, foreign keys and the tables behind
 * a view, so a footprint names the tables that the text names.
 */
export function judgePostgres(
  statements: readonly unknown[],
  effects: StatementEffects,
  also: ReadonlySet<string>,
): void {
  const judge = new StatementJudge(effects, also);
  for (const statement of statements) {
    const [[kind, fields] = []] = Object.entries((statement as { stmt?: Fields }).stmt ?? {});
    judge.statement(kind ?? "", (fields ?? {}) as Fields);
  }
  if (statements.length === 0) effects.unknown("there is no statement in it");
  judge.end();
}

/** Statements that change what the session remembers, with the words for it. */
const SESSION_CHANGES: Readonly<Record<string, string>> = {
  ListenStmt: "changes what the session listens to",
  UnlistenStmt: "changes what the session listens to",
  DiscardStmt: "resets the session",
  ConstraintsSetStmt: "changes when constraints are checked",
  LoadStmt: "loads a library",
};

class StatementJudge {
  readonly #effects: StatementEffects;
  readonly #frame: TransactionFrame;
  readonly #prepared = new Set<string>();
  readonly #cursors = new Set<string>();
  readonly #also: ReadonlySet<string>;

  constructor(effects: StatementEffects, also: ReadonlySet<string>) {
    this.#also = also;
    this.#effects = effects;
    this.#frame = new TransactionFrame(effects);
  }

  end(): void {
    this.#frame.end();
    if (this.#prepared.size > 0) this.#session("leaves a prepared statement behind");
  }

  statement(kind: string, fields: Fields, purpose: Purpose = "run"): void {
    switch (kind) {
      case "SelectStmt":
        this.#effects.harmless("is a query");
        return this.#walk(kind, fields, purpose);
      case "ExplainStmt":
        return this.#explain(fields);
      case "VariableShowStmt":
        this.#effects.asksSession("shows a setting");
        return this.#effects.harmless("shows a setting");
      case "TransactionStmt":
        return this.#transaction(fields);
      case "VariableSetStmt":
        return this.#set(fields);
      case "CopyStmt":
        return this.#copy(fields);
      case "PrepareStmt":
      case "ExecuteStmt":
      case "DeallocateStmt":
        return this.#preparation(kind, fields);
      case "DeclareCursorStmt":
      case "FetchStmt":
      case "ClosePortalStmt":
        return this.#cursor(kind, fields);
      case "DoStmt":
      case "CallStmt":
        return this.#effects.unknown("runs a procedure that is not visible here");
      default:
        return this.#walk(kind, fields, purpose);
    }
  }

  #walk(kind: string, fields: Fields, purpose: Purpose): void {
    const judge = (inner: string, parts: Fields) => this.#node(inner, parts, purpose);
    const walk = new ExpressionWalk(this.#effects, purpose, judge, this.#also);
    walk.walk(kind, fields);
  }

  /** A node that is no expression, wherever it stands: a query may contain a DELETE. */
  #node(kind: string, fields: Fields, purpose: Purpose): Fields | undefined {
    if (kind === "SelectStmt") return this.#select(fields, purpose);
    if (kind === "OnConflictClause" || kind === "InferClause" || kind === "ReturningClause") {
      return fields;
    }
    if (kind === "MergeWhenClause" || kind === "IndexElem") return fields;
    const table = relationOf(fields["relation"]);
    if (/^(Insert|Update|Delete|Merge)Stmt$/.test(kind) && table !== undefined) {
      const rest = without(fields, "relation");
      if (purpose === "plan") return { ...rest, relation: { RangeVar: fields["relation"] } };
      const what = `${kind.replace("Stmt", "").toUpperCase()} changes a table`;
      if (kind === "InsertStmt" && fields["onConflictClause"] === undefined) {
        this.#effects.changes(what, [table]);
      } else this.#effects.destroys(what, [table]);
      return rest;
    }
    if (kind === "CreateTableAsStmt" && purpose === "run") {
      const into = relationOf((fields["into"] as Fields | undefined)?.["rel"]);
      this.#effects.changes("creates a table", [into ?? DATABASE, CATALOG]);
      return { query: fields["query"] };
    }
    if (!kind.endsWith("Stmt")) this.#effects.unknown(`the form ${kind} is not on the list`);
    else if (purpose === "run") this.#definition(kind, fields, table);
    return undefined;
  }

  #select(fields: Fields, purpose: Purpose): Fields {
    const into = fields["intoClause"] as Fields | undefined;
    if (into !== undefined && purpose === "run") {
      const table = relationOf(into["rel"]) ?? DATABASE;
      this.#effects.changes("INTO creates a table", [table, CATALOG]);
    }
    if (fields["lockingClause"] !== undefined && purpose === "run") {
      const tables = tablesOf(fields["fromClause"]);
      this.#effects.changes("locks the rows it finds", tables ?? [ALL_TABLES]);
    }
    return without(fields, "intoClause", "lockingClause");
  }

  /** A statement that defines, removes or maintains something. */
  #definition(kind: string, fields: Fields, table: Resource | undefined): void {
    const ofSession = SESSION_CHANGES[kind];
    if (ofSession !== undefined) return this.#session(ofSession);
    const because = `${kind.replace("Stmt", "")} changes the database`;
    const cascades = fields["behavior"] === "DROP_CASCADE";
    switch (kind) {
      case "TruncateStmt":
      case "LockStmt": {
        const tables = tablesOf(fields["relations"]) ?? [ALL_TABLES];
        return this.#effects.destroys(because, cascades ? [DATABASE] : tables);
      }
      case "VacuumStmt": {
        const tables = tablesOf(fields["rels"]) ?? [ALL_TABLES];
        return this.#effects.changes(because, tables);
      }
      case "CreateStmt":
      case "IndexStmt":
        return this.#effects.changes(because, [table ?? DATABASE, CATALOG]);
      case "AlterTableStmt":
        return this.#effects.destroys(because, [table ?? DATABASE, CATALOG]);
      case "DropStmt":
        return this.#effects.destroys(because, cascades ? [DATABASE] : droppedBy(fields));
      default:
        return this.#effects.destroys(because);
    }
  }

  #explain(fields: Fields): void {
    const [[kind, query] = []] = Object.entries((fields["query"] ?? {}) as Fields);
    const runs = ((fields["options"] ?? []) as Fields[]).some(isAnalyze);
    this.#effects.harmless(runs ? "explains while it runs" : "explains without running");
    this.#effects.reads(CATALOG);
    if (kind === "ExecuteStmt" || kind === undefined) {
      return this.#effects.unknown("explains a statement that is not visible here");
    }
    this.statement(kind, query as Fields, runs ? "run" : "plan");
  }

  #transaction(fields: Fields): void {
    if (fields["chain"] === true) return this.#session("leaves a transaction open");
    switch (fields["kind"]) {
      case "TRANS_STMT_BEGIN":
      case "TRANS_STMT_START":
        return this.#frame.begin();
      case "TRANS_STMT_COMMIT":
      case "TRANS_STMT_ROLLBACK":
        this.#cursors.clear();
        return this.#frame.close();
      case "TRANS_STMT_SAVEPOINT":
      case "TRANS_STMT_RELEASE":
      case "TRANS_STMT_ROLLBACK_TO":
        return this.#frame.within("marks a place in the transaction");
      default:
        return this.#effects.destroys("prepares or ends a transaction of two phases");
    }
  }

  #set(fields: Fields): void {
    const ofTransaction = fields["kind"] === "VAR_SET_MULTI" && fields["name"] === "TRANSACTION";
    if (ofTransaction) return this.#frame.within("sets how the transaction runs");
    this.#session("changes a setting");
  }

  #copy(fields: Fields): void {
    const table = relationOf(fields["relation"]);
    if (fields["is_program"] === true) {
      this.#effects.unknown("COPY runs another program");
      return this.#effects.destroys("COPY runs another program");
    }
    if (fields["is_from"] === true) {
      this.#effects.readsFiles("COPY may read a file");
      return this.#effects.changes("COPY fills a table", [table ?? DATABASE]);
    }
    if (fields["filename"] !== undefined) this.#effects.writesFiles("COPY writes a file");
    this.#effects.harmless("COPY sends rows to the client");
    if (table !== undefined) this.#effects.reads(table);
    const [[kind, query] = []] = Object.entries((fields["query"] ?? {}) as Fields);
    if (kind !== undefined) this.statement(kind, query as Fields);
  }

  #preparation(kind: string, fields: Fields): void {
    const name = typeof fields["name"] === "string" ? fields["name"] : undefined;
    if (kind === "PrepareStmt" && name !== undefined) {
      const [[inner, query] = []] = Object.entries((fields["query"] ?? {}) as Fields);
      this.#prepared.add(name);
      // Judged as if it ran: a statement that is prepared here is meant to be executed.
      return this.statement(inner ?? "", (query ?? {}) as Fields);
    }
    const known = name !== undefined && this.#prepared.has(name);
    if (kind === "ExecuteStmt") {
      if (!known) return this.#effects.unknown("executes a statement prepared elsewhere");
      return this.#walk("List", { items: fields["params"] }, "run");
    }
    if (!known) return this.#session("forgets a prepared statement");
    this.#prepared.delete(name);
  }

  #cursor(kind: string, fields: Fields): void {
    const name = String(fields["portalname"]);
    if (kind !== "DeclareCursorStmt") {
      if (!this.#cursors.has(name)) this.#session("uses a cursor opened elsewhere");
      return;
    }
    const [[inner, query] = []] = Object.entries((fields["query"] ?? {}) as Fields);
    const holds = (Number(fields["options"] ?? 0) & HOLD) !== 0;
    this.#frame.within("opens a cursor");
    if (holds) this.#session("keeps a cursor open");
    this.#cursors.add(name);
    this.statement(inner ?? "", (query ?? {}) as Fields);
  }

  #session(because: string): void {
    this.#effects.changes(because, [SQL_SESSION]);
  }
}

/** The bit of a cursor's options that lets it outlive its transaction (`CURSOR_OPT_HOLD`). */
const HOLD = 0x0020;

function isAnalyze(option: Fields): boolean {
  const { defname, arg } = (option["DefElem"] ?? {}) as { defname?: string; arg?: Fields };
  if (defname?.toLowerCase() !== "analyze") return false;
  const text = JSON.stringify(arg ?? {}).toLowerCase();
  return !/"(sval|str)":"(false|off|no|0)"|"boolval":\{\}|"integer":\{\}|"ival":\{\}/.test(text);
}

function without(fields: Fields, ...names: string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function relationOf(value: unknown): Resource | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Fields;
  const words = [fields["catalogname"], fields["schemaname"], fields["relname"]];
  const named = words.filter((word) => typeof word === "string");
  return named.length === 0 ? undefined : tableResource(named);
}

/** The tables of a list, or none if anything but a plain table stands in it. */
function tablesOf(list: unknown): Resource[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const tables = (list as Fields[]).map((item) => {
    const vacuum = (item["VacuumRelation"] as Fields | undefined)?.["relation"];
    return relationOf(item["RangeVar"] ?? vacuum);
  });
  return tables.every((table) => table !== undefined) ? tables : undefined;
}

function droppedBy(fields: Fields): Resource[] {
  const removes = String(fields["removeType"]);
  if (!/^OBJECT_(TABLE|VIEW|MATVIEW|SEQUENCE)$/.test(removes)) return [DATABASE];
  const lists = (fields["objects"] ?? []) as { List?: { items?: unknown } }[];
  return [CATALOG, ...lists.map(({ List }) => tableResource(namesOf(List?.items)))];
}
