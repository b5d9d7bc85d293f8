import { isHeld, limitsItself, runsThroughLimiter } from "../facts/limiters.js";
import { isNetwork } from "../facts/outbound.js";
import type { Finding } from "../finding.js";
import { below, loopsAround } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { LoopNode, Node } from "../ir/node.js";
import { isEndless } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

const STARTS = /(?:^|\.)(?:create_task|ensure_future|start_soon)$/;
/** What waits for room, or for one of those that run. */
const MAKES_ROOM = /^(?:acquire|wait|join|gather|drain|ready|onSizeLessThan|onIdle|race)$/;

export const taskPerMessage: Rule = {
  name: "task-per-message",
  item: 2,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "low",
  check(file, project) {
    if (!file.all("loop").some(takesMessages)) return [];
    return file.all("call").flatMap((call): Finding[] => {
      const [loop] = loopsAround(call);
      if (loop === undefined || !takesMessages(loop) || makesRoom(loop)) return [];
      const work = file.language === "python" ? startedTask(file, call) : call;
      if (work === undefined || runsThroughLimiter(file, work)) return [];
      if (isKept(call) || isHeld(file, call)) return [];
      const target = work.kind === "call" ? project.target(file, work) : undefined;
      if (target !== undefined && limitsItself(target.file, target.fn)) return [];
      if (file.language === "typescript" && !isLeftAlone(file, call, target?.fn.isAsync === true)) {
        return [];
      }
      return [
        {
          node: call,
          message:
            "starts a task for every message that comes in, however many are running already: " +
            "when messages come faster than tasks end, they pile up",
          fix:
            file.language === "python"
              ? "acquire an asyncio.Semaphore(n) in the loop and release it when the task is done"
              : "take a place of a limiter in the loop, so that it waits while n are running",
        },
      ];
    });
  },
};

/** In one field there is place for one task. */
function isKept(call: CallNode): boolean {
  const { kind, by } = usage(call);
  return kind === "assigned" && by.kind === "assign" && by.target.kind === "member";
}

/** `async for`, `for await`, or an endless loop that awaits the next one. */
function takesMessages(loop: LoopNode): boolean {
  if (loop.form === "each") return loop.isAsync;
  return isEndless(loop) && [...below(loop.body)].some(({ kind }) => kind === "await");
}

const makesRoom = ({ body }: LoopNode): boolean =>
  [...below(body, true)].some(
    (node) =>
      node.kind === "call" &&
      node.callee.kind === "member" &&
      MAKES_ROOM.test(node.callee.property),
  );

/** What `create_task(work())` and `group.start_soon(work, …)` start. */
function startedTask(file: SourceFile, { callee, args }: CallNode): Node | undefined {
  const name = file.meaning(callee) ?? (callee.kind === "member" ? callee.property : "");
  return STARTS.test(name) ? args[0]?.value : undefined;
}

/** A promise that nobody awaits in the loop. */
function isLeftAlone(file: SourceFile, call: CallNode, isAsync: boolean): boolean {
  if (!isAsync && !isNetwork(file.meaning(call.callee) ?? "")) return false;
  return /^(?:discarded|voided|object)$/.test(usage(call).kind);
}
