import * as make from "../ir/make.js";
import type { Node } from "../ir/node.js";
import type { Raw } from "./tree.js";

/** What the handlers of single node types work with. */
export interface Lowering {
  node(raw: Raw): Node;
  optional(raw: Raw | undefined): Node | undefined;
  all(raws: readonly Raw[]): Node[];
  textOf(raw: Raw): string;
}

export type Handlers = Readonly<Record<string, (raw: Raw, to: Lowering) => Node>>;

/** The child that the grammar keeps under this name. */
export const fieldOf = (raw: Raw, name: string): Raw | undefined =>
  raw.children.find(({ field }) => field === name);

export const fieldsOf = (raw: Raw, name: string): Raw[] =>
  raw.children.filter(({ field }) => field === name);

export const childOf = (raw: Raw, type: string): Raw | undefined =>
  raw.children.find((child) => child.type === type);

/** A statement's block; what the parser could not read is an empty one. */
export const blockOf = (raw: Raw, block: Raw | undefined, to: Lowering): Node =>
  to.optional(block) ?? make.block(raw, []);
