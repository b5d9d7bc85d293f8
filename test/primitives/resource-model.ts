import type { Claim } from "../../src/primitives/resource-request.ts";

/** One request of the model. */
export interface ModelRequest {
  readonly claims: readonly Claim[];
  state: "waiting" | "holding" | "gone";
}

/** Whether two lists of claims conflict, said as plainly as it can be said. */
export function conflicting(a: readonly Claim[], b: readonly Claim[]): boolean {
  const isPrefix = (short: Claim, long: Claim): boolean =>
    short.path.every((segment, depth) => long.path[depth] === segment);
  return a.some((x) =>
    b.some((y) => (x.mode === "write" || y.mode === "write") && (isPrefix(x, y) || isPrefix(y, x))),
  );
}

/** What `ResourceLock` promises, by looking at all earlier requests every time: O(n²). */
export class ResourceModel {
  readonly requests: ModelRequest[] = [];
  /** The numbers of the requests in the order they were granted. */
  readonly granted: number[] = [];

  enter(claims: readonly Claim[]): void {
    this.requests.push({ claims, state: "waiting" });
    this.#grant();
  }

  leave(index: number): void {
    const request = this.requests[index];
    if (request !== undefined) request.state = "gone";
    this.#grant();
  }

  blockersOf(index: number): number[] {
    const mine = this.requests[index]?.claims ?? [];
    return this.requests.flatMap(({ state, claims }, other) =>
      other < index && state !== "gone" && conflicting(mine, claims) ? [other] : [],
    );
  }

  #grant(): void {
    for (const [index, request] of this.requests.entries()) {
      if (request.state !== "waiting" || this.blockersOf(index).length > 0) continue;
      request.state = "holding";
      this.granted.push(index);
    }
  }
}
