import { isPragmaTable, PRAGMAS_READ, PRAGMAS_WITH_SUBJECT } from "./pragmas.js";
import { judgeQueryTokens } from "./query-tokens.js";
import {
  CATALOG,
  DATABASE,
  SQL_SESSION,
  tableResource,
  type StatementEffects,
} from "./statement-effects.js";
import { dottedName, tablesIn } from "./table-names.js";
import { executableComment, statementsOf, type Lexicon, type Token } from "./tokens.js";
import { TransactionFrame } from "./transaction-frame.js";
import { oneOf } from "../shell/one-of.js";

/**
 * Judges a text for SQLite or MySQL by its words: a closed list of statements, no changing word
 * anywhere, no unknown function. `also` are functions harmless in another reading of the text.
 */
export function judgeEmbedded(
  sql: string,
  lexicon: Lexicon,
  effects: StatementEffects,
  also: ReadonlySet<string> = new Set(),
): void {
  const comment = lexicon === "mysql" ? executableComment(sql) : undefined;
  const readings = comment === undefined ? [sql] : [comment.with, comment.without];
  for (const reading of readings) {
    const statements = statementsOf(reading, lexicon);
    if (typeof statements === "string") effects.unknown(statements);
    else if (statements.length === 0) effects.unknown("there is no statement in it");
    else new StatementJudge(lexicon, effects, also).text(statements);
  }
}

const OF_SESSION = /^(SET|USE|SAVEPOINT|RELEASE|DEALLOCATE|RESET|UNLOCK|DETACH|ATTACH)$/;

const CHANGING = oneOf(
  `INSERT UPDATE DELETE REPLACE CREATE DROP ALTER TRUNCATE RENAME GRANT REVOKE LOCK FLUSH
  KILL OPTIMIZE REPAIR ANALYZE REINDEX VACUUM HANDLER PURGE XA LOAD INSTALL UNINSTALL
  RESTART SHUTDOWN CHANGE STOP IMPORT CLONE BINLOG CACHE MERGE COMMENT SIGNAL RESIGNAL
  REFRESH CHECK`,
);

class StatementJudge {
  readonly #lexicon: Lexicon;
  readonly #effects: StatementEffects;
  readonly #also: ReadonlySet<string>;
  readonly #frame: TransactionFrame;

  constructor(lexicon: Lexicon, effects: StatementEffects, also: ReadonlySet<string>) {
    this.#lexicon = lexicon;
    this.#effects = effects;
    this.#also = also;
    this.#frame = new TransactionFrame(effects);
  }

  text(statements: readonly Token[][]): void {
    for (const tokens of statements) this.#statement(tokens);
    this.#frame.end();
  }

  #statement(tokens: Token[]): void {
    const word = tokens[0]?.kind === "word" ? tokens[0].text : (tokens[0]?.text ?? "");
    if (/^(SELECT|VALUES|WITH|TABLE|\()$/.test(word)) return this.#query(tokens);
    if (/^(EXPLAIN|DESC|DESCRIBE)$/.test(word)) return this.#explain(tokens);
    if (/^(BEGIN|START|COMMIT|END|ROLLBACK)$/.test(word)) return this.#transaction(tokens);
    if (word === "PRAGMA" && this.#lexicon === "sqlite") return this.#pragma(tokens);
    if (/^(SHOW|HELP|CHECKSUM)$/.test(word) && this.#lexicon === "mysql") {
      this.#effects.harmless(`${word} only shows`);
      this.#effects.reads(CATALOG);
      return this.#parts(tokens.slice(1).filter(({ text }) => !/^(CREATE|PROCEDURE)$/.test(text)));
    }
    if (OF_SESSION.test(word)) {
      const because = `${word} changes the session`;
      return this.#effects.changes(because, word === "RESET" ? [DATABASE] : [SQL_SESSION]);
    }
    if (CHANGING.test(word)) return this.#change(word, tokens);
    this.#effects.unknown(`the statement ${word} is not on the list`);
  }

  #query(tokens: readonly Token[]): void {
    this.#effects.harmless("is a query");
    this.#parts(tokens);
  }

  #parts(tokens: readonly Token[]): void {
    for (const table of tablesIn(tokens)) this.#effects.reads(tableResource(table));
    const pragma = this.#lexicon === "sqlite" ? tokens.find(isPragmaTable) : undefined;
    if (pragma) this.#effects.unknown(`${pragma.text} is a pragma that is not on the list`);
    judgeQueryTokens(tokens, this.#lexicon, this.#effects, this.#also);
  }

  #explain(tokens: Token[]): void {
    this.#effects.harmless("explains a statement");
    this.#effects.reads(CATALOG);
    const from = tokens.findIndex(({ text }) =>
      /^(SELECT|WITH|VALUES|INSERT|UPDATE|DELETE|REPLACE|\()$/.test(text),
    );
    const options = from < 0 ? tokens : tokens.slice(0, from);
    if (options.some(({ text }) => text === "INTO")) this.#effects.changes("keeps the plan");
    if (options.some(({ text }) => text === "PRAGMA" || text === "EXECUTE")) {
      return this.#effects.unknown("some statements run while they are explained");
    }
    if (options.some(({ text }) => /^ANALY[SZ]E$/.test(text))) {
      return this.#statement(from < 0 ? [] : tokens.slice(from));
    }
    if (from < 0) return;
    const [first] = tokens.slice(from);
    // A subquery may run while it is planned, so its functions count; the change itself does not.
    const changes = first?.text !== "SELECT" && first?.text !== "WITH" && first?.text !== "VALUES";
    const known = /^(INSERT|UPDATE|DELETE|REPLACE|INTO|SET)$/;
    const rest = tokens.slice(from);
    this.#parts(
      changes ? rest.filter(({ kind, text }) => kind !== "word" || !known.test(text)) : rest,
    );
  }

  #transaction(tokens: readonly Token[]): void {
    const [word = "", ...others] = tokens.map(({ text }) => text);
    const rest = others.join(" ").replace(/^(TRANSACTION|WORK)\b ?/, "");
    if (word === "BEGIN" || word === "START") {
      const plain = /^(DEFERRED|READ ONLY|READ WRITE|WITH CONSISTENT SNAPSHOT|)( TRANSACTION)?$/;
      if (plain.test(rest)) return this.#frame.begin();
      if (/^ISOLATION LEVEL [A-Z ]+( READ ONLY)?$/.test(rest)) return this.#frame.begin();
      return this.#effects.changes("takes the lock of the database", [DATABASE]);
    }
    if (rest === "" || rest === "NO CHAIN") return this.#frame.close();
    this.#effects.changes(`${word} ${rest} changes the session's transaction`, [SQL_SESSION]);
  }

  #pragma(tokens: readonly Token[]): void {
    const words = dottedName(tokens, 1);
    const name = words.at(-1) ?? "";
    const argument = tokens[2 * words.length]?.text;
    const because = `PRAGMA ${name}`;
    this.#effects.reads(CATALOG);
    if (argument === undefined && PRAGMAS_READ.has(name)) return this.#effects.harmless(because);
    if (argument === "(" && PRAGMAS_WITH_SUBJECT.has(name)) return this.#effects.harmless(because);
    if (argument === undefined && !/^(wal_|optimize|incremental_|shrink_|case_)/.test(name)) {
      return this.#effects.unknown(`${because} is not on the list`);
    }
    this.#effects.changes(`${because} changes a setting or the file`, [DATABASE, SQL_SESSION]);
  }

  /** The table that is written, if it stands where it usually does; else the whole database. */
  #change(word: string, tokens: readonly Token[]): void {
    const start = tokens.slice(0, 6).map(({ text }) => text);
    if (OF_TABLE.test(start.join(" "))) return this.#table(word, tokens);
    const at = tokens.findIndex(
      ({ kind, text }) => kind === "word" && BEFORE_TARGET[word]?.test(text),
    );
    const table = at < 0 ? [] : dottedName(tokens, at + 1);
    const others = tablesIn(tokens.slice(at + 1 + 2 * table.length));
    const simple = table.length > 0 && tokens[at + 2 * table.length]?.text !== ",";
    const targets = simple ? [tableResource(table)] : [DATABASE];
    if (/^(CREATE|DROP|ALTER)$/.test(word)) targets.push(CATALOG);
    const because = `${word} changes the database`;
    if (word === "INSERT" || word === "CREATE") this.#effects.changes(because, targets);
    else this.#effects.destroys(because, targets);
    for (const other of others) this.#effects.reads(tableResource(other));
    const called = tokens.slice(at + 1 + 2 * table.length);
    if (simple && /^(INSERT|UPDATE|DELETE|REPLACE)$/.test(word)) this.#functionsOf(called);
  }

  /** CREATE, ALTER and DROP TABLE of one table, whose name is the first after the key words. */
  #table(word: string, tokens: readonly Token[]): void {
    const from = tokens.findIndex(({ text }) => text === "TABLE") + 1;
    const at = tokens.findIndex(
      ({ text }, index) => index >= from && !/^(?:IF|NOT|EXISTS)$/.test(text),
    );
    const table = tableResource(dottedName(tokens, Math.max(at, 0)));
    const simple = word === "CREATE" || !tokens.some(({ text }) => /^(?:,|CASCADE)$/.test(text));
    const targets = simple ? [table, CATALOG] : [DATABASE];
    const because = `${word} TABLE changes the database`;
    if (word === "CREATE") this.#effects.changes(because, targets);
    else this.#effects.destroys(because, targets);
    for (const other of tablesIn(tokens.slice(at + 1))) this.#effects.reads(tableResource(other));
  }

  /** Functions in a changing statement matter for its footprint only. */
  #functionsOf(tokens: readonly Token[]): void {
    const quiet = /^(SET|RETURNING|UPDATE|DELETE|INSERT|INTO)$/;
    const rest = tokens.filter(({ kind, text }) => kind !== "word" || !quiet.test(text));
    judgeQueryTokens(rest, this.#lexicon, this.#effects, this.#also);
  }
}

const OF_TABLE = /^(?:CREATE|ALTER|DROP) (?:(?:GLOBAL|LOCAL) )?(?:TEMP(?:ORARY)? )?TABLE /;

/** The word right before the table that a statement changes. */
const BEFORE_TARGET: Readonly<Record<string, RegExp>> = {
  INSERT: /^INTO$/,
  REPLACE: /^INTO$/,
  UPDATE: /^UPDATE$/,
  DELETE: /^FROM$/,
  TRUNCATE: /^TABLE$/,
};
