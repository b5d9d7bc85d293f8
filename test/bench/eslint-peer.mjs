// What ESLint is asked beside us: its own rules on asynchronous code, and those that
// typescript-eslint recommends and that need no types. Typed rules are left out, as ours run
// without types in this bench.
import peer from "typescript-eslint";

export default [
  // The packages' own directives name rules of plugins that are not there.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" } },
  {
    files: ["**/*.{js,mjs,cjs,ts,mts,tsx}"],
    languageOptions: { parser: peer.parser },
    plugins: { "@typescript-eslint": peer.plugin },
    rules: {
      ...Object.assign({}, ...peer.configs.recommended.map(({ rules }) => rules)),
      "no-async-promise-executor": "error",
      "no-await-in-loop": "error",
      "no-promise-executor-return": "error",
      "no-unsafe-finally": "error",
      "require-atomic-updates": "error",
    },
  },
];
