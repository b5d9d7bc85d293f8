import { ancestors } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const abortListenerLeak: Rule = {
  name: "abort-listener-leak",
  item: 5,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.callsNamed(/^addEventListener$/).flatMap((call) => {
      const signal = listensTo(file, call);
      if (signal === undefined || isRemoved(file, call)) return [];
      const isOnce = option(file, call, ["once"], 2).is !== "missing";
      return [
        {
          node: call,
          message:
            `nothing takes this listener off \`${signal}\`: a signal that outlives the call ` +
            "collects one from each, with all that they hold",
          fix: `\`${signal}.removeEventListener("abort", …)\` in finally`,
          // It goes by itself, though only when the signal is aborted.
          ...(isOnce && { confidence: "low" as const }),
        },
      ];
    });
  },
};

/** The signal as it is written, when it comes from outside and so may outlive the call. */
function listensTo(file: SourceFile, { callee, args }: CallNode): string | undefined {
  if (callee.kind !== "member" || callee.property !== "addEventListener") return undefined;
  const event = args[0]?.value;
  if (event?.kind !== "literal" || event.value !== "abort") return undefined;
  const options = args[2]?.value;
  if (options !== undefined && /\bsignal\b/.test(file.source(options))) return undefined;
  return isFromOutside(file, callee.object) ? dotted(callee.object) : undefined;
}

function isFromOutside(file: SourceFile, signal: Node): boolean {
  if (signal.kind === "member") return isFromOutside(file, signal.object);
  if (signal.kind !== "name" || signal.name === "this") return false;
  const binding = file.binding(signal);
  return binding?.kind === "parameter" || isTakenOut(file, binding);
}

/** `const { signal } = options`, also `= options ?? {}`. */
function isTakenOut(file: SourceFile, binding: Binding | undefined): boolean {
  const [write] = binding?.kind === "variable" ? binding.writes : [];
  if (write?.value === undefined || write.key !== "signal" || binding?.writes.length !== 1) {
    return false;
  }
  const { value } = write;
  return isFromOutside(file, value.kind === "binary" ? value.left : value);
}

/** Anywhere in the functions around it: clean-up often stands in a callback. */
function isRemoved(file: SourceFile, call: CallNode): boolean {
  const outermost = [...ancestors(call)].findLast(({ kind }) => kind === "function");
  return /removeEventListener/.test(outermost ? file.source(outermost) : file.text);
}
