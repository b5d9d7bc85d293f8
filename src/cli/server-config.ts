import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseConfig, type GatewayConfig } from "../gateway/config.js";
import { ConfigError } from "../gateway/errors.js";
import type { Surroundings } from "./surroundings.js";

/** Which servers a command may reach; none unless the user says so. */
export interface ServerConfigOptions {
  /** A file of the user's with `mcpServers`. */
  readonly config?: string | undefined;
  /** Takes `.mcp.json` of the current folder: whoever wrote the project chose what it starts. */
  readonly project?: boolean | undefined;
}

/** The file that projects keep their servers in. */
const PROJECT_FILE = ".mcp.json";

/** Reads the servers that the command line names. Rejects with `ConfigError`. */
export async function readServerConfig(
  { env }: Pick<Surroundings, "env">,
  { config, project }: ServerConfigOptions,
): Promise<GatewayConfig> {
  if (config !== undefined && project === true) {
    throw new ConfigError("--config and --project exclude one another");
  }
  const path = project === true ? join(process.cwd(), PROJECT_FILE) : config;
  if (path === undefined) return { servers: new Map() };
  const name = basename(path);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${name}: cannot be read (${code ?? "unknown error"})`);
  }
  return parseConfig({ name, text, env });
}
