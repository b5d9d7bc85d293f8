/** @typedef {import("../../../dist/index.js").FootprintClaim} FootprintClaim */

/** The batch that is run, killed, and asked for again: what writes has an idempotency key. */
export const batchToKill = {
  calls: [
    write("first", "a"),
    write("beside", "b"),
    write("second", "a"),
    { id: "look", tool: "look", arguments: { place: "a" } },
    { ...write("broken", "c"), tool: "fail" },
    write("after", "d", "second"),
    write("skipped", "e", "broken"),
    write("all", ""),
    write("last", "a", "all"),
  ],
};

/**
 * Tools whose effects are told of.
 * @param {(name: string) => void} effect
 * @param {() => void} step called before, after and between effects
 */
export function toolsWith(effect, step) {
  /** @param {"read" | "write"} mode */
  const claims = (mode) => {
    /** @param {{ place: string }} args @returns {FootprintClaim[]} */
    return ({ place }) => [{ path: place === "" ? [] : [place], mode }];
  };
  const pause = () => new Promise((resolve) => setImmediate(resolve));
  return {
    write: {
      footprint: claims("write"),
      /** @param {{ name: string, place: string }} args */
      async run({ name }) {
        step();
        await pause();
        effect(name);
        step();
        await pause();
        step();
        return { wrote: name };
      },
    },
    fail: {
      footprint: claims("write"),
      /** @param {{ name: string, place: string }} args */
      async run({ name }) {
        step();
        await pause();
        throw new Error(`${name} cannot be done`);
      },
    },
    look: {
      effect: /** @type {const} */ ("read-only"),
      footprint: claims("read"),
      run: async () => pause(),
    },
  };
}

/**
 * @param {string} id
 * @param {string} place
 * @param {string[]} after
 */
function write(id, place, ...after) {
  const args = { name: id, place };
  return { id, tool: "write", arguments: args, after, idempotencyKey: `key of ${id}` };
}
