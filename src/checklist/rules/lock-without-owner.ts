import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** How long a key lives, as an option or as ioredis's bare word. */
const EXPIRES = ["EX", "PX", "ex", "px", "expiration"];
const ONLY_NEW = ["NX", "nx"];

export const lockWithoutOwner: Rule = {
  name: "lock-without-owner",
  item: 12,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    return file.callsNamed(/^set$/).flatMap((node) => {
      const [key, value] = node.args;
      const fn = functionOf(node);
      if (key === undefined || fn === undefined || node.callee.kind !== "member") return [];
      if (!has(file, node, ONLY_NEW) || !has(file, node, EXPIRES)) return [];
      if (!isSameForAll(file, value?.value)) return [];
      const text = file.source(key.value);
      const owner = file.source(node.callee.object);
      const removal = [...below(fn.body)].find(
        (call): call is CallNode =>
          call.kind === "call" &&
          call.callee.kind === "member" &&
          /^(?:del|delete|unlink)$/.test(call.callee.property) &&
          file.source(call.callee.object) === owner &&
          call.args[0] !== undefined &&
          file.source(call.args[0].value) === text,
      );
      if (removal === undefined) return [];
      return [
        {
          node: removal,
          message:
            "when the work takes longer than the key lives, somebody else has the lock by now, " +
            `and this takes it from them: all holders write the same value to \`${text}\``,
          fix:
            `set \`${text}\` to a random value, and delete it by a script that compares: ` +
            '`if redis.call("get", KEYS[1]) == ARGV[1] then redis.call("del", KEYS[1]) end`',
        },
      ];
    });
  },
};

/** `{ NX: true }`, `nx=True`, or `"NX"` among the arguments. */
function has(file: SourceFile, call: CallNode, names: readonly string[]): boolean {
  const isWord = call.args.some(
    ({ value }) => value.kind === "literal" && names.includes(String(value.value)),
  );
  return isWord || option(file, call, names).is === "given";
}

/** A constant says nothing about who wrote it. */
const isSameForAll = (file: SourceFile, value: Node | undefined): boolean =>
  value?.kind === "literal" ||
  (value?.kind === "name" && /^[A-Z][A-Z0-9_]*$/.test(file.source(value)));
