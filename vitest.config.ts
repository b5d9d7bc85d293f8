import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A gate, not a measure: what is polled for comes when the machine gets to it.
    expect: { poll: { timeout: 30_000 } },
  },
});
