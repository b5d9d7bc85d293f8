import type { Node as Raw } from "oxc-parser";
import type { Node } from "../ir/node.js";

/** What the handlers of single node types work with. */
export interface Lowering {
  text: string;
  node(raw: Raw): Node;
  optional(raw: Raw | null | undefined): Node | undefined;
  /** Null elements (holes in arrays) are left out. */
  all(raws: readonly (Raw | null)[]): Node[];
}

type Tag = Raw["type"];
/** The raw nodes that may carry this type. */
type Tagged<T extends Tag, N = Raw> = N extends { type: infer U }
  ? T extends U
    ? N
    : never
  : never;

export type Handlers = { [T in Tag]?: (raw: Tagged<T>, to: Lowering) => Node };
