import type { FoundCue } from "./cue-matcher.js";
import { REFERENCE_IDS } from "./library.js";
import type { ReferenceId } from "./library.js";

/** Each further cue for a reference counts for less: ten hints are not two proofs. */
const FADE = 0.7;

export interface Score {
  id: ReferenceId;
  score: number;
}

/** How strongly the cues speak for each reference, best first; equals keep the listed order. */
export function scoreCues(cues: readonly FoundCue[]): Score[] {
  return REFERENCE_IDS.map((id) => ({ id, score: fadingSum(weightsFor(cues, id)) })).sort(
    (a, b) => b.score - a.score,
  );
}

/**
 * How strongly the cues show that a text is about concurrency at all. A cue that says so itself
 * counts as it says; another counts by its strongest vote, a weak vote for a quarter: "pool" and
 * "table" vote for a reference, yet stand in many a question about something else. The same words
 * count once.
 */
export function domainEvidence(cues: readonly FoundCue[]): number {
  const bySpan = new Map<string, number>();
  for (const cue of cues) {
    const evidence = evidenceOf(cue);
    const known = bySpan.get(spanOf(cue)) ?? 0;
    const against = Math.min(known, evidence);
    bySpan.set(spanOf(cue), against < 0 ? against : Math.max(known, evidence));
  }
  const context = cues.some((cue) => cue.context) ? 1 : 0;
  return [...bySpan.values()].reduce((sum, evidence) => sum + evidence, context);
}

function evidenceOf({ votes, domain, context }: FoundCue): number {
  if (domain !== 0) return domain;
  if (context) return 0;
  const strongest = Math.max(0, ...votes.map(({ weight }) => weight));
  return strongest >= 4 ? strongest : strongest / 4;
}

/** The weights for one reference, strongest first; two cues in the same words count once. */
function weightsFor(cues: readonly FoundCue[], id: ReferenceId): number[] {
  const bySpan = new Map<string, number>();
  for (const cue of cues) {
    const weight = cue.votes.find(({ reference }) => reference === id)?.weight ?? 0;
    const span = spanOf(cue);
    if (weight > (bySpan.get(span) ?? 0)) bySpan.set(span, weight);
  }
  return [...bySpan.values()].sort((a, b) => b - a);
}

function fadingSum(weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * FADE ** index, 0);
}

function spanOf({ start, end, text }: FoundCue): string {
  return `${start}-${end}-${text}`;
}
