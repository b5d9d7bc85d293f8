import type { CallNode, FunctionNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { caseOf } from "./tool-cases.js";

/** What a hint says; `unknown` when it is computed or comes from elsewhere. */
export type Hint = boolean | "missing" | "unknown";

/** A tool that a file declares to MCP clients. */
export interface McpTool {
  /** Where it is declared; its name, decorator or call. */
  node: Node;
  name: string | undefined;
  readOnly: Hint;
  destructive: Hint;
  /** The literals that say so. */
  readOnlyAt?: Node;
  destructiveAt?: Node;
  /** The code that a call of the tool runs, when it stands in this file. */
  handler: Node | undefined;
}

const SDK =
  /^@modelcontextprotocol\/|^(?:@[\w.-]+\/)?(?:[\w.]+-)*fastmcp\b|^mcp\b|^mcp-framework\b/;
const PYTHON_SERVER = /^(?:mcp\.server\.fastmcp(?:\.server)?|fastmcp(?:\.server)?)\.FastMCP\(\)$/;
const HINTS = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"];

const known = new WeakMap<SourceFile, readonly McpTool[]>();

/** Every tool that this file declares, with what its hints say. */
export function mcpTools(file: SourceFile): readonly McpTool[] {
  const before = known.get(file);
  if (before !== undefined) return before;
  const inFile = file.language === "python" ? inPython : inTypescript;
  const found = speaksMcp(file) ? inFile(file) : inTables(file);
  known.set(file, found);
  return found;
}

/** Without that, a file may still hold the list that another one answers with. */
export const speaksMcp = (file: SourceFile): boolean =>
  file.all("import").some(({ module }) => SDK.test(module));

/** A list of several `{ name, description, inputSchema: { type: "object", … } }`. */
function inTables(file: SourceFile): McpTool[] {
  if (file.language === "python" || !file.text.includes("inputSchema")) return [];
  return file.all("list").flatMap(({ elements }) => {
    const tools = elements.flatMap((node) =>
      node.kind === "object" && hasSchema(file, node) ? listed(file, node) : [],
    );
    return tools.length > 1 ? tools : [];
  });
}

function hasSchema(file: SourceFile, node: Node): boolean {
  const schema = keyed(node, "inputSchema");
  return schema !== undefined && textOf(file, keyed(schema, "type")) === "object";
}

function inTypescript(file: SourceFile): McpTool[] {
  const registered = file.all("call").flatMap((call) => registration(file, call));
  return [...registered, ...file.all("object").flatMap((node) => listed(file, node))];
}

/** `registerTool(name, config, handler)`, `tool(name, …, handler)`, `addTool({ … })`. */
function registration(file: SourceFile, call: CallNode): McpTool[] {
  const { callee, args } = call;
  if (callee.kind !== "member") return [];
  const [first, second] = args;
  const handler = functionIn(file, args.at(-1)?.value);
  if (callee.property === "registerTool" && args.length === 3 && second !== undefined) {
    const hints = hintsOf(file, entryOf(file, second.value, "annotations"));
    return [{ node: call, name: textOf(file, first?.value), ...hints, handler }];
  }
  const name = textOf(file, first?.value);
  if (callee.property === "tool" && name !== undefined && handler !== undefined) {
    const objects = args.slice(1, -1).map(({ value }) => resolved(file, value));
    const given = objects.find((value) => HINTS.some((hint) => keyed(value, hint) !== undefined));
    return [{ node: call, name, ...hintsOf(file, given ?? "missing"), handler }];
  }
  if (callee.property === "addTool" && args.length === 1 && first?.value.kind === "object") {
    const execute = entryOf(file, first.value, "execute");
    const hints = hintsOf(file, entryOf(file, first.value, "annotations"));
    const run = typeof execute === "string" ? undefined : functionIn(file, execute);
    return [{ node: call, name: literalEntry(file, first.value, "name"), ...hints, handler: run }];
  }
  return [];
}

/** `{ name, description, inputSchema }`: an answer to `tools/list`. */
function listed(file: SourceFile, node: Extract<Node, { kind: "object" }>): McpTool[] {
  const isTool = ["name", "description", "inputSchema"].every((key) => keyed(node, key));
  const name = keyed(node, "name");
  if (!isTool || name === undefined) return [];
  if (node.parent?.kind === "call" && !/^(?:push|concat)$/.test(methodOf(node.parent))) return [];
  const text = textOf(file, name);
  const hints = hintsOf(file, entryOf(file, node, "annotations"));
  return [{ node: name, name: text, ...hints, handler: text ? caseOf(file, text) : undefined }];
}

function inPython(file: SourceFile): McpTool[] {
  const decorated = file.all("function").flatMap((fn) => {
    const decorator = fn.decorators.find((node) => isToolDecorator(file, node));
    return decorator === undefined ? [] : [ofDecorator(file, fn, decorator)];
  });
  const built = file.all("call").flatMap((call): McpTool[] => {
    if (!/^mcp\.types\.Tool$|^mcp\.Tool$/.test(file.meaning(call.callee) ?? "")) return [];
    const name = keyword(call, "name");
    const text = textOf(file, name);
    const hints = hintsOf(file, keyword(call, "annotations") ?? spreadOf(call));
    return [{ node: call, name: text, ...hints, handler: text ? caseOf(file, text) : undefined }];
  });
  return [...decorated, ...built];
}

function isToolDecorator(file: SourceFile, node: Node): boolean {
  const callee = node.kind === "call" ? node.callee : node;
  if (callee.kind !== "member" || callee.property !== "tool") return false;
  return PYTHON_SERVER.test(file.meaning(callee.object) ?? "");
}

function ofDecorator(file: SourceFile, fn: FunctionNode, decorator: Node): McpTool {
  const call = decorator.kind === "call" ? decorator : undefined;
  const given = call && (keyword(call, "annotations") ?? spreadOf(call));
  const name = (call && textOf(file, keyword(call, "name") ?? call.args[0]?.value)) ?? fn.name;
  return { node: decorator, name, ...hintsOf(file, given ?? "missing"), handler: fn };
}

type Hints = Pick<McpTool, "readOnly" | "destructive" | "readOnlyAt" | "destructiveAt">;

/** What a hints object says: a literal, `ToolAnnotations(…)`, or a variable that holds one. */
function hintsOf(file: SourceFile, given: Node | "missing" | "unknown"): Hints {
  if (typeof given === "string") return { readOnly: given, destructive: given };
  const value = resolved(file, given);
  const isReadable =
    value.kind === "object" || (value.kind === "call" && isAnnotations(file, value));
  if (!isReadable) return { readOnly: "unknown", destructive: "unknown" };
  const [readOnly, readAt = given] = hintIn(file, value, "readOnlyHint");
  const [destructive, destroyAt = given] = hintIn(file, value, "destructiveHint");
  // Hints that several tools share are not where one of them goes wrong.
  return value === given
    ? { readOnly, destructive, readOnlyAt: readAt, destructiveAt: destroyAt }
    : { readOnly, destructive, readOnlyAt: given, destructiveAt: given };
}

function hintIn(file: SourceFile, value: Node, key: string): [Hint, Node?] {
  const hint = value.kind === "call" ? keyword(value, key) : entryOf(file, value, key);
  if (hint === undefined || hint === "missing") return ["missing"];
  if (hint === "unknown") return ["unknown"];
  const said = resolved(file, hint);
  const isKnown = said.kind === "literal" && typeof said.value === "boolean";
  return [isKnown ? said.value === true : "unknown", hint];
}

const isAnnotations = (file: SourceFile, { callee, args }: CallNode): boolean =>
  /(?:^|\.)ToolAnnotations$/.test(file.meaning(callee) ?? "") &&
  args.every(({ spread }) => spread === undefined);

/** An entry of an object literal, also of one in a variable. */
function entryOf(file: SourceFile, node: Node, key: string): Node | "missing" | "unknown" {
  const value = resolved(file, node);
  if (value.kind !== "object") return "unknown";
  const found = keyed(value, key);
  if (found !== undefined) return found;
  return value.entries.some((entry) => entry.spread || entry.key === undefined)
    ? "unknown"
    : "missing";
}

const keyed = (node: Node, key: string): Node | undefined =>
  node.kind === "object" ? node.entries.find((entry) => entry.key === key)?.value : undefined;

function literalEntry(file: SourceFile, node: Node, key: string): string | undefined {
  return textOf(file, keyed(node, key));
}

const keyword = (call: CallNode, name: string): Node | undefined =>
  call.args.find((given) => given.name === name)?.value;

const spreadOf = (call: CallNode): "missing" | "unknown" =>
  call.args.some(({ spread }) => spread !== undefined) ? "unknown" : "missing";

function resolved(file: SourceFile, node: Node): Node {
  return node.kind === "name" ? (soleValue(file.binding(node)) ?? node) : node;
}

function textOf(file: SourceFile, node: Node | undefined): string | undefined {
  const value = node && resolved(file, node);
  return value?.kind === "literal" && typeof value.value === "string" ? value.value : undefined;
}

function functionIn(file: SourceFile, node: Node | undefined): FunctionNode | undefined {
  if (node?.kind === "function") return node;
  if (node?.kind !== "name") return undefined;
  const binding = file.binding(node);
  const value = binding?.kind === "function" ? binding.declaration : soleValue(binding);
  return value?.kind === "function" ? value : undefined;
}

const methodOf = ({ callee }: CallNode): string =>
  callee.kind === "member" ? callee.property : "";
