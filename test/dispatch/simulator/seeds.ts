import { simulate } from "./simulate.ts";

/** Simulations that share their turns of the event loop. */
const ABREAST = 32;

/** What has been simulated so far. */
export interface Tested {
  readonly seeds: number;
  readonly batches: number;
  readonly starts: number;
  /** The first seed with faults, and what they are. */
  readonly failed: { readonly seed: number; readonly faults: readonly string[] } | undefined;
}

/** Simulates seed after seed until there are enough, or one has faults. */
export async function simulateSeeds(
  from: number,
  enough: (tested: Tested) => boolean,
): Promise<Tested> {
  let tested: Tested = { seeds: 0, batches: 0, starts: 0, failed: undefined };
  while (!enough(tested) && tested.failed === undefined) {
    const seeds = Array.from({ length: ABREAST }, (_, index) => from + tested.seeds + index);
    const found = await Promise.all(seeds.map(simulateSafely));
    const failed = found.findIndex(({ faults }) => faults.length > 0);
    const sum = (what: "batches" | "starts"): number =>
      found.reduce((total, each) => total + each[what], tested[what]);
    tested = {
      seeds: tested.seeds + ABREAST,
      batches: sum("batches"),
      starts: sum("starts"),
      failed:
        failed === -1
          ? undefined
          : { seed: seeds[failed] as number, faults: found[failed]?.faults ?? [] },
    };
  }
  return tested;
}

async function simulateSafely(seed: number) {
  try {
    return await simulate(seed);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { faults: [text], batches: 0, starts: 0 };
  }
}

/** What happens under a seed, told step by step, and what is wrong with it. */
export async function traceSeed({ seed, faults }: NonNullable<Tested["failed"]>): Promise<string> {
  const trace: string[] = [];
  try {
    await simulate(seed, trace);
  } catch {
    // What it throws is among the faults.
  }
  return [`seed ${seed}:`, ...trace, ...faults].join("\n");
}
