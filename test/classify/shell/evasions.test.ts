import { array, assert, constantFrom, nat, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { loadShell } from "../../../src/classify/shell/classify-shell.ts";
import { PLAIN_WRITES, ROUTES, single, spelled, SPELLINGS, WRAPPERS } from "./evasion-routes.ts";
import { READ_ONLY_COMMANDS, WRITING_COMMANDS } from "./known-commands.ts";

const classify = await loadShell();
const judge = (command: string): string =>
  classify(command, { cwd: "/srv/project", home: "/home/dev" }).verdict;

/** Commands whose text can stand inside another construct: one line, no comment. */
const EMBEDDABLE = READ_ONLY_COMMANDS.filter((command) => !/[\n#]|<</.test(command));

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
    ["sums", `echo $((${"1+".repeat(20_000)}1))`],
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

  it("gives up on parentheses more than 64 deep, however many there are", () => {
    const nest = (depth: number): string => `echo ${"$(echo ".repeat(depth)}a${")".repeat(depth)}`;
    expect(judge(nest(64))).toBe("read-only");
    expect(judge(nest(65))).toBe("unknown");
    expect(judge("ls $(echo a); ".repeat(1_000))).toBe("read-only");
  });

  it("gives up on programs that run one another more than 32 deep", () => {
    expect(judge(`${"nice ".repeat(32)}ls`)).toBe("read-only");
    expect(judge(`${"nice ".repeat(33)}ls`)).toBe("unknown");
  });

  it("gives up on shells nested more than eight deep", () => {
    const nest = (depth: number): string =>
      Array.from({ length: depth }).reduce<string>((inner) => `eval ${inner}`, "ls");
    expect(judge(nest(8))).toBe("read-only");
    expect(judge(nest(9))).toBe("unknown");
  });
});
