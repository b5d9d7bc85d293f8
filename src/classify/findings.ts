import {
  EVERYTHING,
  renderResource,
  type Access,
  type Confidence,
  type Evidence,
  type EvidenceSource,
  type Judgement,
  type Mode,
  type Resource,
  type Verdict,
} from "./access.js";

/** Pieces of evidence of one verdict that an answer carries; the first ones are kept. */
const EVIDENCE_MAX = 16;

/** Accesses that an answer carries; a call with more is taken to touch everything. */
const ACCESSES_MAX = 256;

const WEIGHT: Readonly<Record<Verdict, number>> = { "read-only": 0, unknown: 1, stateful: 2 };

/** Collects what the pieces of evidence say about one call; nothing is ever taken back. */
export class Findings {
  readonly #evidence = new Map<string, Evidence>();
  readonly #accesses = new Map<string, Access>();
  readonly #suggestions = new Set<string>();
  readonly #count: Record<Verdict, number> = { "read-only": 0, unknown: 0, stateful: 0 };
  #destructive = false;
  #idempotent = false;

  /** The most careful of everything said so far; `unknown` as long as nothing was said. */
  get verdict(): Verdict {
    if (this.#count.stateful > 0) return "stateful";
    return this.#count.unknown > 0 || this.#evidence.size === 0 ? "unknown" : "read-only";
  }

  /** True if some part could not be judged, whatever else is known to happen. */
  get hasGaps(): boolean {
    return this.#count.unknown > 0 || this.#evidence.size === 0;
  }

  says(source: EvidenceSource, says: Verdict, because: string): void {
    this.#count[says] += 1;
    if (this.#count[says] > EVIDENCE_MAX) return;
    this.#evidence.set(`${source} ${says} ${because}`, { source, says, because });
  }

  accesses(mode: Mode, resources: readonly Resource[], because: string): void {
    for (const resource of resources) {
      const key = `${mode} ${renderResource(resource)}`;
      if (!this.#accesses.has(key)) this.#accesses.set(key, { resource, mode, because });
    }
  }

  reads(resources: readonly Resource[], because: string): void {
    this.accesses("read", resources, because);
  }

  writes(resources: readonly Resource[], because: string): void {
    this.accesses("write", resources, because);
  }

  suggests(suggestion: string): void {
    this.#suggestions.add(suggestion);
  }

  destroys(): void {
    this.#destructive = true;
  }

  repeats(): void {
    this.#idempotent = true;
  }

  add(judgement: Judgement): void {
    const wasEmpty = this.#count.stateful + this.#count.unknown === 0;
    for (const { source, says, because } of judgement.evidence) this.says(source, says, because);
    for (const { resource, mode, because } of judgement.accesses) {
      this.accesses(mode, [resource], because);
    }
    for (const suggestion of judgement.suggestions) this.suggests(suggestion);
    // Evidence is capped, a verdict is not.
    if (WEIGHT[this.verdict] < WEIGHT[judgement.verdict]) {
      this.says("input", judgement.verdict, "more was found than is listed");
    }
    this.#destructive ||= judgement.destructive;
    // Several changes may be repeated only if each of them may.
    if (judgement.verdict === "read-only") return;
    this.#idempotent = judgement.idempotent && (this.#idempotent || wasEmpty);
  }

  /** The answer. `reach` is what the call can touch at all: an unknown part writes to it. */
  judgement(confidence: Confidence, reach: readonly Resource[] = [EVERYTHING]): Judgement {
    const { verdict } = this;
    const readOnly = verdict === "read-only";
    return {
      verdict,
      accesses: this.#footprint(reach),
      evidence: [...this.#evidence.values()],
      confidence: verdict === "unknown" ? "none" : confidence,
      // Nobody can say that an unknown effect spares anything.
      destructive: verdict === "unknown" || (!readOnly && this.#destructive),
      idempotent: readOnly || this.#idempotent,
      suggestions: [...this.#suggestions],
    };
  }

  #footprint(reach: readonly Resource[]): Access[] {
    const found = [...this.#accesses.values()];
    const nowhere = this.verdict === "stateful" && found.every(({ mode }) => mode === "read");
    if (this.hasGaps || nowhere || found.length > ACCESSES_MAX) {
      const because =
        found.length > ACCESSES_MAX ? "touches too much" : "an unknown effect may be anywhere";
      return reach.map((resource) => ({ resource, mode: "write", because }));
    }
    // A read of what is written anyway says nothing more.
    return found.filter(
      ({ resource, mode }) =>
        mode === "write" || !this.#accesses.has(`write ${renderResource(resource)}`),
    );
  }
}
