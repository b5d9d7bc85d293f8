import { isTaskGroup, startedIn } from "../facts/task-groups.js";
import { ancestors, below } from "../ir/ancestors.js";
import type { CallNode, NameNode } from "../ir/expression.js";
import type { Node, WithNode } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const taskOutlivingResource: Rule = {
  name: "task-outliving-resource",
  item: 3,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.all("call").flatMap((call) => {
      const owner = startedIn(call);
      if (owner?.kind !== "name" || !isTaskGroup(file, owner)) return [];
      const group = file.binding(owner);
      const resource = group && closedEarlier(file, call, group);
      if (group === undefined || resource === undefined) return [];
      return [
        {
          node: resource,
          message:
            `\`${resource.name}\` is closed at the end of its \`with\`, ` +
            `while the task in \`${group.name}\` may still use it`,
          fix: `open \`${resource.name}\` around \`${group.name}\`, or in the task itself`,
        },
      ];
    });
  },
};

/** The first name in the arguments that a `with` inside the group's own opened. */
function closedEarlier(file: SourceFile, call: CallNode, group: Binding): NameNode | undefined {
  const inner = new Set<Binding>();
  for (const around of ancestors(call)) {
    if (around.kind === "function") return undefined;
    if (around.kind !== "with") continue;
    const opened = around.items.flatMap(({ target }) => (target ? bindingsIn(file, target) : []));
    const at = opened.indexOf(group);
    if (at === -1) {
      for (const binding of opened) inner.add(binding);
      continue;
    }
    // `with group, resource:` closes the resource first.
    for (const binding of opened.slice(at + 1)) inner.add(binding);
    const waited = waitsInside(call, around) ? undefined : used(file, call, inner);
    return waited;
  }
  return undefined;
}

/** A resource whose own block waits for the task is still open when the task ends. */
function waitsInside(call: CallNode, group: WithNode): boolean {
  const by = call.parent;
  if (by?.kind === "await" && startsAndReturns(call)) return false;
  return by?.kind === "assign" && by.target.kind === "name" && isAwaitedIn(group, by.target.name);
}

const startsAndReturns = ({ callee }: CallNode): boolean =>
  callee.kind === "member" && callee.property === "start";

function isAwaitedIn(group: WithNode, name: string): boolean {
  return [...below(group.body)].some(
    (node) =>
      node.kind === "await" &&
      [node.value, ...below(node.value)].some(
        (inner) => inner.kind === "name" && inner.name === name,
      ),
  );
}

function bindingsIn(file: SourceFile, target: Node): Binding[] {
  return [target, ...below(target)].flatMap((node) => {
    const binding = node.kind === "name" ? file.binding(node) : undefined;
    return binding === undefined ? [] : [binding];
  });
}

function used(
  file: SourceFile,
  call: CallNode,
  resources: ReadonlySet<Binding>,
): NameNode | undefined {
  for (const { value } of call.args) {
    for (const node of [value, ...below(value, true)]) {
      if (node.kind !== "name") continue;
      const binding = file.binding(node);
      if (binding !== undefined && resources.has(binding)) return node;
    }
  }
  return undefined;
}
