import { realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import type { ClassifyOptions } from "../classify/call.js";
import { fileIdentity } from "../classify/file-identity.js";

/** What paths mean on this machine; without a root of their own, calls are taken to run here. */
export function onThisMachine(root?: string): ClassifyOptions {
  return {
    home: homedir(),
    foldsCase: process.platform === "darwin" || process.platform === "win32",
    identify: fileIdentity({ realpathSync, statSync }),
    ...(root !== undefined && { root }),
  };
}
