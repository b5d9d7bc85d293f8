// Mutation testing of the primitives: `npm run mutation`, or for one file
// `npm run mutation -- --mutate src/primitives/scope.ts`. Not in CI: it takes long.
// test/primitives/mutation.md lists what survived, and why.

const options = {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "test/primitives/mutation.config.ts" },
  mutate: ["src/primitives/*.ts"],
  coverageAnalysis: "perTest",
  concurrency: 1,
  timeoutMS: 8000,
  reporters: ["clear-text", "progress", "json"],
  clearTextReporter: { allowColor: false, logTests: false },
  jsonReporter: { fileName: "reports/mutation.json" },
  tempDirName: "reports/stryker",
};

export default options;
