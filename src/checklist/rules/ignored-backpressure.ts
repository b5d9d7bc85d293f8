import { ancestors, classOf, functionOf, loopsAround } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

const STREAMS: readonly RegExp[] = [
  /^node:(?:fs\.createWriteStream|zlib\.create\w+|https?\.request|stream\.\w+)\(\)\.write$/,
  /^node:(?:net|tls)\.(?:connect|createConnection|Socket)\(\)\.write$/,
  /^node:child_process\.\w+\(\)\.stdin\.write$/,
];
const STREAM_NAME =
  /(?:^|\.|_)(?:writable|socket|sock|dest(?:ination)?)$|(?:write|output|file)_?stream$/i;
const PYTHON_WRITER = /^asyncio\.(?:StreamWriter|open_connection|open_unix_connection)\(\)/;

export const ignoredBackpressure: Rule = {
  name: "ignored-backpressure",
  item: 7,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const reported = new Set<string>();
    const isPython = file.language === "python";
    return file.callsNamed(/^(?:write(?:lines)?|send)$/).flatMap((node) => {
      const stream = isPython ? writerOf(file, node) : streamOf(file, node);
      if (stream === undefined) return [];
      const scope = scopeOf(node, stream);
      const isPaced = isPython ? isPacedInPython(file, node, scope) : isPacedInScript(file, scope);
      if (scope === undefined || isPaced) return [];
      const written = stream.replace(/^this\./, isPython ? "self." : "this.");
      const key = `${scope.start} ${stream}`;
      if (reported.has(key)) return [];
      reported.add(key);
      return [
        {
          node,
          message:
            `nothing waits here when \`${written}\` cannot keep up: what is written collects in ` +
            "memory as fast as it comes",
          fix: isPython
            ? `\`await ${written}.drain()\` after the write`
            : node.callee.kind === "member" && node.callee.property === "send"
              ? `wait while \`${written}.bufferedAmount\` is large, or for the callback of \`send\``
              : `wait for "drain" when \`${written}.write\` returns false, or use \`pipeline\``,
        },
      ];
    });
  },
};

/** For a field the whole class may see to it, for a local the outermost function. */
function scopeOf(node: Node, path: string): Node | undefined {
  if (path.startsWith("this.") || path.startsWith("self.")) return classOf(node);
  let found: Node | undefined;
  for (const around of ancestors(node)) if (around.kind === "function") found = around;
  return found;
}

/** The StreamWriter whose `write` this is. */
function writerOf(file: SourceFile, { callee }: CallNode): string | undefined {
  if (callee.kind !== "member" || !/^write(?:lines)?$/.test(callee.property)) return undefined;
  const { object } = callee;
  const path = dotted(object);
  if (path === undefined) return undefined;
  if (PYTHON_WRITER.test(file.meaning(object) ?? "")) return path;
  const isNamedSo = /(?:^|[._])writer$/i.test(path);
  return isNamedSo && (isAnnotatedSo(file, object) || isConnection(file, object))
    ? path
    : undefined;
}

/** A parameter of a coroutine that gets a reader too, as every handler of a server does. */
function isConnection(file: SourceFile, object: Node): boolean {
  const binding = object.kind === "name" ? file.binding(object) : undefined;
  const fn = functionOf(object);
  if (binding?.kind !== "parameter" || !fn?.isAsync || !/\basyncio\b/.test(file.text)) return false;
  if (binding.parameter?.annotation !== undefined) return false;
  return fn.params.some(({ name }) => /reader$/i.test(name)) || fn.params.length === 2;
}

/** `writer: StreamWriter` as a parameter or field of the class around, whatever it comes from. */
function isAnnotatedSo(file: SourceFile, object: Node): boolean {
  const name =
    object.kind === "member" ? object.property : object.kind === "name" ? object.name : "";
  const owner = classOf(object);
  const text = owner === undefined ? file.text : file.source(owner);
  return new RegExp(`\\b${name}\\s*:\\s*["']?(?:asyncio\\.)?StreamWriter\\b`).test(text);
}

function isPacedInPython(file: SourceFile, node: CallNode, scope: Node | undefined): boolean {
  if (scope === undefined || /\bdrain\w*\(/.test(file.source(scope))) return true;
  const fn = functionOf(node);
  if (fn === undefined) return true;
  const own = file.source(fn);
  const isLooped = loopsAround(node).length > 0;
  // One answer before the connection ends is short; a loop is as long as its source.
  if (/await [\w.]*reader[\w.]*\.read/.test(own) || (!isLooped && /\bclose\(\)/.test(own))) {
    return true;
  }
  return scope === fn && !isLooped;
}

/** The stream that is written to in a loop or for every chunk of another one. */
function streamOf(file: SourceFile, node: CallNode): string | undefined {
  const { callee } = node;
  if (callee.kind !== "member" || !/^(?:write|send)$/.test(callee.property)) return undefined;
  if (usage(node).kind !== "discarded") return undefined;
  const path = dotted(callee.object);
  if (callee.property === "send") return path && isFlooded(node, path) ? path : undefined;
  if (path === undefined || /^(?:process|this\.process)\.std/.test(path)) return undefined;
  const meaning = file.meaning(callee);
  const isStream =
    meaning === undefined || meaning.startsWith("this.")
      ? STREAM_NAME.test(path)
      : STREAMS.some((pattern) => pattern.test(meaning));
  if (!isStream && !isAnswer(node, path)) return undefined;
  return isRepeated(node) ? path : undefined;
}

/** A response that is written row by row from a source that is waited for. */
const isAnswer = (node: CallNode, path: string): boolean =>
  /^(?:res|response|reply\.raw)$/.test(path) && loopsAround(node).some(({ isAsync }) => isAsync);

const WEB_SOCKET = /(?:^|\.|_)(?:ws|web_?socket|socket|client)$/i;

/** Every piece of a stream is sent on as it comes, and nothing tells when it was. */
function isFlooded(node: CallNode, path: string): boolean {
  const isStreamed = loopsAround(node).some(({ isAsync }) => isAsync);
  const fn = functionOf(node);
  const isPiped = fn !== undefined && isDataListener(fn);
  return WEB_SOCKET.test(path) && node.args.length < 3 && !hasCallback(node)
    ? isStreamed || isPiped
    : false;
}

const hasCallback = ({ args }: CallNode): boolean =>
  args.some(
    ({ value }) =>
      value.kind === "function" || (value.kind === "name" && /cb|callback|done/i.test(value.name)),
  );

function isRepeated(node: CallNode): boolean {
  const pulls = loopsAround(node).some(({ form, isAsync }) => form !== "each" || isAsync);
  const fn = functionOf(node);
  return pulls || (fn !== undefined && isDataListener(fn));
}

function isDataListener(fn: FunctionNode): boolean {
  const call = fn.parent;
  if (call?.kind !== "call" || call.callee.kind !== "member") return false;
  const [event] = call.args;
  const isOn = /^(?:on|addListener)$/.test(call.callee.property);
  return isOn && event?.value.kind === "literal" && event.value.value === "data";
}

const isPacedInScript = (file: SourceFile, scope: Node | undefined): boolean =>
  scope === undefined ||
  /drain|\.pause\(|writableNeedDrain|bufferedAmount/.test(file.source(scope));
