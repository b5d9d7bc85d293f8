import { isTaskGroup } from "../facts/task-groups.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

/** Functions of trio that say when they are ready, if they are started by `start`. */
const TELLS_READY =
  /^trio\.(?:run_process|serve_tcp|serve_ssl_over_tcp|serve_listeners)$|^hypercorn\.trio\.serve$/;
const GROUP_NAME = /(?:nursery|task_?group)$/i;

export const unreadyTask: Rule = {
  name: "unready-task",
  item: 3,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file, project) {
    return file.callsNamed(/^start_soon$/).flatMap((call) => {
      const { callee, args } = call;
      const [first] = args;
      if (callee.kind !== "member" || callee.property !== "start_soon" || !first) return [];
      const fn = functionOf(call);
      if (fn === undefined || !entersContext(fn)) return [];
      const { object } = callee;
      if (!isTaskGroup(file, object) && !GROUP_NAME.test(dotted(object) ?? "")) return [];
      if (!tellsReady(file, project, call, first.value)) return [];
      const name = file.source(first.value);
      const owner = file.source(object);
      return [
        {
          node: call,
          message:
            `the context is entered before \`${name}\` is ready: ` +
            `who uses it at once meets nothing`,
          fix: `await ${owner}.start(${name}, …), which waits for task_status.started()`,
        },
      ];
    });
  },
};

/** Callers go on as soon as this function yields or, as `__aenter__`, returns. */
function entersContext(fn: FunctionNode): boolean {
  if (!fn.isAsync) return false;
  if (fn.name === "__aenter__" && fn.method !== undefined) return true;
  return (
    fn.decorators.some((decorator) => dotted(decorator)?.endsWith("asynccontextmanager")) &&
    [...below(fn.body)].some(({ kind }) => kind === "yield")
  );
}

function tellsReady(file: SourceFile, project: Project, call: CallNode, started: Node): boolean {
  if (TELLS_READY.test(file.meaning(started) ?? "")) return true;
  const target = project.target(file, { ...call, callee: started })?.fn;
  return target?.params.some(({ name }) => name === "task_status") ?? false;
}
