import { BOUND_FAULTS } from "./bound-faults.ts";
import { CLOCK_FAULTS } from "./clock-faults.ts";
import { ORDER_FAULTS } from "./order-faults.ts";
import type { PlantedFault } from "./planted-fault.ts";

/** Every fault that must be found. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  ...ORDER_FAULTS,
  ...CLOCK_FAULTS,
  ...BOUND_FAULTS,
];
