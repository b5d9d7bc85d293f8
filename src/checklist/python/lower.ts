import * as make from "../ir/make.js";
import type { Node } from "../ir/node.js";
import { DEFINITIONS } from "./definitions.js";
import { EXPRESSIONS } from "./expressions.js";
import type { Handlers, Lowering } from "./lowering.js";
import { STATEMENTS } from "./statements.js";
import type { Raw } from "./tree.js";

const HANDLERS: Handlers = { ...EXPRESSIONS, ...STATEMENTS, ...DEFINITIONS };

/** The parsed module as our tree. */
export function lowerPython(text: string, raw: Raw): Node {
  const to: Lowering = {
    node: (child) => lowerNode(child, to),
    optional: (child) => (child === undefined ? undefined : lowerNode(child, to)),
    all: (children) => children.map((child) => lowerNode(child, to)),
    textOf: ({ start, end }) => text.slice(start, end),
  };
  return lowerNode(raw, to);
}

/** What has no handler has no meaning of its own here, but the code inside it has. */
function lowerNode(raw: Raw, to: Lowering): Node {
  const handler = Object.hasOwn(HANDLERS, raw.type) ? HANDLERS[raw.type] : undefined;
  return handler?.(raw, to) ?? make.other(raw, raw.type, to.all(raw.children));
}
