import type { Finding } from "../finding.js";
import { ancestors, below, enclosing, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { alwaysLeaves, pausesBetween } from "../ir/flow.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import { argument, option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const fileCheckThenAct: Rule = {
  name: "file-check-then-act",
  item: 6,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const asked = file.callsNamed(ASKS).flatMap((call) => byTest(file, call));
    const tried = file.callsNamed(/^access(?:Sync)?$/).flatMap((call) => byAttempt(file, call));
    return [...asked, ...tried];
  },
};

const ASKS = /^(?:exists(?:Sync)?|pathExists(?:Sync)?|fileExists|isfile|isdir|is_file|is_dir)$/;
/** Makes something where nothing was, or takes away what was there. */
const CREATES =
  /^(?:mkdir|mkdirSync|makedirs|writeFile|writeFileSync|open|openSync|touch|symlink)$/;
const REMOVES = /^(?:unlink|unlinkSync|remove|rm|rmSync|rmdir)$/;

function byTest(file: SourceFile, asked: CallNode): Finding[] {
  const check = enclosing(asked, "if");
  if (check === undefined || !isInside(asked, check.test)) return [];
  const path = pathOf(file, asked);
  if (path === undefined || functionOf(check) === undefined) return [];
  const isAbsent = isNegated(asked, check.test);
  const isGuard = check.otherwise === undefined && alwaysLeaves(check.consequent);
  if (isGuard) {
    const rest = check.parent?.kind === "block" ? check.parent.body : [];
    const after = rest.slice(rest.indexOf(check) + 1);
    return judge(file, asked, path, after, isAbsent ? REMOVES : CREATES);
  }
  const absent = isAbsent ? [check.consequent] : check.otherwise ? [check.otherwise] : [];
  const present = isAbsent ? [] : [check.consequent];
  return [
    ...judge(file, asked, path, absent, CREATES),
    ...judge(file, asked, path, present, REMOVES),
  ];
}

/** `try { await access(path) } catch { await writeFile(path, …) }`. */
function byAttempt(file: SourceFile, only: CallNode): Finding[] {
  const attempt = enclosing(only, "try");
  if (attempt === undefined || !isInside(only, attempt.body)) return [];
  const isAlone = [...below(attempt.body)].every((node) => node.kind !== "call" || node === only);
  if (!isAlone) return [];
  const path = pathOf(file, only);
  return path === undefined
    ? []
    : judge(
        file,
        only,
        path,
        attempt.handlers.map((handler) => handler.body),
        CREATES,
      );
}

function isNegated(node: Node, test: Node): boolean {
  let negated = false;
  for (const around of ancestors(node)) {
    if (around.kind === "unary" && around.operator === "not") negated = !negated;
    if (around === test || around.kind === "if") break;
  }
  return negated;
}

/** The text of the path: the first argument, or what the method of a Path belongs to. */
function pathOf(file: SourceFile, { callee, args }: CallNode): string | undefined {
  const [first] = args;
  if (first !== undefined) return file.source(first.value);
  return callee.kind === "member" && file.language === "python"
    ? file.source(callee.object)
    : undefined;
}

function judge(
  file: SourceFile,
  asked: CallNode,
  path: string,
  where: readonly Node[],
  acts: RegExp,
): Finding[] {
  const act = where
    .flatMap((part) => [part, ...below(part)])
    .find(
      (node): node is CallNode =>
        node.kind === "call" &&
        acts.test(lastName(node.callee)) &&
        ownPath(file, node) === path &&
        !isAtomic(file, node) &&
        !isCaught(node),
    );
  if (act === undefined) return [];
  const waits = pausesBetween(asked, act).length > 0;
  const isMade = acts === CREATES;
  const isFolder = /^mk|^makedirs/.test(lastName(act.callee));
  if (!waits && !isFolder) return [];
  const { line } = file.position(asked.start);
  return [
    {
      node: act,
      message: isMade
        ? `between the look on line ${line} and this, somebody else can make \`${path}\`: ` +
          (isFolder ? "then this throws" : "then this overwrites it")
        : `between the look on line ${line} and this, somebody else can remove \`${path}\`: ` +
          "then this throws",
      fix: fixFor(file, isFolder, isMade),
    },
  ];
}

/** Of `Path.mkdir()` the object, of `os.mkdir(path)` the argument. */
function ownPath(file: SourceFile, call: CallNode): string | undefined {
  const { callee, args } = call;
  const first = args.find(({ name }) => name === undefined);
  const isMethod = file.language === "python" && callee.kind === "member" && first === undefined;
  if (isMethod) return file.source(callee.object);
  return first === undefined ? undefined : file.source(first.value);
}

/** Told to bear it, or to refuse: `recursive`, `exist_ok`, `"wx"`, `force`, `missing_ok`. */
function isAtomic(file: SourceFile, call: CallNode): boolean {
  const name = lastName(call.callee);
  const names = ["recursive", "exist_ok", "force", "missing_ok", "flag"];
  const given = option(file, call, names, name.startsWith("write") ? 2 : 1);
  if (given.is !== "missing") return true;
  if (name.startsWith("open")) {
    const mode = argument(call, 1, "mode");
    return mode === undefined || !/["']w/.test(file.source(mode)) || /x/.test(file.source(mode));
  }
  return false;
}

/** Somebody handles the error that this throws when it comes too late. */
const isCaught = (node: Node): boolean =>
  [...ancestors(node)].some(
    (around) => around.kind === "try" && around.handlers.length > 0 && isInside(node, around.body),
  );

function fixFor(file: SourceFile, isFolder: boolean, isMade: boolean): string {
  const isPython = file.language === "python";
  if (isFolder) return isPython ? "pass `exist_ok=True`" : "pass `{ recursive: true }`";
  if (isMade) {
    return isPython ? "open it with mode `x`, and catch FileExistsError" : 'pass `flag: "wx"`';
  }
  return isPython
    ? "leave the look out, and catch FileNotFoundError"
    : "leave the look out, and pass `force: true` or catch ENOENT";
}
