import type { Edit, PlantedFault } from "../../dispatch/planted/planted-fault.ts";

/** A mistake on the way to other servers, and the test that must fail with it. */
export interface CaughtFault extends PlantedFault {
  readonly caughtBy: {
    readonly file: string;
    /** Part of the test's name. */
    readonly test: string;
  };
  /** It shows in that something never comes, so the test runs out of time. */
  readonly hangs?: true;
}

export const edit = (file: string, replace: string, by: string): Edit => ({ file, replace, by });

/** A fault with which an assertion of the test fails. */
export function caught(name: string, file: string, test: string, ...edits: Edit[]): CaughtFault {
  return { name, edits, caughtBy: { file, test } };
}

/** The same, where the test waits for something that never comes. */
export function hangs(...fault: Parameters<typeof caught>): CaughtFault {
  return { ...caught(...fault), hangs: true };
}
