// Runs a program and watches it with all that it starts: wall clock, and the most memory that they
// held at one time, sampled from /proc. Pages that are shared count once for each who shares them
// in `rssMb`, and once in all in `pssMb`.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

const SAMPLE_EVERY_MS = 40;

/** @typedef {{ rssMb: number, pssMb: number, largestMb: number }} Peak */

/**
 * @param {string[]} args Node's arguments
 * @param {{ cwd?: string, memory?: boolean }} [options]
 * @returns {Promise<Peak & { ms: number, stdout: string, code: number | null }>}
 */
export function measured(args, { cwd, memory = false } = {}) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "ignore"] });
    const peak = { rssMb: 0, pssMb: 0, largestMb: 0 };
    const timer = memory
      ? setInterval(() => sample(child.pid ?? 0, peak), SAMPLE_EVERY_MS)
      : undefined;
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(timer);
      resolve({ ms: performance.now() - begun, ...peak, stdout, code });
    });
  });
}

/** @param {number} top @param {Peak} peak */
function sample(top, peak) {
  let rss = 0;
  let pss = 0;
  for (const pid of family(top)) {
    const own = kilobytes(`/proc/${pid}/status`, /VmRSS:\s+(\d+)/);
    rss += own;
    pss += kilobytes(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m);
    peak.largestMb = Math.max(peak.largestMb, own / 1024);
  }
  peak.rssMb = Math.max(peak.rssMb, rss / 1024);
  peak.pssMb = Math.max(peak.pssMb, pss / 1024);
}

/** @param {number} top */
function family(top) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = kilobytes(`/proc/${name}/status`, /PPid:\s+(\d+)/);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const all = [top];
  for (let at = 0; at < all.length; at += 1) all.push(...(children.get(all[at] ?? 0) ?? []));
  return all;
}

/** A process may end between two looks. @param {string} path @param {RegExp} pattern */
function kilobytes(path, pattern) {
  try {
    return Number(pattern.exec(readFileSync(path, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** @param {number[]} values */
export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
