import type { Token } from "./tokens.js";

/** Words after which a table is named. */
const BEFORE_TABLE = /^(FROM|JOIN|STRAIGHT_JOIN|TABLE)$/;

/** Words that end the list of tables behind FROM. */
const AFTER_TABLES =
  /^(WHERE|GROUP|ORDER|HAVING|LIMIT|UNION|EXCEPT|INTERSECT|WINDOW|ON|USING|SELECT|SET|VALUES)$/;

/**
 * The tables that a query names behind FROM and JOIN, as lists of words. It errs on the side of
 * more: `trim(both 'x' from name)` counts `name` as a table.
 */
export function tablesIn(tokens: readonly Token[]): string[][] {
  const tables: string[][] = [];
  const lists = [false];
  let expects = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const { kind, text } = tokens[index]!;
    if (text === "(" && kind === "symbol") lists.push(expects);
    else if (text === ")" && kind === "symbol") {
      if (lists.length > 1) lists.pop();
      expects = false;
    } else if (text === "," && kind === "symbol") expects = lists.at(-1) ?? false;
    else if (kind === "word" && BEFORE_TABLE.test(text)) {
      expects = true;
      lists[lists.length - 1] = true;
    } else if (kind === "word" && AFTER_TABLES.test(text)) {
      expects = false;
      lists[lists.length - 1] = false;
    } else if (expects && (kind === "word" || kind === "name" || kind === "string")) {
      const words = dottedName(tokens, index);
      index += 2 * (words.length - 1);
      if (tokens[index + 1]?.text !== "(") tables.push(words);
      expects = kind === "word" && /^(LATERAL|ONLY)$/.test(text);
    }
  }
  return tables;
}

/** The words of `a.b.c` from a place on; SQLite and MySQL take table names in any case. */
export function dottedName(tokens: readonly Token[], from: number): string[] {
  const words: string[] = [];
  for (let index = from; ; index += 2) {
    const token = tokens[index];
    if (token === undefined || token.kind === "symbol") return words;
    words.push(token.written.replaceAll(/^['"]|['"]$/g, "").toLowerCase());
    if (tokens[index + 1]?.text !== ".") return words;
  }
}
