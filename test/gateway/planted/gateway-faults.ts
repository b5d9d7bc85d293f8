import { BATCH_FAULTS } from "./batch-faults.ts";
import type { CaughtFault } from "./caught-fault.ts";
import { CONNECTION_FAULTS } from "./connection-faults.ts";

/** Every fault that must be found. */
export const GATEWAY_FAULTS: readonly CaughtFault[] = [...CONNECTION_FAULTS, ...BATCH_FAULTS];
