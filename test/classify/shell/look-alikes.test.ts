import { describe, expect, it } from "vitest";
import { loadShell } from "../../../src/classify/shell/classify-shell.ts";

/** Pairs of lines that differ in little: the first one only reads, the second one does not. */
const PAIRS: Readonly<Record<string, readonly (readonly [reads: string, does: string])[]>> = {
  "a short flag that is the version here and verbosity there": [
    ["make -v", "ninja -v"],
    ["rake -V", "rake -v"],
    ["bundle -v", "bundle -V"],
    ["grunt -V", "grunt -v"],
    ["autoreconf -V", "autoreconf -v"],
    ["fish -v", "zsh -v"],
    ["jest -v", "ctest -V"],
    ["ld -v", "as -v"],
    ["mypy --version", "mypy -v"],
  ],
  "an option that shows something and goes on": [
    ["java -version", "java -showversion Main"],
    ["rustc --print sysroot", "rustc --print native-static-libs a.rs"],
    ["terraform fmt -check", "terraform fmt -check -write=true"],
    ["npm view react", "npm pack --dry-run"],
    ["mount -l", "mount -l /mnt"],
    ["top -b -n1", "top"],
  ],
  "help that is handed on to a script": [["npm run --help", "yarn test --help"]],
  "a program named by an option": [
    ["kubectl get pods", "kubectl --kubeconfig ./x get pods"],
    ["git cat-file -p HEAD:a", "git cat-file --filters HEAD:a"],
    ["tmux list-panes -t main:1", "tmux list-panes -t 'x;' kill-server"],
    ["tmux list-panes -F '#S'", "tmux list-panes -F '#S;' kill-server"],
  ],
  "words that are only known when the line runs": [
    ["kill -0 123", 'echo "-s 9 1" | xargs kill -0'],
    ["kill -0 $$", "kill -0 $X"],
    ["cat names | xargs zcat", "cat names | xargs zstdcat"],
    ["nm a.o", "cat names | xargs nm"],
    ["apt list --installed", "cat names | xargs apt list"],
  ],
  "input that becomes the body of a request": [
    ["http example.com", "echo x | http example.com"],
    ["http --ignore-stdin example.com < f", "http example.com < f"],
    ["cat a | http GET example.com", "{ http example.com; } <<< x"],
  ],
  "a second document of a GraphQL request": [
    [
      "gh api graphql -f query='query($o:String!){a}' -F o=x",
      "gh api graphql -f query='{a}' -f query='mutation{x}'",
    ],
    ["gh api graphql -f query='{a}'", "gh api graphql -f query='{a}' -f \"$X\""],
  ],
  "a verb of a command that mostly asks": [["apt-cache policy jq", "apt-cache gencaches"]],
  "a variable that only one builtin sees": [
    ["while IFS=, read -r a b; do echo $b; done < f", "IFS=, ls"],
    ["IFS=: read -r a < f && echo $a", "IFS=$(touch a) read -r a < f && echo $a"],
  ],
  "a move of the shell under another name": [
    ["(cd src)", "builtin cd src"],
    ["cd src && ls", "command cd src"],
  ],
};

for (const [fault, pairs] of Object.entries(PAIRS)) {
  describe(fault, () => {
    it.each(pairs)("%s only reads, %s does not", async (reads, does) => {
      const classify = await loadShell();
      const context = { cwd: "/home/dev/proj", home: "/home/dev" };
      expect(classify(reads, context)).toMatchObject({ verdict: "read-only" });
      expect(classify(does, context).verdict).not.toBe("read-only");
    });
  });
}
