import { timeoutScopeOf } from "../facts/timeout-scopes.js";
import { below, functionOf } from "../ir/ancestors.js";
import { isPause } from "../ir/flow.js";
import { soleValue } from "../ir/names.js";
import type { Node, WithNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Finding } from "../finding.js";
import type { Rule } from "../rule.js";

export const timeoutWithoutAwait: Rule = {
  name: "timeout-without-await",
  item: 8,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.all("with").flatMap((node) => {
      const scope = timeoutScopeOf(file, node);
      if (scope === undefined) return [];
      return judgeLate(file, scope) ?? judgeIdle(file, node, scope) ?? [];
    });
  },
};

/** trio's CancelScope has other uses than a deadline, such as a shield. */
function judgeIdle(file: SourceFile, node: WithNode, scope: Node): Finding | undefined {
  const name = file.meaning(scope) ?? "";
  if (name.endsWith("CancelScope()") || functionOf(node)?.isAsync !== true) return undefined;
  // What is entered after the timeout is left before it, and may wait then.
  if (node.isAsync && node.items.at(-1)?.context !== scope) return undefined;
  if ([...below(node.body)].some(isPause)) return undefined;
  return {
    node: scope,
    message: "nothing is awaited under this timeout, so that it can never end anything",
    fix: "await the slow work inside, or take the timeout away",
  };
}

/** The clock of trio's and anyio's scopes starts when they are made, not when they are entered. */
function judgeLate(file: SourceFile, scope: Node): Finding | undefined {
  if (scope.kind !== "name" || !/_(?:after|at)\(\)$/.test(file.meaning(scope) ?? "")) {
    return undefined;
  }
  const made = soleValue(file.binding(scope));
  if (made?.kind !== "call") return undefined;
  return {
    node: made,
    message: "the time runs from here, not from where the scope is entered",
    fix: `make it where it is entered: \`with ${file.source(made)}:\``,
    level: "review",
    confidence: "medium",
  };
}
