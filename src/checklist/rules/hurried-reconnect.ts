import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

const ENDS =
  /^(?:close|end|error|disconnect|disconnected|connection_lost|onclose|onerror|ondisconnect)$/;
const CONNECTS = /(?:^|\.)_?#?(?:re)?connect(?:ToServer|Socket|WebSocket|Internal|Once)?$/i;
const PACED =
  /setTimeout|sleep|delay|back_?off|retry|attempt|schedule|debounce|throttle|interval|timer|wait/i;

export const hurriedReconnect: Rule = {
  name: "hurried-reconnect",
  item: 9,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file, project) {
    return file.all("function").flatMap((handler) => {
      if (!isEndHandler(handler)) return [];
      const call = connectIn(handler);
      if (call === undefined || isPaced(file, project, handler, call)) return [];
      const written = file.source(call.callee);
      return [
        {
          node: call,
          message:
            "the next connection is tried in the moment the last one broke: while the server is " +
            "down, every client tries as fast as it is refused",
          fix: `\`setTimeout(() => ${written}(), delayMs)\`, longer and partly random each time`,
        },
      ];
    });
  },
};

/** `socket.on("close", here)`, `socket.onclose = here`. */
function isEndHandler(fn: FunctionNode): boolean {
  const { parent } = fn;
  if (parent?.kind === "assign" && parent.value === fn) {
    return parent.target.kind === "member" && ENDS.test(parent.target.property);
  }
  if (parent?.kind !== "call" || parent.callee.kind !== "member") return false;
  const [event, listener] = parent.args.map(({ value }) => value);
  const isOn = /^(?:on|once|addListener|addEventListener)$/.test(parent.callee.property);
  return isOn && listener === fn && event?.kind === "literal" && ENDS.test(String(event.value));
}

/** A call that connects again, run by the handler itself. */
function connectIn(handler: FunctionNode): CallNode | undefined {
  for (const node of [handler.body, ...below(handler.body)] as Node[]) {
    if (node.kind !== "call" || node.isNew) continue;
    const path = dotted(node.callee);
    if (path !== undefined && CONNECTS.test(path) && !/disconnect$/i.test(path)) return node;
  }
  return undefined;
}

/** The handler, or the function that connects, waits or counts. */
function isPaced(
  file: SourceFile,
  project: Project,
  handler: FunctionNode,
  call: CallNode,
): boolean {
  if (PACED.test(file.source(handler))) return true;
  const target = project.target(file, call);
  if (target === undefined) return true;
  return PACED.test(target.file.source(target.fn).replace(file.source(handler), ""));
}
