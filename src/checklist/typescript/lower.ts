import { parseSync, visitorKeys, type Node as Raw } from "oxc-parser";
import * as make from "../ir/make.js";
import type { Node } from "../ir/node.js";
import { DEFINITIONS } from "./definitions.js";
import { EXPRESSIONS } from "./expressions.js";
import type { Handlers, Lowering } from "./lowering.js";
import { STATEMENTS } from "./statements.js";

const HANDLERS: Handlers = { ...EXPRESSIONS, ...STATEMENTS, ...DEFINITIONS };
type AnyHandler = (raw: Raw, to: Lowering) => Node;

/** The parsed module as our tree, and what the parser complained about first. */
export function lowerTypeScript(path: string, text: string): { root: Node; fault?: string } {
  const { program, errors } = parseSync(path, text, { preserveParens: false });
  const to: Lowering = {
    text,
    node: (raw) => lowerNode(raw, to),
    optional: (raw) => (raw ? lowerNode(raw, to) : undefined),
    all: (raws) => raws.flatMap((raw) => (raw === null ? [] : [lowerNode(raw, to)])),
  };
  const root = lowerNode(program, to);
  const [first] = errors;
  return first === undefined ? { root } : { root, fault: first.message };
}

function lowerNode(raw: Raw, to: Lowering): Node {
  const handler = HANDLERS[raw.type] as AnyHandler | undefined;
  if (handler !== undefined) return handler(raw, to);
  if (raw.type.startsWith("TS") && !raw.type.startsWith("TSEnum")) {
    return make.other(raw, raw.type, []);
  }
  return make.other(raw, raw.type, to.all(childrenOf(raw)));
}

/** What is left has no meaning of its own here, but the code inside it has. */
function childrenOf(raw: Raw): Raw[] {
  const fields = raw as unknown as Record<string, unknown>;
  return (visitorKeys[raw.type] ?? [])
    .flatMap((key) => fields[key])
    .filter((child): child is Raw => typeof child === "object" && child !== null);
}
