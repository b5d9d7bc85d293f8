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

/** How strongly the cues show that a text is about concurrency at all. */
export function domainEvidence(cues: readonly FoundCue[]): number {
  let evidence = 0;
  for (const { votes, domain } of cues) {
    evidence += domain + Math.max(0, ...votes.map(({ weight }) => weight));
  }
  return evidence;
}

/** The weights for one reference, strongest first; two cues in the same words count once. */
function weightsFor(cues: readonly FoundCue[], id: ReferenceId): number[] {
  const bySpan = new Map<string, number>();
  for (const { start, end, text, votes } of cues) {
    const weight = votes.find(({ reference }) => reference === id)?.weight ?? 0;
    const span = `${start}-${end}-${text}`;
    if (weight > (bySpan.get(span) ?? 0)) bySpan.set(span, weight);
  }
  return [...bySpan.values()].sort((a, b) => b - a);
}

function fadingSum(weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * FADE ** index, 0);
}
