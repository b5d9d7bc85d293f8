import { isBounded } from "../facts/inputs.js";
import { loopFunction } from "../facts/on-loop.js";
import type { Finding } from "../finding.js";
import { below, functionOf, loopsAround } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const heavyLoop: Rule = {
  name: "heavy-loop",
  item: 1,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.all("loop").flatMap((inner): Finding[] => {
      const outer = loopsAround(inner).find((around) => haveSameSource(file, around, inner));
      if (outer?.source === undefined || pauses(outer)) return [];
      if (isBounded(file, outer.source)) return [];
      const on = loopFunction(file, outer);
      if (on === undefined) return [];
      return [
        {
          node: outer,
          message:
            `goes through \`${file.source(outer.source)}\` once for each of its elements without ` +
            `a pause: ${where(on)} the event loop stands still for the square of its length`,
          fix:
            file.language === "python"
              ? "await asyncio.to_thread(…), look up in a dict or set, or bound the length"
              : "look up in a Map or Set, give it to a worker thread, or bound the length",
        },
      ];
    });
  },
};

const where = ({ name }: FunctionNode): string =>
  name === undefined ? "while it runs" : `while \`${name}\` runs`;

/** Both take each element of the same thing. */
function haveSameSource(file: SourceFile, outer: LoopNode, inner: LoopNode): boolean {
  if (outer.form !== "each" || inner.form !== "each") return false;
  if (outer.source === undefined || inner.source === undefined) return false;
  return whole(file, outer.source) === whole(file, inner.source);
}

/** `enumerate(xs)`, `xs[i + 1 :]` and `xs.entries()` go through `xs`. */
function whole(file: SourceFile, source: Node): string {
  if (source.kind === "index" && file.source(source.index).includes(":")) {
    return whole(file, source.object);
  }
  if (source.kind === "call") {
    const [first] = source.args;
    if (first && file.meaning(source.callee) === "enumerate") return whole(file, first.value);
    if (source.callee.kind === "member" && /^(?:entries|slice)$/.test(source.callee.property)) {
      return whole(file, source.callee.object);
    }
  }
  return file.source(source);
}

const pauses = (loop: LoopNode): boolean =>
  [...below(loop)].some(
    (node) =>
      (node.kind === "await" || node.kind === "yield") && functionOf(node) === functionOf(loop),
  );
