import type { Finding } from "../finding.js";
import { ancestors, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { pausesBetween } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const transactionWithoutRollback: Rule = {
  name: "transaction-without-rollback",
  item: 10,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return [
      ...file.callsNamed(/^(?:query|execute|run|raw|unsafe)$/).flatMap((call) => {
        return BEGIN.test(firstText(call)) ? judge(file, call, isCommitText) : [];
      }),
      ...file
        .callsNamed(/^(?:beginTransaction|startTransaction|begin_transaction)$/)
        .flatMap((call) => judge(file, call, isCommitCall)),
    ];
  },
};

const BEGIN = /^\s*(?:begin|start\s+transaction)\b/i;
const COMMIT = /^\s*commit\b/i;

function firstText({ args }: CallNode): string {
  const value = args[0]?.value;
  return value?.kind === "literal" && typeof value.value === "string" ? value.value : "";
}

const isCommitText = (call: CallNode): boolean => COMMIT.test(firstText(call));

const isCommitCall = ({ callee }: CallNode): boolean =>
  callee.kind === "member" && /^commit(?:Transaction|_transaction)?$/.test(callee.property);

function judge(
  file: SourceFile,
  begin: CallNode,
  isCommit: (call: CallNode) => boolean,
): Finding[] {
  const fn = functionOf(begin);
  if (fn === undefined || usage(begin).kind !== "awaited") return [];
  // Whoever closes the connection for good ends the transaction with it.
  if (/rollback|abort_?transaction|\bfinally\b/i.test(file.source(fn))) return [];
  if ([...ancestors(begin)].some(({ kind }) => kind === "with")) return [];
  const owner = ownerOf(begin);
  const commit = file
    .callsNamed(/^(?:query|execute|run|raw|unsafe|commit(?:Transaction|_transaction)?)$/)
    .find(
      (call) =>
        functionOf(call) === fn &&
        call.order > begin.order &&
        ownerOf(call) === owner &&
        isCommit(call),
    );
  const own = usage(begin).by;
  const work = commit && pausesBetween(begin, commit).find((pause) => pause !== own);
  if (commit === undefined || work === undefined) return [];
  return [
    {
      node: begin,
      message:
        `when line ${file.position(work.start).line} throws, nothing rolls this transaction ` +
        "back: it stays open on its connection, with its locks, and the next user is inside it",
      fix: "ROLLBACK in a catch that throws the error on",
    },
  ];
}

const ownerOf = ({ callee }: CallNode): string | undefined =>
  callee.kind === "member" ? dotted(callee.object) : undefined;
