import { functionOf } from "../ir/ancestors.js";
import { pauses } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import type { Rule } from "../rule.js";

const CHANGES: readonly [RegExp, string, string][] = [
  [
    /^(?:process\.chdir|os\.chdir|os\.fchdir|contextlib\.chdir)$/,
    "the working directory",
    "pass the directory: `cwd` of the child process, or join it to each path",
  ],
  [/^os\.umask$|^process\.umask$/, "the file mode mask", "set the mode of the file itself"],
  [/^locale\.setlocale$/, "the locale", "format with a library that takes the locale"],
  [
    /^contextlib\.redirect_std(?:out|err)$/,
    "the standard output",
    "write to a stream that is passed along",
  ],
  [/^warnings\.catch_warnings$/, "the warning filters", "set the filters once, at the start"],
];

const changes = (meaning: string) => CHANGES.some(([pattern]) => pattern.test(meaning));

export const processWideChange: Rule = {
  name: "process-wide-change",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.callsOf({ test: changes }).flatMap((call) => {
      const meaning = file.meaning(call.callee) ?? "";
      const found = CHANGES.find(([pattern]) => pattern.test(meaning));
      const fn = functionOf(call);
      if (found === undefined || fn === undefined || !fn.isAsync) return [];
      if (!isSeenByOthers(call)) return [];
      const [, what, fix] = found;
      return [
        {
          node: call,
          message:
            `${what} belongs to the whole process: other tasks that run during the next await ` +
            "see it changed",
          fix,
        },
      ];
    });
  },
};

/** Whether anything waits while the change holds: in the `with` it opens, or further down. */
function isSeenByOthers(call: Node): boolean {
  const fn = functionOf(call);
  if (fn === undefined) return false;
  const scope = call.parent?.kind === "with" ? call.parent.body : fn.body;
  return pauses(fn).some(({ start, end }) => start > call.end && end <= scope.end);
}
