import {
  chmod,
  mkdir,
  open,
  readdir,
  rename,
  stat,
  unlink,
  type FileHandle,
} from "node:fs/promises";

/** A file that is written to at its end. */
export interface LedgerFile {
  /** Writes all of it, or rejects; then some of it may be there. */
  append(bytes: Buffer): Promise<void>;
  /** Resolves when what was appended survives a power failure. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What the ledger asks of a file system; a test can fail any step of it. */
export interface LedgerFiles {
  /** Makes the folder if it is not there, for its owner's eyes only. */
  makeFolder(folder: string): Promise<void>;
  /** The names in a folder, sorted; none if there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** The bytes from `from` to the end; `undefined` if there is no such file. */
  read(path: string, from: number): Promise<Buffer | undefined>;
  /** How long a file is; `undefined` if there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** Makes a file that must not exist yet, for its owner's eyes only. */
  create(path: string): Promise<LedgerFile>;
  rename(from: string, to: string): Promise<void>;
  /** Does nothing if there is no such file. */
  remove(path: string): Promise<void>;
  /** Resolves when the names in the folder survive a power failure. */
  syncFolder(folder: string): Promise<void>;
}

/** The real file system. */
export const nodeFiles: LedgerFiles = {
  async makeFolder(folder) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  },
  list: async (folder) => ((await orMissing(readdir(folder))) ?? []).sort(),
  size: async (path) => (await orMissing(stat(path)))?.size,
  async read(path, from) {
    const handle = await orMissing(open(path, "r"));
    if (handle === undefined) return undefined;
    try {
      return await readFrom(handle, from);
    } finally {
      await handle.close();
    }
  },
  async create(path) {
    const handle = await open(path, "wx", 0o600);
    return {
      append: (bytes) => handle.appendFile(bytes),
      sync: () => handle.datasync(),
      close: () => handle.close(),
    };
  },
  rename,
  remove: (path) => orMissing(unlink(path)),
  async syncFolder(folder) {
    // Windows has no such call; NTFS keeps its own journal of names.
    if (process.platform === "win32") return;
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

async function readFrom(handle: FileHandle, from: number): Promise<Buffer> {
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.max(0, size - from));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function orMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
