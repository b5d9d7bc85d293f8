import { RETRY_DEFAULTS, type RetryDefault } from "../facts/retry-libraries.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const SAYS: Readonly<Record<RetryDefault["does"], string>> = {
  "for ever":
    "without a limit this tries for ever: a failure that lasts never reaches the caller, and the " +
    "service is asked on and on",
  "at once":
    "without a wait the next attempt comes at once: all attempts are spent on one short stumble, " +
    "and add to its load",
  "in step":
    "without a random part all clients that failed together try again together: each round hits " +
    "the service at once",
};

export const retryByDefault: Rule = {
  name: "retry-by-default",
  item: 9,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    const defaults = RETRY_DEFAULTS.filter(({ language }) => language === file.language);
    return places(file, defaults).flatMap(({ node, callee, call }) => {
      const meaning = file.meaning(callee);
      if (meaning === undefined) return [];
      return defaults.flatMap(({ call: pattern, options, at, does, fix, confidence }) => {
        if (!pattern.test(meaning)) return [];
        if (call !== undefined && option(file, call, options, at).is !== "missing") return [];
        if (call !== undefined && triesOnce(call)) return [];
        const level = does === "in step" ? ("review" as const) : ("fail" as const);
        return [{ node, message: SAYS[does], fix, confidence, level }];
      });
    });
  },
};

interface Place {
  node: Node;
  callee: Node;
  /** Undefined for a decorator without parentheses. */
  call: CallNode | undefined;
}

function places(file: SourceFile, defaults: readonly RetryDefault[]): Place[] {
  const configures = (meaning: string) => defaults.some(({ call }) => call.test(meaning));
  const calls = file
    .callsOf({ test: configures })
    .map((call) => ({ node: call, callee: call.callee, call }));
  const bare = file
    .all("function")
    .flatMap(({ decorators }) => decorators)
    .filter(({ kind }) => kind !== "call")
    .map((node) => ({ node, callee: node, call: undefined }));
  // `retry(fn)` around a function is no configuration.
  return [...calls.filter(({ call }) => !isWrapping(file, call)), ...bare];
}

/** `Retry(0)`, `Retry(total=False)`. */
function triesOnce({ args }: CallNode): boolean {
  return args.some(
    ({ name, value }) =>
      (name === undefined || name === "total") &&
      value.kind === "literal" &&
      (value.value === 0 || value.value === false),
  );
}

function isWrapping(file: SourceFile, { args }: CallNode): boolean {
  const [first] = args;
  return file.language === "python" && first?.name === undefined && first?.value.kind === "name"
    ? args.length === 1 && file.binding(first.value)?.kind === "function"
    : false;
}
