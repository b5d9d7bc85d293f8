import { nodeFiles, type LedgerFiles } from "../../../src/dispatch/ledger/files.ts";

/** One step that a ledger asks of the file system. */
export interface Step {
  /** Counted from 1. */
  readonly number: number;
  readonly name: keyof LedgerFiles | "append" | "sync" | "close";
}

/** What happens at a step: `before` it, or in its place. */
type OnStep = (step: Step) => void | Promise<void>;

/** An error as the file system gives it. */
export function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: planted`), { code });
}

/** The real file system, with a hook before each step, which may throw in its place. */
export function hookedFiles(onStep: OnStep, files: LedgerFiles = nodeFiles): LedgerFiles {
  let number = 0;
  const step = async (name: Step["name"]): Promise<void> => {
    number += 1;
    await onStep({ number, name });
  };
  const before =
    <Args extends unknown[], T>(name: Step["name"], run: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      await step(name);
      return run(...args);
    };
  return {
    makeFolder: before("makeFolder", (folder: string) => files.makeFolder(folder)),
    list: before("list", (folder: string) => files.list(folder)),
    read: before("read", (path: string, from: number) => files.read(path, from)),
    size: before("size", (path: string) => files.size(path)),
    rename: before("rename", (from: string, to: string) => files.rename(from, to)),
    remove: before("remove", (path: string) => files.remove(path)),
    syncFolder: before("syncFolder", (folder: string) => files.syncFolder(folder)),
    create: before("create", async (path: string) => {
      const file = await files.create(path);
      return {
        append: before("append", (bytes: Buffer) => file.append(bytes)),
        sync: before("sync", () => file.sync()),
        // A file that is left open would be closed by the garbage collector, with a warning.
        async close() {
          try {
            await step("close");
          } finally {
            await file.close();
          }
        },
      };
    }),
  };
}
