import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Writes the simulator with the sources of src/ as they are now, or as `transform` changes them.
 * @param {string} file
 * @param {(path: string, text: string) => string} [transform]
 */
export async function bundleSimulator(file, transform = (_, text) => text) {
  const bundle = await rolldown({
    cwd: root,
    input: "test/dispatch/simulator/cli.mjs",
    platform: "node",
    logLevel: "silent",
    plugins: [
      {
        name: "transform",
        transform(text, id) {
          const path = id.startsWith(root) ? id.slice(root.length).replaceAll("\\", "/") : id;
          return { code: transform(path, text), map: null };
        },
      },
    ],
  });
  await bundle.write({ file, format: "esm" });
  await bundle.close();
}
