/**
 * Time of one judgement: node test/bench/classify-speed.mjs [shell.jsonl] [sql.jsonl]
 * Rows are {"command"} and {"sql", "dialect"}; without files a few of each are taken. Prints the
 * median and the 95th percentile in microseconds once all is loaded, then how the time grows with
 * the length of a text that repeats one piece: 4 times the length should take 4 times as long.
 */
import { loadSource, readRows } from "./load-source.mjs";

const { loadShell } = await loadSource("src/classify/shell/classify-shell.ts");
const { loadSql } = await loadSource("src/classify/sql/classify-sql.ts");
const [shellFile, sqlFile] = process.argv.slice(2);

const COMMANDS = [
  "git log --oneline -20 | head",
  "find . -name '*.ts' -exec grep -l foo {} +",
  'for f in *.md; do wc -l "$f"; done',
  "curl -s https://a.test/b | jq -r '.items[].name' | sort -u",
  "npm run build",
];
const STATEMENTS = [
  { sql: "SELECT a, count(*) FROM t JOIN u USING (id) GROUP BY a ORDER BY 2 LIMIT 5" },
  { sql: "INSERT INTO t (a) VALUES (1) RETURNING id", dialect: "postgres" },
  { sql: "SELECT json_extract(a, '$.b') FROM t WHERE c LIKE 'x%'", dialect: "sqlite" },
];
const commands =
  shellFile === undefined ? COMMANDS : (await readRows(shellFile)).map((r) => r.command);
const statements = sqlFile === undefined ? STATEMENTS : await readRows(sqlFile);

const context = { cwd: "/home/dev/proj", home: "/home/dev" };
const judgeShell = await loadShell();
const judgeSql = await loadSql();
report("shell command", commands, (command) => judgeShell(command, context));
report("SQL statement", statements, ({ sql, dialect }) => judgeSql(sql, dialect));

const SHELL_PIECES = [
  "a ",
  "'",
  '"',
  "`",
  "$(",
  "(",
  "{",
  "a|",
  "a;",
  "a&&",
  "\\",
  "$a",
  "{a,",
  "<<a\n",
];
SHELL_PIECES.push(
  "-a ",
  "$((",
  "[[ a ",
  "a=b ",
  ">a ",
  "if a;then ",
  "f()",
  "\n",
  "#",
  "~",
  "*",
  "é",
);
const SQL_PIECES = [
  "'",
  '"',
  "/*",
  "+",
  "(",
  "a,",
  "a.",
  "1+",
  ";",
  "select 1;",
  "$$",
  "--\n",
  "[",
  "`",
];
growth("echo ", SHELL_PIECES, (text) => judgeShell(text, context));
growth("sed -n '", ["s/a/b/;", "{", "/a/", "\\", "["], (text) => judgeShell(`${text}'`, context));
growth("awk '", ["print;", "{", "/a/", "(", "a "], (text) => judgeShell(`${text}'`, context));
growth("select ", SQL_PIECES, (text) => judgeSql(text, "any"));

/**
 * Each row is timed by itself, in several rounds, and counts with its fastest round: what is slower
 * was another process.
 * @template T
 * @param {string} what @param {readonly T[]} rows @param {(row: T) => unknown} judge
 */
function report(what, rows, judge) {
  const best = rows.map(() => Infinity);
  const rounds = Math.max(30, Math.ceil(20_000 / rows.length));
  for (let round = 0; round < rounds; round += 1) {
    rows.forEach((row, index) => {
      const start = performance.now();
      judge(row);
      const us = (performance.now() - start) * 1000;
      if (round * 2 > rounds) best[index] = Math.min(best[index] ?? Infinity, us);
    });
  }
  const sorted = best.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  const mean = sorted.reduce((sum, us) => sum + us, 0) / sorted.length;
  console.log(
    `${what}: median ${at(0.5)} µs, mean ${mean.toFixed(1)} µs, 95 % below ${at(0.95)} µs, ` +
      `slowest ${at(1)} µs, of ${rows.length}`,
  );
}

/**
 * @param {string} head @param {readonly string[]} pieces
 * @param {(text: string) => unknown} judge
 */
function growth(head, pieces, judge) {
  for (const piece of pieces) {
    const [short = 0, long = 0] = [15, 60].map((kib) => {
      const text = head + piece.repeat(Math.floor((kib * 1024) / Buffer.byteLength(piece)));
      let best = Infinity;
      for (let round = 0; round < 3; round += 1) {
        const start = performance.now();
        judge(text);
        best = Math.min(best, performance.now() - start);
      }
      return best;
    });
    const times = `${short.toFixed(1)} and ${long.toFixed(1)} ms`;
    const isSteep = long / short > 8 && long > 20;
    console.log(`${isSteep ? "STEEP " : ""}${head}${JSON.stringify(piece)}: 15, 60 KiB: ${times}`);
  }
}
