import { classOf } from "../ir/ancestors.js";
import type { ClassNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const abortOfPromise: Rule = {
  name: "abort-of-promise",
  item: 5,
  languages: ["typescript"],
  level: "review",
  confidence: "low",
  check(file) {
    if (!file.mayPause) return [];
    return file.all("assign").flatMap((node) => {
      const { target, value } = node;
      if (target.kind !== "member" || value?.kind !== "call") return [];
      // A function of one's own may well add an abort to what it returns.
      if (value.callee.kind !== "member") return [];
      const name = dotted(target);
      const owner = classOf(node);
      if (!name?.startsWith("this.") || owner === undefined) return [];
      if (/signal|abort/i.test(value.args.map((one) => file.source(one.value)).join(" ")))
        return [];
      if (!isAwaitedAndAborted(file, owner, name)) return [];
      return [
        {
          node,
          message:
            `\`${name}\` is awaited, so it is a promise, and promises have no \`abort\`: unless ` +
            "its maker adds one, the request goes on after it was told to stop",
          fix: `give \`${file.source(value.callee)}\` an AbortController's signal and abort that`,
        },
      ];
    });
  },
};

function isAwaitedAndAborted(file: SourceFile, owner: ClassNode, name: string): boolean {
  const inside = (start: number) => start >= owner.start && start < owner.end;
  const isAwaited = file
    .all("await")
    .some((node) => inside(node.start) && dotted(node.value) === name);
  if (!isAwaited) return false;
  return file
    .all("call")
    .some((node) => inside(node.start) && dotted(node.callee) === `${name}.abort`);
}
