import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const asyncDataListener: Rule = {
  name: "async-data-listener",
  item: 7,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.callsNamed(/^(?:on|addListener)$/).flatMap((call) => {
      const callback = listenerOf(call);
      if (callback === undefined || isPaced(file, callback)) return [];
      return [
        {
          node: callback,
          message:
            "the stream does not wait for this: the next chunk is handled while this one is at " +
            "an `await`, without limit and out of order",
          fix: "`for await (const chunk of stream)`, which takes the next chunk after this one",
          // A person types slower than a program reads.
          ...(isTyped(file, call) && { level: "review" as const }),
        },
      ];
    });
  },
};

/** The async function that is called for every chunk. */
function listenerOf({ callee, args }: CallNode): FunctionNode | undefined {
  if (callee.kind !== "member" || !/^(?:on|addListener)$/.test(callee.property)) return undefined;
  const [event, listener] = args.map(({ value }) => value);
  if (event?.kind !== "literal" || event.value !== "data") return undefined;
  if (listener?.kind !== "function" || !listener.isAsync) return undefined;
  return [...below(listener)].some(({ kind }) => kind === "await") ? listener : undefined;
}

const isTyped = (file: SourceFile, { callee }: CallNode): boolean =>
  callee.kind === "member" && /^process\.stdin$/.test(file.source(callee.object));

const isPaced = (file: SourceFile, listener: FunctionNode): boolean =>
  /pause\(|queue|mutex|lock|enqueue/i.test(file.source(listener));
