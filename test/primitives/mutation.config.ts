import { defineConfig } from "vitest/config";

/** The tests that are to kill the mutants of src/primitives; the long ones are left out. */
export default defineConfig({
  test: {
    include: ["test/primitives/**/*.test.ts"],
    exclude: ["test/primitives/leaks*.test.ts"],
    testTimeout: 5000,
    bail: 1,
  },
});
