import { changesIn, isNothing } from "../facts/changes.js";
import { conditions } from "../facts/conditions.js";
import { isSerialised } from "../facts/serialised.js";
import { belongsToOneTask } from "../facts/shared-state.js";
import { below, classOf, functionOf } from "../ir/ancestors.js";
import type { ClassNode, FunctionNode, MemberNode } from "../ir/expression.js";
import { alwaysLeaves, mayFollow, pausesBetween } from "../ir/flow.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { IfNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const checkThenUse: Rule = {
  name: "check-then-use",
  item: 6,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    const seen = new Set<string>();
    return file.all("if").flatMap((check) => {
      const fn = functionOf(check);
      const owner = classOf(check);
      if (fn === undefined || !fn.isAsync || owner === undefined) return [];
      if (fn.method === undefined || belongsToOneTask(check) || isSerialised(file, check))
        return [];
      return pathsThere(file, check, fn).flatMap((path) => {
        const use = usedAfterPause(file, check, path, fn);
        const clearer = use && clearedElsewhere(file, owner, path, fn);
        const key = `${fn.start}:${path}`;
        if (use === undefined || clearer === undefined || seen.has(key)) return [];
        seen.add(key);
        const name = asWritten(file, path);
        return [
          {
            node: use,
            message:
              `\`${name}\` was there when line ${file.position(check.start).line} looked; ` +
              `\`${clearer.name ?? "another method"}\` may have taken it away during the await ` +
              "since, and this fails on nothing",
            fix: `keep \`${name}\` in a variable before the await, or look again here`,
          },
        ];
      });
    });
  },
};

/** Methods that others call at any time, and what a lost connection calls. */
const ENDS = new RegExp(
  "^_?(?:async_)?(?:close|stop|disconnect|end|destroy|detach|shutdown|teardown|clean_?up|abort|" +
    "dispose|terminate|quit|logout|leave|release|connection_?lost|on_?(?:close|error|disconnect|" +
    "end|lost)|handle_?(?:close|error|disconnect))",
  "i",
);

/** Fields that are known to be there after the check. */
function pathsThere(file: SourceFile, check: IfNode, fn: FunctionNode): string[] {
  const isGuard = alwaysLeaves(check.consequent);
  return conditions(file, check.test, fn)
    .filter(
      ({ path, says }) => /^this\.\w+$/.test(path) && says === (isGuard ? "absent" : "present"),
    )
    .map(({ path }) => path);
}

/** `this.socket.write()` after a wait, where nobody looks again in between. */
function usedAfterPause(
  file: SourceFile,
  check: IfNode,
  path: string,
  fn: FunctionNode,
): MemberNode | undefined {
  const isGuard = alwaysLeaves(check.consequent);
  const scope: Node = isGuard ? fn.body : check.consequent;
  const looks = [...below(fn.body)].filter(
    (node) => node !== check.test && testOf(node) !== undefined && node !== check,
  );
  return [...below(scope)].find((node): node is MemberNode => {
    if (node.kind !== "member" || dotted(node.object) !== path) return false;
    if (node.order <= check.test.order || !mayFollow(check.test, node)) return false;
    if (/^\s*\?\./.test(file.text.slice(node.object.end, node.object.end + 4))) return false;
    const pauses = pausesBetween(check.test, node).filter(({ kind }) => kind === "await");
    const last = pauses.at(-1);
    if (last === undefined) return false;
    const isSeenAgain = looks.some((look) => {
      const test = testOf(look);
      return (
        test !== undefined &&
        test.order > (pauses[0]?.order ?? 0) &&
        test.order < node.order &&
        conditions(file, test, fn).some((one) => one.path === path)
      );
    });
    const isSetAgain = changesIn(file, fn).some(
      (change) =>
        change.path === path &&
        change.node.order > check.test.order &&
        change.node.order < node.order,
    );
    return !isSeenAgain && !isSetAgain;
  });
}

function testOf(node: Node): Node | undefined {
  if (node.kind === "if" || node.kind === "conditional" || node.kind === "loop") return node.test;
  if (node.kind === "binary" && node.operator === "and") return node.left;
  const asserts = node.kind === "other" && node.type === "assert_statement";
  return asserts ? node.children[0] : undefined;
}

/** The method that sets the field to nothing. */
function clearedElsewhere(
  file: SourceFile,
  owner: ClassNode,
  path: string,
  fn: FunctionNode,
): FunctionNode | undefined {
  return owner.members.find(
    (member): member is FunctionNode =>
      member.kind === "function" &&
      member !== fn &&
      ENDS.test(member.name ?? "") &&
      changesIn(file, member).some(
        ({ path: cleared, change, value }) =>
          cleared === path && change === "clears" && isNothing(value) && !isFalse(value),
      ),
  );
}

const isFalse = (value: Node | undefined): boolean =>
  value?.kind === "literal" && value.value === false;
