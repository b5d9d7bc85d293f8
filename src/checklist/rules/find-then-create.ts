import { transactionAround } from "../facts/orm-reads.js";
import type { Finding } from "../finding.js";
import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { alwaysLeaves } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { IfNode, Node, TryNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const findThenCreate: Rule = {
  name: "find-then-create",
  item: 10,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const creates = file.callsNamed(CREATES);
    if (creates.length === 0) return [];
    const refused =
      file.language === "python"
        ? file.all("try").flatMap((one) => missed(file, one, creates))
        : [];
    return [...file.all("if").flatMap((check) => judge(file, check, creates)), ...refused];
  },
};

/** `except User.DoesNotExist: User.objects.create(…)`. */
function missed(file: SourceFile, attempt: TryNode, creates: readonly CallNode[]): Finding[] {
  const handler = attempt.handlers.find(({ types }) =>
    types.some((type) => /DoesNotExist$|NoResultFound$|NotFound$/.test(file.source(type))),
  );
  const read = [...below(attempt.body)].find(
    (node): node is CallNode =>
      node.kind === "call" && /\.objects(?:\.\w+\(\))*\.a?get$/.test(dotted(node.callee) ?? ""),
  );
  if (handler === undefined || read === undefined) return [];
  const model = modelOf(dotted(read.callee) ?? "");
  const make = creates.find(
    (call) => isInside(call, handler) && modelOf(dotted(call.callee) ?? "") === model,
  );
  return make === undefined || isGuarded(file, make) ? [] : [finding(file, read, make)];
}

const CREATES = /^(?:create|acreate|insertOne|insert|save)$/;
const FINDS = new RegExp(
  "^(?:.+)\\.(?:findOne|findOneBy|findUnique|findFirst|findBy\\w+|countDocuments|count|" +
    "a?exists|a?first)$",
);

function judge(file: SourceFile, check: IfNode, creates: readonly CallNode[]): Finding[] {
  const fn = functionOf(check);
  const found = fn && findOf(file, check);
  if (fn === undefined || found === undefined) return [];
  const make = creates.find(
    (call) =>
      functionOf(call) === fn &&
      call.order > check.test.order &&
      modelOf(dotted(call.callee) ?? "") === found.model &&
      runsWhenAbsent(file, check, call),
  );
  if (make === undefined || isGuarded(file, make)) return [];
  return [finding(file, found.call, make)];
}

const finding = (file: SourceFile, read: CallNode, make: CallNode): Finding => ({
  node: make,
  message:
    `two requests that come together both find nothing on line ` +
    `${file.position(read.start).line}, and both create it here`,
  fix: "let a unique index refuse the second, and catch that; or use an upsert",
});

/** `User.objects.filter().exists` and `User.objects.create` are of one model. */
const modelOf = (path: string): string =>
  path.replace(/\.\w+$/, "").replace(/(?:\.(?:objects|filter|all|get_queryset)(?:\(\))?)+$/, "");

/** The read that the test asks about: in it, or kept in the variable that it tests. */
function findOf(file: SourceFile, check: IfNode): { call: CallNode; model: string } | undefined {
  const asked = [check.test, ...below(check.test)];
  const kept = asked.flatMap((node) => {
    const binding = node.kind === "name" ? file.binding(node) : undefined;
    const value = binding?.writes.findLast(({ by }) => by.order < check.test.order)?.value;
    return binding?.kind === "variable" && value ? [value, ...below(value)] : [];
  });
  for (const node of [...asked, ...kept]) {
    if (node.kind !== "call" || functionOf(node) !== functionOf(check)) continue;
    const path = dotted(node.callee) ?? "";
    if (FINDS.test(path)) return { call: node, model: modelOf(path) };
  }
  return undefined;
}

/** `if (found) throw …; create()`, `if (!found) create()`. */
function runsWhenAbsent(file: SourceFile, check: IfNode, make: CallNode): boolean {
  const isNegated = /^\s*(?:!|not\b)|is None|== ?null|=== ?(?:null|undefined|0)/.test(
    file.source(check.test),
  );
  if (isNegated) return isInside(make, check.consequent);
  if (check.otherwise !== undefined && isInside(make, check.otherwise)) return true;
  const block = check.parent;
  return (
    alwaysLeaves(check.consequent) &&
    block?.kind === "block" &&
    isInside(make, block) &&
    !isInside(make, check)
  );
}

/** The error of the second one is caught, or a lock or transaction stands around. */
function isGuarded(file: SourceFile, make: CallNode): boolean {
  if (transactionAround(file, make) !== undefined) return true;
  const fn = functionOf(make);
  if (
    fn &&
    /lock|mutex|upsert|on_?conflict|P2002|11000|IntegrityError|unique/i.test(file.source(fn))
  )
    return true;
  return [...ancestors(make)].some(
    (around: Node) =>
      around.kind === "try" && around.handlers.length > 0 && isInside(make, around.body),
  );
}
