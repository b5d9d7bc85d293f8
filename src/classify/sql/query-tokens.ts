import { CHANGES, HARMLESS } from "./embedded-functions.js";
import type { StatementEffects } from "./statement-effects.js";
import type { Lexicon, Token } from "./tokens.js";

/** Words that make a query change something, wherever they stand outside of quotes. */
const CHANGING_WORDS = new Set(
  `INSERT UPDATE DELETE INTO OUTFILE DUMPFILE CREATE DROP ALTER TRUNCATE ATTACH DETACH VACUUM PRAGMA
  REINDEX MERGE GRANT REVOKE CALL LOCK UNLOCK RENAME SET PROCEDURE RETURNING HANDLER LOAD`.split(
    /\s+/,
  ),
);

/** Words before a parenthesis that do not call anything. */
const BEFORE_PARENTHESIS = new Set(
  `SELECT FROM JOIN WHERE ON USING AND OR NOT XOR IN EXISTS ANY ALL SOME AS BY HAVING LIMIT OFFSET
  UNION INTERSECT EXCEPT MINUS DISTINCT CASE WHEN THEN ELSE BETWEEN LIKE REGEXP RLIKE GLOB MATCH IS
  VALUES OVER PARTITION FILTER WITHIN GROUP ORDER INDEX KEY COLLATE BINARY DIV MOD INTERVAL RETURN
  MATERIALIZED CHAR VARCHAR DECIMAL NUMERIC NCHAR DATETIME TIME FLOAT DOUBLE INTEGER INT SIGNED
  UNSIGNED TEXT AGAINST ROW LATERAL WINDOW WITH RECURSIVE EXPLAIN ANALYZE PLAN TABLE COLUMNS ESCAPE
  FORCE IGNORE USE STRAIGHT_JOIN DISTINCTROW ROLLUP TO PATH`.split(/\s+/),
);

/**
 * Judges the words of a query: no word that changes something, no call of an unknown function.
 * `also` are functions that another reading of the same text knows to be harmless.
 */
export function judgeQueryTokens(
  tokens: readonly Token[],
  lexicon: Lexicon,
  effects: StatementEffects,
  also: ReadonlySet<string>,
): void {
  const heads = commonTableHeads(tokens);
  tokens.forEach((token, index) => {
    const next = tokens[index + 1]?.text;
    if (token.kind === "variable") effects.asksSession("reads a variable");
    if (token.text === ":=") return effects.changes("assigns a variable of the session");
    if (next === "(" && !heads.has(index)) return judgeCall(tokens, index, lexicon, effects, also);
    if (token.kind !== "word") return;
    if (CHANGING_WORDS.has(token.text) && tokens[index - 1]?.text !== ".") {
      effects.changes(`contains ${token.text}`);
    }
    if (token.text === "FOR" && /^(UPDATE|SHARE|NO|KEY)$/.test(next ?? "")) {
      effects.changes("locks the rows it finds");
    }
    if (token.text === "VALUE" && next === "FOR") effects.changes("draws from a sequence");
  });
}

function judgeCall(
  tokens: readonly Token[],
  index: number,
  lexicon: Lexicon,
  effects: StatementEffects,
  also: ReadonlySet<string>,
): void {
  const token = tokens[index]!;
  if (token.kind === "symbol" || token.kind === "number") return;
  const name = token.text.toUpperCase();
  const qualified = tokens[index - 1]?.text === ".";
  if (token.kind === "word" && !qualified) {
    if (CHANGING_WORDS.has(name) && name !== "INSERT" && name !== "TRUNCATE") {
      return effects.changes(`contains ${name}`);
    }
    if (BEFORE_PARENTHESIS.has(name)) return;
    if (CHANGES[lexicon].has(name))
      return effects.changes(`calls ${name}, which changes something`);
    if (name === "LAST_INSERT_ID") return judgeLastInsertId(tokens[index + 2]?.text, effects);
    if (name === "LOAD_FILE" || name === "READFILE") effects.readsFiles(`calls ${name}`);
    if (HARMLESS[lexicon].has(name) || also.has(name)) return effects.calls(name);
  }
  effects.unknown(`nothing is known about the function ${token.written}`);
}

/** With an argument it sets the number that a later call returns. */
function judgeLastInsertId(argument: string | undefined, effects: StatementEffects): void {
  effects.calls("last_insert_id");
  if (argument !== ")") effects.changes("LAST_INSERT_ID with an argument sets it");
}

/** Where `name (columns) AS (` begins: a parenthesis that follows the name of a table to come. */
function commonTableHeads(tokens: readonly Token[]): ReadonlySet<number> {
  const heads = new Set<number>();
  const opened: number[] = [];
  tokens.forEach(({ text }, index) => {
    if (text === "(") opened.push(index);
    if (text !== ")") return;
    const start = (opened.pop() ?? 0) - 1;
    const before = tokens[start - 1]?.text ?? "";
    const named = tokens[start]?.kind === "word" || tokens[start]?.kind === "name";
    const defines =
      tokens[index + 1]?.text === "AS" &&
      /^(\(|NOT|MATERIALIZED)$/.test(tokens[index + 2]?.text ?? "");
    if (named && defines && /^(WITH|RECURSIVE|,)$/.test(before)) heads.add(start);
  });
  return heads;
}
