/** Calls that keep the thread that they run on until they are done. */
export interface Blocks {
  /** What the calls mean. */
  call: RegExp;
  /** Completes the sentence "this call …". */
  does: string;
  /**
   * `long`: as long as a peer, a process or a computation takes. `file`: as long as a disk takes
   * for content. `size`: grows with what it is given. `brief`: one change of the file system.
   * `glance`: one look at it, mostly answered from memory.
   */
  cost: "long" | "file" | "size" | "brief" | "glance";
  instead: string;
}

/** Matches a meaning that is one of these patterns, from its beginning to its end. */
export const oneOf = (...patterns: string[]): RegExp => new RegExp(`^(?:${patterns.join("|")})$`);
