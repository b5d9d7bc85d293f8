import { homedir } from "node:os";
import { isAbsolute, join, posix, win32 } from "node:path";

/** What decides where a program keeps its state. */
interface Machine {
  readonly platform: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Where signalbox keeps what must outlive it, as an absolute path: what `SIGNALBOX_STATE_DIR` says,
 * or the place that the system has for state. Throws if the variable is not an absolute path.
 */
export function stateFolder({ platform, home, env }: Machine): string {
  const chosen = env["SIGNALBOX_STATE_DIR"];
  if (chosen !== undefined && chosen !== "") {
    if (isAbsolute(chosen)) return chosen;
    throw new Error(`SIGNALBOX_STATE_DIR must be an absolute path; received ${chosen}`);
  }
  if (platform === "win32") {
    const local = env["LOCALAPPDATA"] ?? win32.join(home, "AppData", "Local");
    return win32.join(local, "signalbox");
  }
  if (platform === "darwin") {
    return posix.join(home, "Library", "Application Support", "signalbox");
  }
  // The XDG rules say that a relative path counts as none.
  const state = env["XDG_STATE_HOME"];
  const base = state?.startsWith("/") ? state : posix.join(home, ".local", "state");
  return posix.join(base, "signalbox");
}

/** Where the ledger of this user is on this machine. */
export function ledgerFolder(env: Machine["env"]): string {
  return join(stateFolder({ platform: process.platform, home: homedir(), env }), "ledger");
}
