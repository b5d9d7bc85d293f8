import { changesIn } from "../facts/changes.js";
import { conditions } from "../facts/conditions.js";
import { isSerialised } from "../facts/serialised.js";
import { belongsToOneTask, sharedPath } from "../facts/shared-state.js";
import { isCalledSerially } from "../facts/single-flight.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { IfNode } from "../ir/node.js";
import { asWritten } from "../ir/locks.js";
import { lastName } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Located, Project } from "../project.js";
import type { Rule } from "../rule.js";

export const filledByCall: Rule = {
  name: "filled-by-call",
  item: 6,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file, project) {
    if (!file.text.includes("await ")) return [];
    return file.all("if").flatMap((check) => judge(file, project, check) ?? []);
  },
};

/** What waits for something, ends it or tells of it fills nothing. */
const WAITS = /^_*(?:wait|drain|sleep|join|close|stop|disconnect|report|send|emit|notify|on_)/;
/** A flag that says how things are holds nothing that could be read. */
const SAYS_HOW = /(?:^|[._])(?:is|has|can|should)_\w+$|ed$/;

/** `if key not in self.cache: await self.load(key)`, and then the entry is read. */
function judge(file: SourceFile, project: Project, check: IfNode): Finding | undefined {
  const fn = functionOf(check);
  if (fn?.isAsync !== true || check.otherwise !== undefined) return undefined;
  const fill = onlyCall(check);
  if (fill === undefined) return undefined;
  if (WAITS.test(lastName(fill.callee))) return undefined;
  const missing = conditions(file, check.test, fn).find(({ says }) => says === "absent");
  if (missing === undefined || SAYS_HOW.test(missing.path)) return undefined;
  const target = project.target(file, fill);
  if (target !== undefined && decidesItself(target, missing.path)) return undefined;
  if (!isReadAfter(file, fn, check, missing.path)) return undefined;
  if (isSerialised(file, check) || isCalledSerially(file, fn) || belongsToOneTask(check)) {
    return undefined;
  }
  const path = asWritten(file, missing.path);
  const name = file.source(fill.callee);
  return {
    node: check,
    message:
      `every task that comes before \`${name}\` has filled \`${path}\` finds it missing too, and ` +
      "does the same work again",
    fix: `hold an asyncio.Lock around this check and \`${name}\`, or await one task for all`,
  };
}

/** What is seen to fill it is for `check-then-act`; what looks again or locks is in order. */
const decidesItself = ({ file, fn }: Located, path: string): boolean =>
  fn.isGenerator ||
  changesIn(file, fn).some((change) => change.path === path) ||
  file.source(fn).includes(asWritten(file, path)) ||
  /lock|mutex/i.test(file.source(fn));

/** The body is one awaited call of something of this object, and its result is not used. */
function onlyCall({ consequent }: IfNode): CallNode | undefined {
  const [statement, ...more] = consequent.kind === "block" ? consequent.body : [consequent];
  if (more.length > 0 || statement?.kind !== "expression") return undefined;
  const { value } = statement;
  if (value.kind !== "await" || value.value.kind !== "call") return undefined;
  const { callee } = value.value;
  let root = callee;
  while (root.kind === "member") root = root.object;
  return root.kind === "name" && root.name === "this" ? value.value : undefined;
}

/** What the call fills is taken from there afterwards. */
const isReadAfter = (file: SourceFile, fn: FunctionNode, check: IfNode, path: string): boolean =>
  [...below(fn.body)].some(
    (node) =>
      (node.kind === "member" || node.kind === "name") &&
      node.start > check.end &&
      sharedPath(file, node, fn) === path &&
      /^(?:index|member|return|call)$/.test(node.parent?.kind ?? ""),
  );
