import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CatchNode, Node, TryNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const yieldAfterClose: Rule = {
  name: "yield-after-close",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    const found = file.all("try").flatMap((node) => judge(file, node));
    // Nested handlers see the same yield.
    return found.filter((one, at) => found.findIndex(({ node }) => node === one.node) === at);
  },
};

function judge(file: SourceFile, node: TryNode): Finding[] {
  const isClosedHere = [...below(node.body)].some(isYield);
  const handler = node.handlers.find((one) => takesClosing(file, one));
  const parts: Node[] = handler === undefined ? [] : [handler.body];
  if (isClosedHere && node.finalizer) parts.push(node.finalizer);
  return parts.flatMap((part) =>
    [...below(part)].filter(isYield).map((one) => ({
      node: one,
      message: isClosedHere
        ? "when the generator is closed it yields once more here: RuntimeError, and the rest of " +
          "its clean-up never runs"
        : "a cancellation waits here until the consumer asks for the next value, if it ever does",
      fix: "end the handler by `raise`, and yield outside of it",
      // Who delegates in `finally` mostly is a protocol that its driver runs to the end.
      level: isClosedHere && !isDelegation(file, one) ? "fail" : "review",
      confidence: isClosedHere ? "medium" : "low",
    })),
  );
}

const isDelegation = (file: SourceFile, node: Node): boolean =>
  /^yield\s+from\b/.test(file.source(node));

const isYield = ({ kind }: Node): boolean => kind === "yield";

/** GeneratorExit is a BaseException, and no Exception. */
function takesClosing(file: SourceFile, { types }: CatchNode): boolean {
  if (types.length === 0) return true;
  const each = types.flatMap((type) => (type.kind === "list" ? type.elements : [type]));
  return each.some((type) => /^(?:BaseException|GeneratorExit)$/.test(file.meaning(type) ?? ""));
}
