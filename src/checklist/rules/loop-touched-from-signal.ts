import { callbackOf } from "../facts/callbacks.js";
import { below } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { argument } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const TOUCHES = new RegExp(
  "^asyncio\\.(?:create_task|ensure_future|Event\\(\\)\\.set|Queue\\(\\)\\.put_nowait|" +
    "Future\\(\\)\\.set_result|create_task\\(\\)\\.cancel|current_task\\(\\)\\.cancel|" +
    "get_(?:running|event)_loop\\(\\)\\.(?:call_soon|call_later|create_task|stop))$",
);

export const loopTouchedFromSignal: Rule = {
  name: "loop-touched-from-signal",
  item: 6,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    // Where both stand, the plain one is for systems that have no better.
    if (!file.text.includes("signal.signal") || file.text.includes("add_signal_handler")) return [];
    return file.callsOf(/^signal\.signal$/).flatMap((call) => {
      const handler = callbackOf(file, argument(call, 1, "handler"));
      if (handler === undefined) return [];
      const touched = [handler.body, ...below(handler.body)].find((node) => touches(file, node));
      if (touched?.kind !== "call") return [];
      const name = file.source(touched.callee);
      return [
        {
          node: touched,
          message:
            `\`signal.signal\` runs this between any two steps of the loop: \`${name}\` does not ` +
            "wake the loop, which may sleep on until something else happens",
          fix: "register the handler by `loop.add_signal_handler(…)`",
        },
      ];
    });
  },
};

function touches(file: SourceFile, node: Node): node is CallNode {
  if (node.kind !== "call" || node.callee.kind !== "member") return false;
  if (TOUCHES.test(file.meaning(node.callee) ?? "")) return true;
  return (
    /^(?:create_task|call_soon|stop)$/.test(node.callee.property) &&
    /(?:^|\.)_?loop$/.test(dotted(node.callee.object) ?? "")
  );
}
