import { loopsAround } from "../ir/ancestors.js";
import type { LoopNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const REQUEST =
  /^(?:fetch|(?:undici|node-fetch|ky|got|axios|superagent|requests|httpx|aiohttp)\b[^/]*)$/;
const PACED = /sleep|delay|\bwait|timeout|interval|throttle|limit|backoff|pause|acquire|poll_?ms/i;
/** The next page is asked for because the last one said that there is one. */
const PAGES =
  /cursor|next|page|offset|token|more|continu|marker|has_|redirect|location|range|chunk/i;

export const hurriedPolling: Rule = {
  name: "hurried-polling",
  item: 9,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const reported = new Set<LoopNode>();
    return file.callsOf(REQUEST).flatMap((node) => {
      if (!REQUEST.test(file.meaning(node.callee) ?? "")) return [];
      const [loop] = loopsAround(node);
      if (loop === undefined || reported.has(loop) || !isHurried(file, loop)) return [];
      reported.add(loop);
      return [
        {
          node,
          message:
            "this asks again as soon as the last answer is there: as many requests as the " +
            "network carries, until the service refuses them",
          fix: "wait between two rounds, longer each time, or let the service tell you",
        },
      ];
    });
  },
};

function isHurried(file: SourceFile, loop: LoopNode): boolean {
  if (loop.form === "each" || (loop.form === "for" && loop.update !== undefined)) return false;
  const written = file.source(loop);
  return !PACED.test(written) && !PAGES.test(written);
}
