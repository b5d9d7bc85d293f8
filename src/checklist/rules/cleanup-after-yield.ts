import { inTests } from "../facts/in-proofs.js";
import type { Finding } from "../finding.js";
import { ancestors, below, enclosing } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const CONTEXT = /^contextlib\.(?:async)?contextmanager$/;
/** What gives something back, or puts it as it was. */
const ENDS = new RegExp(
  "^_*(?:a?close|release|reset|unlock|cancel|disconnect|unsubscribe|discard|restore|clean_?up|" +
    "tear_?down|shut_?down|terminate|kill|rmtree|unlink|deregister|unregister|put_?conn|" +
    "remove_(?:listener|handler|callback|reader|writer))",
);

export const cleanupAfterYield: Rule = {
  name: "cleanup-after-yield",
  item: 4,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("contextmanager")) return [];
    return file.all("yield").flatMap((node) => judge(file, node) ?? []);
  },
};

function judge(file: SourceFile, node: Node): Finding | undefined {
  const fn = enclosing(node, "function");
  if (fn === undefined || !isContext(file, fn)) return undefined;
  const around = [...ancestors(node)];
  const within = around.slice(0, around.indexOf(fn));
  if (within.some(({ kind }) => kind === "try" || kind === "loop")) return undefined;
  const end = after(within).find(
    (one): one is CallNode => one.kind === "call" && ENDS.test(lastName(one.callee)),
  );
  if (end === undefined) return undefined;
  const name = file.source(end.callee);
  // Around it a group of tasks, which an error ends all the same.
  if (name.includes("cancel_scope")) return undefined;
  return {
    node,
    message:
      "what is raised in the `with` is raised here, so " +
      `\`${name}\` in line ${file.position(end.start).line} runs only when all goes well`,
    fix: `put the yield in \`try\` and \`${name}(…)\` in \`finally\``,
    ...inTests(file),
  };
}

const isContext = (file: SourceFile, fn: FunctionNode): boolean =>
  fn.decorators.some((one) => CONTEXT.test(file.meaning(one) ?? ""));

function* whole(statement: Node): Generator<Node> {
  yield statement;
  yield* below(statement);
}

/** What the blocks around the yield do after it. */
const after = (within: readonly Node[]): Node[] =>
  within.flatMap((block, index) => {
    if (block.kind !== "block") return [];
    const inside = index === 0 ? undefined : within[index - 1];
    const at = block.body.findIndex((one) => one === inside);
    return block.body.slice(at + 1).flatMap((one) => Array.from(whole(one)));
  });
