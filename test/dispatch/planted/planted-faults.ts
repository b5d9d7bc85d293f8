import { BOUND_FAULTS } from "./bound-faults.ts";
import { CIRCUIT_FAULTS } from "./circuit-faults.ts";
import { CLOCK_FAULTS } from "./clock-faults.ts";
import { IDLE_FAULTS } from "./idle-faults.ts";
import { ORDER_FAULTS } from "./order-faults.ts";
import type { PlantedFault } from "./planted-fault.ts";

/** Every fault that must be found. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  ...ORDER_FAULTS,
  ...CLOCK_FAULTS,
  ...BOUND_FAULTS,
  ...CIRCUIT_FAULTS,
  ...IDLE_FAULTS,
];
