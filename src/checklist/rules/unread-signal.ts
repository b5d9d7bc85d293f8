import type { NameNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const unreadSignal: Rule = {
  name: "unread-signal",
  item: 5,
  languages: ["typescript"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.all("assign").flatMap((node) => {
      const { target, value } = node;
      if (target.kind !== "name" || value?.kind !== "call" || !value.isNew) return [];
      if (file.meaning(value.callee) !== "AbortController") return [];
      if (soleValue(file.binding(target)) !== value || !isOnlyAborted(file, target)) return [];
      return [
        {
          node,
          message: `nothing takes the signal of \`${target.name}\`: its abort() stops no work`,
          fix: `pass \`signal: ${target.name}.signal\` to what it is to stop`,
        },
      ];
    });
  },
};

/** Every use is `name.abort`; what else is done with it may take the signal. */
function isOnlyAborted(file: SourceFile, target: NameNode): boolean {
  const uses = (file.binding(target)?.references ?? []).filter((one) => one !== target);
  return (
    uses.length > 0 &&
    uses.every(({ parent }) => parent?.kind === "member" && parent.property === "abort")
  );
}
