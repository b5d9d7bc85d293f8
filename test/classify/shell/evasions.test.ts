import { array, assert, constantFrom, nat, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { loadShell } from "../../../src/classify/shell/classify-shell.ts";
import { READ_ONLY_COMMANDS, WRITING_COMMANDS } from "./known-commands.ts";

const classify = await loadShell();
const judge = (command: string): string =>
  classify(command, { cwd: "/srv/project", home: "/home/dev" }).verdict;

const single = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const double = (text: string): string => `"${text.replaceAll(/["\\$`]/g, String.raw`\$&`)}"`;

/** Commands whose text can stand inside another construct: one line, no comment. */
const EMBEDDABLE = READ_ONLY_COMMANDS.filter((command) => !/[\n#]|<</.test(command));

/** Every syntactic route by which one command line may carry another. */
const ROUTES: Readonly<Record<string, (read: string, write: string) => string>> = {
  semicolon: (read, write) => `${read}; ${write}`,
  "semicolon, first": (read, write) => `${write}; ${read}`,
  newline: (read, write) => `${read}\n${write}`,
  and: (read, write) => `${read} && ${write}`,
  or: (read, write) => `${read} || ${write}`,
  background: (read, write) => `${read} & ${write}`,
  pipe: (read, write) => `${read} | ${write}`,
  "pipe of both": (read, write) => `${read} |& ${write}`,
  "no blanks": (read, write) => `${read}&&${write}`,
  "after a comment": (read, write) => `${read} # note\n${write}`,
  substitution: (read, write) => `${read}; echo $(${write})`,
  "quoted substitution": (read, write) => `${read}; echo "a $(${write})"`,
  backticks: (read, write) => `${read}; echo \`${write.replaceAll(/[\\`$]/g, String.raw`\$&`)}\``,
  "broken dollar": (read, write) => `${read}; echo "$\\\n(${write})"`,
  "input process": (read, write) => `${read}; cat <(${write})`,
  "output process": (read, write) => `${read} > >(${write})`,
  "here-document": (read, write) => `${read}; cat <<EOF\n$(${write})\nEOF`,
  "indented here-document": (read, write) => `cat <<-EOF; ${read}\n\t$(${write})\n\tEOF`,
  "after a here-document": (read, write) => `cat <<'EOF'\n${read}\nEOF\n${write}`,
  "here-string": (read, write) => `${read}; cat <<< "$(${write})"`,
  subshell: (read, write) => `(${read}; ${write})`,
  group: (read, write) => `{ ${read}; ${write}; }`,
  negation: (read, write) => `${read}; ! ${write}`,
  "function body": (read, write) => `f() { ${write}; }; ${read}; f`,
  shadowing: (read, write) => `cat() { ${write}; }; ${read}; cat a.txt`,
  "then branch": (read, write) => `if ${read}; then ${write}; fi`,
  condition: (read, write) => `if ${write}; then ${read}; fi`,
  "else branch": (read, write) => `if ${read}; then :; else ${write}; fi`,
  "elif branch": (read, write) => `if ${read}; then :; elif ${write}; then :; fi`,
  "for body": (read, write) => `for i in 1; do ${read}; ${write}; done`,
  "for words": (read, write) => `for i in $(${write}); do ${read}; done`,
  "while body": (read, write) => `while ${read}; do ${write}; done`,
  "while condition": (read, write) => `while ${write}; do ${read}; done`,
  "until body": (read, write) => `until ${read}; do ${write}; done`,
  "case body": (read, write) => `case x in y) ${read};; *) ${write};; esac`,
  "case word": (read, write) => `case $(${write}) in *) ${read};; esac`,
  "case pattern": (read, write) => `case x in $(${write})) ${read};; esac`,
  "loop of arithmetic": (_read, write) => `for ((i=$(${write});i<1;i++)); do :; done`,
  arithmetic: (read, write) => `${read}; echo $((1 + $(${write})))`,
  "old arithmetic": (read, write) => `${read}; echo $[ $(${write}) ]`,
  "arithmetic index": (read, write) => `${read}; echo $((a[$(${write})]))`,
  "quoted arithmetic index": (read, write) => `${read}; echo $(( 'a[$(${write})]' ))`,
  "arithmetic command": (read, write) => `${read}; ((a[$(${write})]=1))`,
  "arithmetic on a variable": (read, write) =>
    `x=${single(`a[$(${write})]`)}; ${read}; echo $((x))`,
  let: (read, write) => `${read}; let ${single(`a[$(${write})]=1`)}`,
  "test -v": (read, write) => `${read}; [[ -v a[$(${write})] ]]`,
  "quoted test -v": (read, write) => `${read}; [[ -v ${single(`a[$(${write})]`)} ]]`,
  "old test -v": (read, write) => `${read}; test -v ${single(`a[$(${write})]`)}`,
  "numeric test": (read, write) => `${read}; [[ ${single(`a[$(${write})]`)} -eq 0 ]]`,
  "pattern test": (read, write) => `${read}; [[ a =~ $(${write}) ]]`,
  default: (read, write) => `${read}; echo \${x:-$(${write})}`,
  "assigned default": (read, write) => `${read}; echo "\${x:=$(${write})}"`,
  replacement: (read, write) => `${read}; echo \${x/a/$(${write})}`,
  slice: (read, write) => `${read}; echo \${x:$(${write})}`,
  index: (read, write) => `${read}; echo "\${a[$(${write})]}"`,
  indirection: (read, write) => `x=${single(`a[$(${write})]`)}; ${read}; echo \${!x}`,
  prompt: (read, write) => `x=${single(`$(${write})`)}; ${read}; echo "\${x@P}"`,
  assignment: (read, write) => `x=$(${write}); ${read}`,
  "array element": (read, write) => `a=([$(${write})]=1); ${read}`,
  "environment prefix": (read, write) => `FOO=$(${write}) ${read}`,
  "bracket glob": (read, write) => `${read}; ls [$(${write})]`,
  "brace word": (read, write) => `${read}; echo {a,$(${write})}`,
  "redirect target": (read, write) => `${read} < "$(${write}; echo a.txt)"`,
  "bash -c": (read, write) => `${read}; bash -c ${single(write)}`,
  "sh -lc": (read, write) => `sh -lc ${double(`${read}; ${write}`)}`,
  "nested shells": (_read, write) => `bash -c ${single(`sh -c ${single(write)}`)}`,
  eval: (read, write) => `${read}; eval ${single(write)}`,
  trap: (read, write) => `trap ${single(write)} EXIT; ${read}`,
  alias: (read, write) => `alias ls=${single(write)}; ${read}`,
  coprocess: (read, write) => `${read}; coproc { ${write}; }`,
  timing: (read, write) => `${read}; time { ${write}; }`,
  redirection: (read) => `${read} > out.txt`,
  appending: (read) => `${read} >> out.txt`,
  "both streams": (read) => `${read} &> out.txt`,
  clobbering: (read) => `${read} >| out.txt`,
  "named descriptor": (read) => `${read} {fd}> out.txt`,
};

/** Programs that run another; the written command must be a plain one for them. */
const PLAIN_WRITES = ["touch out.txt", "rm a.txt", "cp a.txt out.txt", "mkdir out"] as const;

const WRAPPERS: readonly ((write: string) => string)[] = [
  (write) => `env ${write}`,
  (write) => `env -i FOO=1 ${write}`,
  (write) => `env -S ${single(write)}`,
  (write) => `env --split-string=${single(write)}`,
  (write) => `command ${write}`,
  (write) => `exec ${write}`,
  (write) => `nohup ${write}`,
  (write) => `nice -n 5 ${write}`,
  (write) => `timeout -k 1 5 ${write}`,
  (write) => `stdbuf -o0 ${write}`,
  (write) => `setsid ${write}`,
  (write) => `/usr/bin/env ${write}`,
  (write) => `xargs ${write} < a.txt`,
  (write) => `xargs -I{} ${write} {} < a.txt`,
  (write) => `find . -exec ${write} {} \\;`,
  (write) => `find . -ok ${write} {} +`,
  (write) => `awk 'BEGIN { system("${write}") }'`,
  (write) => `awk 'BEGIN { "${write}" | getline }'`,
  (write) => `sed '1e ${write}' a.txt`,
  (write) => `echo ${single(write)} | sh`,
  (write) => `bash <<< ${single(write)}`,
  (write) => `bash <<EOF\n${write}\nEOF`,
];

/** Ways to write one word that the shell reads alike. */
const SPELLINGS: readonly ((word: string) => string)[] = [
  single,
  double,
  (word) => `${word.slice(0, 1)}""${word.slice(1)}`,
  (word) => `${word.slice(0, 1)}''${word.slice(1)}`,
  (word) => `\\${word}`,
  (word) => `${word.slice(0, 1)}\\\n${word.slice(1)}`,
  (word) => `$'\\x${word.codePointAt(0)?.toString(16)}${word.slice(1)}'`,
  (word) => `$'\\${word.codePointAt(0)?.toString(8).padStart(3, "0")}'${single(word.slice(1))}`,
  (word) => `$'\\u00${word.codePointAt(0)?.toString(16)}'${word.slice(1)}`,
];

const spelled = (command: string, index: number, spell: (word: string) => string): string => {
  const words = command.split(" ");
  return words.map((word, at) => (at === index % words.length ? spell(word) : word)).join(" ");
};

describe("a writing command inside a read-only line", () => {
  it.each(Object.keys(ROUTES))("never comes out read-only: %s", (route) => {
    const build = ROUTES[route] as (read: string, write: string) => string;
    assert(
      property(
        constantFrom(...EMBEDDABLE),
        constantFrom(...WRITING_COMMANDS),
        (read, write) => judge(build(read, write)) !== "read-only",
      ),
      { numRuns: 40 },
    );
  });

  it("never comes out read-only through several routes at once", () => {
    const route = constantFrom(...Object.values(ROUTES).slice(0, 40));
    assert(
      property(
        constantFrom(...EMBEDDABLE),
        constantFrom(...WRITING_COMMANDS),
        array(route, { minLength: 1, maxLength: 4 }),
        (read, write, routes) => {
          const line = routes.reduce((inner, build) => build(read, inner), write);
          return judge(line) !== "read-only";
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never comes out read-only behind a program that runs another", () => {
    assert(
      property(
        constantFrom(...PLAIN_WRITES),
        constantFrom(...WRAPPERS),
        constantFrom(...WRAPPERS.slice(0, 11)),
        (write, inner, outer) =>
          judge(inner(write)) !== "read-only" && judge(outer(inner(write))) !== "read-only",
      ),
      { numRuns: 500 },
    );
  });

  it("never comes out read-only because its words are spelled differently", () => {
    assert(
      property(
        constantFrom(...PLAIN_WRITES, "sort -o out.txt a.txt", "find . -delete", "git branch -D x"),
        nat(),
        constantFrom(...SPELLINGS),
        (write, index, spell) => judge(spelled(write, index, spell)) !== "read-only",
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ["sort", "--output", "=out.txt a.txt"],
    ["sed", "--in-place", " s/a/b/ a.txt"],
    ["git branch", "--delete", " topic"],
    ["git log", "--output", "=out.txt"],
    ["curl", "--output", " out.html https://example.com"],
    ["tar -cf - a.txt", "--remove-files", ""],
    ["git branch --list", "--delete", " topic"],
  ])("never comes out read-only by an abbreviation: %s %s", (command, option, rest) => {
    for (let length = 3; length <= option.length; length += 1) {
      expect([length, judge(`${command} ${option.slice(0, length)}${rest}`)]).not.toEqual([
        length,
        "read-only",
      ]);
    }
  });
});

describe("a line end after a backslash", () => {
  const broken = Object.values(ROUTES)
    .map((build) => build("ls", "touch out.txt"))
    .filter((line) => !/['\\#]|<<-?E/.test(line));

  it("hides nothing, wherever in the line it stands", () => {
    assert(
      property(constantFrom(...broken), array(nat()), (line, places) => {
        const at = new Set(places.map((place) => place % line.length));
        const spread = line.split("").map((char, index) => (at.has(index) ? `\\\n${char}` : char));
        return judge(spread.join("")) !== "read-only";
      }),
      { numRuns: 2000 },
    );
  });

  // Each of these ran its command in bash 5.2 and was plain text to the parser.
  it.each([
    'echo "$\\\n((touch out.txt); (ls))"',
    "a=(x $(touch out.txt))y; ls",
    "cat 1<(touch out.txt)",
    "cat {fd}<(touch out.txt)",
    `echo "\${x:-'$"(touch out.txt)'}"`,
    "tee <&-/dev/null out.txt",
    "printf 'a\\n' | sed 'tx w out.txt'",
  ])("nor does another place to which the parser is blind: %j", (command) => {
    expect(judge(command)).not.toBe("read-only");
  });
});

describe("a harmless rewriting", () => {
  const plain = READ_ONLY_COMMANDS.filter((command) => /^[\w ./=-]+$/.test(command));

  it.each(READ_ONLY_COMMANDS)("has a read-only command to begin with: %j", (command) => {
    expect(judge(command)).toBe("read-only");
  });

  it("of its words never changes the verdict", () => {
    assert(
      property(
        constantFrom(...plain, ...PLAIN_WRITES, "nosuchcommand a", "git branch -D x"),
        nat(),
        constantFrom(...SPELLINGS),
        (command, index, spell) => judge(spelled(command, index, spell)) === judge(command),
      ),
      { numRuns: 500 },
    );
  });

  it.each<[string, (command: string) => string]>([
    ["blanks", (command) => `  ${command.replaceAll(" ", "  \t")}  `],
    ["a comment", (command) => `${command} # rm -rf /`],
    ["a continued line", (command) => command.replaceAll(" ", " \\\n ")],
    ["a blank line", (command) => `\n\n${command}\n`],
    ["a subshell", (command) => `(${command})`],
    ["a group", (command) => `{ ${command}; }`],
    ["a shell", (command) => `bash -c ${single(command)}`],
    ["a path", (command) => `/usr/bin/${command}`],
  ])("by %s never changes the verdict", (_name, rewrite) => {
    const builtins = /^(?:type|command|cd|f|for|time) /;
    for (const command of plain.filter((one) => !builtins.test(one))) {
      expect([command, judge(rewrite(command))]).toEqual([command, "read-only"]);
    }
  });
});

describe("the limits of a command line", () => {
  it("is unknown above 64 KiB, and judged at 64 KiB", () => {
    const echo = (length: number): string => `echo ${"a".repeat(length - 5)}`;
    expect(judge(echo(64 * 1024))).toBe("read-only");
    expect(judge(echo(64 * 1024 + 1))).toBe("unknown");
  });

  it.each<[string, string]>([
    ["substitutions", `${"echo $(".repeat(10_000)}ls${")".repeat(10_000)}`],
    ["backticks", "`".repeat(60_000)],
    ["subshells", `${"(".repeat(30_000)}ls${")".repeat(30_000)}`],
    ["groups", `${"{ ".repeat(15_000)}ls${";}".repeat(15_000)}`],
    ["expansions", `echo ${"${x:-".repeat(10_000)}y${"}".repeat(10_000)}`],
    ["arithmetic", `echo $((${"(".repeat(20_000)}1${")".repeat(20_000)}))`],
    ["conditions", `${"if ls; then ".repeat(3_000)}ls;${"fi;".repeat(3_000)}`],
  ])("refuses ten thousand nested %s instead of failing", (_name, command) => {
    expect(judge(command)).not.toBe("read-only");
  });

  it.each<[string, string]>([
    ["tests", `[[ ${"! ".repeat(30_000)} a ]]`],
    ["braces", `echo ${"{a,".repeat(15_000)}b${"}".repeat(15_000)}`],
    ["quotes", `echo ${`"'`.repeat(30_000)}`],
  ])("reads thousands of %s in a row", (_name, command) => {
    expect(judge(command)).toBe("read-only");
  });

  it("judges long lines of many short commands", () => {
    expect(judge("ls; ".repeat(15_000))).toBe("read-only");
    expect(judge(`${"ls; ".repeat(15_000)}rm a`)).toBe("stateful");
    expect(judge(`echo ${"{a,b}".repeat(10_000)}`)).toBe("read-only");
  });

  it("gives up on shells nested more than eight deep", () => {
    const nest = (depth: number): string =>
      Array.from({ length: depth }).reduce<string>((inner) => `eval ${inner}`, "ls");
    expect(judge(nest(8))).toBe("read-only");
    expect(judge(nest(9))).toBe("unknown");
  });
});
