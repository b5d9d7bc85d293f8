import type { LedgerEntry } from "../dispatch/ledger/history.js";
import type { LedgerProblem } from "../dispatch/ledger/line.js";
import { openLedger, type OpenLedger } from "../dispatch/ledger/open-ledger.js";
import { ledgerFolder } from "./state-folder.js";
import { EXIT, type Surroundings } from "./surroundings.js";
import { printable, renderTable } from "./table.js";

/** What `signalbox ledger` is told. */
export interface LedgerCommandOptions {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly resolve?: string;
}

const ERROR_COLUMNS_MAX = 60;

/** Prints the ledger, or notes that a call was looked after; answers the exit code. */
export async function ledgerCommand(
  surroundings: Surroundings,
  options: LedgerCommandOptions,
): Promise<number> {
  const ledger = await openLedger({ folder: ledgerFolder(surroundings.env) });
  try {
    if (options.resolve !== undefined) return await resolve(surroundings, ledger, options.resolve);
    return await print(surroundings, ledger, options);
  } finally {
    await ledger.close();
  }
}

async function print(
  { stdout, stderr }: Surroundings,
  ledger: OpenLedger,
  { json = false, all = false }: LedgerCommandOptions,
): Promise<number> {
  const { entries, problems } = await ledger.report();
  const doubtful = entries.filter(isDoubtful);
  const shown = all
    ? entries
    : entries.filter((entry) => isDoubtful(entry) || entry.state === "running");
  if (json) stdout.write(`${JSON.stringify({ entries: shown, problems })}\n`);
  else stdout.write(table(shown));
  for (const problem of problems) stderr.write(`signalbox: ${describe(problem)}\n`);
  if (doubtful.length === 0) return EXIT.ok;
  if (!json) stdout.write(advice(doubtful.length));
  return EXIT.inDoubt;
}

async function resolve(
  { stdout, stderr }: Surroundings,
  ledger: OpenLedger,
  id: string,
): Promise<number> {
  const { entries } = await ledger.report();
  const entry = entries.find((one) => one.id === id);
  if (entry === undefined || entry.state !== "in-doubt") {
    const why = entry === undefined ? "is not in the ledger" : `is ${words(entry)}, not in doubt`;
    stderr.write(`signalbox: --resolve: the call ${printable(id)} ${why}\n`);
    return EXIT.failed;
  }
  if (!entry.acknowledged) await ledger.acknowledge(entry.batch, entry.call);
  stdout.write(`${printable(id)} is resolved\n`);
  return EXIT.ok;
}

function isDoubtful({ state, acknowledged }: LedgerEntry): boolean {
  return state === "in-doubt" && !acknowledged;
}

function advice(count: number): string {
  const calls = count === 1 ? "1 call is" : `${count} calls are`;
  return (
    `\n${calls} in doubt: each may have changed something, or nothing. Look there, then say\n` +
    "signalbox ledger --resolve ID\n"
  );
}

function describe({ file, line, kind }: LedgerProblem): string {
  const what = kind === "torn" ? "was cut short by a crash" : "cannot be read";
  return `line ${line} of ${file} ${what}; what it said is missing`;
}

function table(entries: readonly LedgerEntry[]): string {
  if (entries.length === 0) return "nothing to look after\n";
  const rows = entries.map((entry) => [
    entry.id,
    new Date(entry.atMs).toISOString().replace("T", " ").slice(0, 19),
    entry.server ?? "-",
    entry.tool ?? "-",
    words(entry),
    errorText(entry),
  ]);
  return renderTable([["ID", "WHEN (UTC)", "SERVER", "TOOL", "STATE", "ERROR"], ...rows]);
}

/** The state for people: how it ended, if it has. */
function words({ state, status, acknowledged }: LedgerEntry): string {
  if (state === "finished") return status ?? "ended";
  if (acknowledged) return "resolved";
  return state.replace("-", " ");
}

function errorText({ error }: LedgerEntry): string {
  if (error === undefined) return "";
  const text = `${error.code}: ${error.message}`;
  return text.length > ERROR_COLUMNS_MAX ? `${text.slice(0, ERROR_COLUMNS_MAX - 1)}…` : text;
}
