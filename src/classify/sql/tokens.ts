/**
 * The words of a text in SQLite's or MySQL's spelling: enough to tell code from strings and
 * comments and one statement from the next. Sources: sqlite.org/lang_expr.html and
 * /lang_comment.html; the MySQL 8.4 manual, chapter "Language Structure".
 */
export interface Token {
  /** `name` is a quoted identifier, `word` an unquoted one or a keyword. */
  readonly kind: "word" | "name" | "string" | "number" | "variable" | "symbol";
  /** Words in capitals, names without their quotes. */
  readonly text: string;
  /** A word as it was written; the same as `text` for everything else. */
  readonly written: string;
}

export type Lexicon = "sqlite" | "mysql";

/** The statements of a text as lists of tokens; a string says why it cannot be read. */
export function statementsOf(sql: string, lexicon: Lexicon): Token[][] | string {
  const statements: Token[][] = [[]];
  const pattern = lexicon === "sqlite" ? SQLITE : MYSQL;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < sql.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(sql)?.groups;
    if (groups === undefined) return `cannot be read from character ${at} on`;
    const token = tokenOf(groups);
    if (token?.text === ";") statements.push([]);
    else if (token !== undefined) statements.at(-1)?.push(token);
  }
  return statements.filter((tokens) => tokens.length > 0);
}

/** The part of a MySQL comment that a server of some version runs: one such comment at most. */
export function executableComment(sql: string): { with: string; without: string } | undefined {
  const found = [...sql.matchAll(/\/\*M?!/g)];
  if (found.length !== 1) return undefined;
  const comment = /\/\*M?!\d{0,6}([\w\s,.=()]*)\*\//;
  if (!comment.test(sql)) return undefined;
  return { with: sql.replace(comment, " $1 "), without: sql.replace(comment, " ") };
}

const COMMON = [
  String.raw`(?<space>[ \t\r\n\f\v]+)`,
  String.raw`(?<variable>@@?[\w$.]*|[:?$]\w+|\?)`,
  // A number that runs into letters is not read: where it ends differs between the systems.
  String.raw`(?<number>(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w$]))`,
  String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
  String.raw`(?<symbol>:=|->>|->|\|\||(?!/\*)[-+*/%&|^~!<>=.,;()])`,
];

const SQLITE = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|$))`,
    String.raw`(?<string>[xX]?'(?:[^']|'')*')`,
    '(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\\[[^\\]]*\\])',
    ...COMMON,
  ].join("|"),
  "y",
);

/** An executable comment is not in the pattern on purpose: it cannot be read as a comment. */
const MYSQL = new RegExp(
  [
    String.raw`(?<comment>--(?=[\s\u0000-\u001f]|$)[^\n]*|#[^\n]*|/\*(?!M?!)(?:[^*]|\*(?!/))*\*/)`,
    String.raw`(?<string>[xXbBnN]?'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*")`,
    "(?<name>`(?:[^`]|``)*`)",
    ...COMMON,
  ].join("|"),
  "y",
);

function tokenOf(groups: Record<string, string | undefined>): Token | undefined {
  const { name, word, symbol, number, variable } = groups;
  if (word !== undefined) return { kind: "word", text: word.toUpperCase(), written: word };
  if (symbol !== undefined) return { kind: "symbol", text: symbol, written: symbol };
  if (name !== undefined) return token("name", unquoted(name));
  if (number !== undefined) return token("number", number);
  if (variable !== undefined) return token("variable", variable);
  return groups["string"] === undefined ? undefined : token("string", groups["string"]);
}

function token(kind: Token["kind"], text: string): Token {
  return { kind, text, written: text };
}

function unquoted(name: string): string {
  const quote = name[0] === "[" ? "" : (name[0] ?? "");
  return name.slice(1, -1).replaceAll(quote + quote, quote);
}
