// Runs tests with a fault in the sources: PLANTED_FAULT is its name, PLANTED_COMMAND the command
// that was built with it, if it takes one.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { plant } from "../../dispatch/planted/planted-fault.ts";
import { GATEWAY_FAULTS } from "./gateway-faults.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const { PLANTED_FAULT, PLANTED_COMMAND } = process.env;
const fault = GATEWAY_FAULTS.find(({ name }) => name === PLANTED_FAULT);
if (fault === undefined) throw new Error(`no fault is called ${PLANTED_FAULT}`);

export default defineConfig({
  root,
  plugins: [
    {
      name: "plant",
      enforce: "pre",
      transform(text, id) {
        const path = id.startsWith(root) ? id.slice(root.length) : id;
        if (path === "test/built.ts" && PLANTED_COMMAND !== undefined) {
          return text.replace("../dist/signalbox.mjs", PLANTED_COMMAND);
        }
        return path.startsWith("src/") ? plant(fault, path, text) : text;
      },
    },
  ],
  test: {
    include: [fault.caughtBy.file],
    testTimeout: fault.hangs === true ? 10_000 : 60_000,
    teardownTimeout: 1_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
