import { inTests } from "../facts/in-proofs.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { Node, WithNode } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const EXECUTOR = /^concurrent\.futures\.(?:\w+\.)?(?:Thread|Process|Interpreter)PoolExecutor\(\)/;

export const executorJoinedOnLoop: Rule = {
  name: "executor-joined-on-loop",
  item: 1,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.text.includes("PoolExecutor")) return [];
    return [
      ...file.all("with").flatMap((node) => leaving(file, node)),
      ...file.callsNamed(/^shutdown$/).flatMap((call) => shutDown(file, call)),
    ];
  },
};

/** `with ThreadPoolExecutor() as pool` around work that nobody awaits inside it. */
function leaving(file: SourceFile, node: WithNode): Finding[] {
  if (!functionOf(node)?.isAsync) return [];
  return node.items.flatMap(({ context, target }) => {
    if (!EXECUTOR.test(file.meaning(context) ?? "") || target?.kind !== "name") return [];
    const pool = file.binding(target);
    const isGivenWork = (pool?.references ?? []).some(
      ({ parent }) => parent?.kind === "member" && /^(?:submit|map)$/.test(parent.property),
    );
    if (!isGivenWork || [...below(node.body)].some(isWaited)) return [];
    return [
      {
        node: context,
        message:
          `leaving this block waits for all work of \`${target.name}\`, on the event loop: ` +
          "nothing else runs until it is done",
        fix: `await \`loop.run_in_executor(${target.name}, …)\` inside the block`,
        ...inTests(file),
      },
    ];
  });
}

const isWaited = (node: Node): boolean => node.kind === "await" || node.kind === "yield";

function shutDown(file: SourceFile, call: CallNode): Finding[] {
  const { callee } = call;
  if (callee.kind !== "member") return [];
  if (!functionOf(call)?.isAsync || !EXECUTOR.test(file.meaning(callee.object) ?? "")) return [];
  const wait = option(file, call, ["wait"]);
  if (wait.is !== "missing" && !(wait.is === "given" && file.source(wait.value) === "True"))
    return [];
  if (call.args[0]?.name === undefined && call.args.length > 0) return [];
  const name = file.source(callee.object);
  return [
    {
      node: call,
      message: `\`${name}.shutdown\` waits for all its work on the event loop`,
      fix: `\`await asyncio.to_thread(${name}.shutdown)\`, or \`wait=False\``,
      confidence: "medium",
    },
  ];
}
