import type { ClassNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

type Form = "sync" | "async";

/** Contexts of well-known libraries that only one of the two forms can enter. */
const ONLY: Readonly<Record<Form, RegExp>> = {
  async: new RegExp(
    "^(?:asyncio\\.(?:Lock|Semaphore|BoundedSemaphore|Condition|TaskGroup|timeout|timeout_at)|" +
      "aiohttp\\.ClientSession|aiofiles\\.open|httpx\\.AsyncClient|" +
      "async_timeout\\.timeout(?:_at)?|anyio\\.create_task_group)\\(\\)$",
  ),
  sync: /^(?:open|slice|range|(?:threading|multiprocessing)\.(?:R?Lock|Semaphore|Condition))\(\)$/,
};

export const mismatchedWith: Rule = {
  name: "mismatched-with",
  item: 3,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    return file.all("with").flatMap((node) => {
      const used: Form = node.isAsync ? "async" : "sync";
      return node.items.flatMap(({ context }) => {
        if (!fails(file, project, context, used)) return [];
        const name = file.source(context.kind === "call" ? context.callee : context);
        const [written, wanted] =
          used === "async" ? ["async with", "with"] : ["with", "async with"];
        return [
          {
            node: context,
            message: `\`${name}\` cannot be entered by \`${written}\`: this line raises an error`,
            fix: `write \`${wanted}\`, or give it what \`${written}\` needs`,
          },
        ];
      });
    });
  },
};

function fails(file: SourceFile, project: Project, context: Node, used: Form): boolean {
  if (context.kind === "literal" || context.kind === "list") return true;
  const meaning = file.meaning(context);
  if (meaning !== undefined) return ONLY[used === "async" ? "sync" : "async"].test(meaning);
  const owner = file.instanceOf(context);
  if (owner !== undefined) return lacks(file, owner, used);
  if (context.kind !== "call") return false;
  const target = project.target(file, context);
  return target !== undefined && isContextFunction(target.fn, used === "async" ? "sync" : "async");
}

/** A generator that contextlib turned into a context of this form. */
function isContextFunction({ decorators }: FunctionNode, form: Form): boolean {
  const [only, ...more] = decorators.map((decorator) => dotted(decorator) ?? "");
  if (only === undefined || more.length > 0) return false;
  const name = only.split(".").at(-1);
  return name === (form === "async" ? "asynccontextmanager" : "contextmanager");
}

/** Whether a class whose every base is known here has no such methods. */
function lacks(file: SourceFile, owner: ClassNode, form: Form): boolean {
  const needed = form === "async" ? ["__aenter__", "__aexit__"] : ["__enter__", "__exit__"];
  const names = memberNames(file, owner, 0);
  return names !== undefined && needed.some((name) => !names.has(name));
}

const BASES_MAX = 8;

/** Undefined when a base, a decorator or a metaclass may add what is not seen here. */
function memberNames(
  file: SourceFile,
  owner: ClassNode,
  depth: number,
): ReadonlySet<string> | undefined {
  if (depth > BASES_MAX || owner.decorators.length > 0 || owner.name?.endsWith("Mixin")) {
    return undefined;
  }
  const names = new Set<string>();
  for (const member of owner.members) {
    if ((member.kind === "function" || member.kind === "field") && member.name) {
      names.add(member.name);
    }
  }
  for (const base of owner.bases) {
    if (base.kind === "name" && file.meaning(base) === "object") continue;
    const declared = base.kind === "name" ? file.binding(base)?.declaration : undefined;
    const more = declared?.kind === "class" ? memberNames(file, declared, depth + 1) : undefined;
    if (more === undefined) return undefined;
    for (const name of more) names.add(name);
  }
  return names;
}
