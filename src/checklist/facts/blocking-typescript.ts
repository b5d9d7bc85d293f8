import { oneOf, type Blocks } from "./blocks.js";

const FS = "(?:node:fs|fs|fse|fs-extra|graceful-fs|@npmcli/fs)";

/** What keeps Node's one thread from doing anything else, by what the call means. */
export const TYPESCRIPT_BLOCKS: readonly Blocks[] = [
  {
    call: oneOf(
      "node:child_process\\.\\w+Sync",
      "(?:execa|cross-spawn)\\.(?:sync|commandSync)",
      "(?:execa\\.)?exec(?:a|aCommand)Sync",
      "cross-spawn\\.spawnSync",
      "shelljs\\.exec",
    ),
    does: "waits for a process",
    cost: "long",
    instead: "use spawn or execFile and await its end",
  },
  {
    call: oneOf(
      "node:crypto\\.(?:pbkdf2|scrypt|generateKeyPair|generatePrime|checkPrime|argon2)Sync",
      "(?:bcrypt|bcryptjs|@node-rs/bcrypt)\\.(?:hash|compare|verify)Sync",
      "(?:@node-rs/)?argon2\\.(?:hash|verify)Sync",
    ),
    does: "computes for tens of milliseconds or more",
    cost: "long",
    instead: "use the form without Sync, which computes on another thread",
  },
  {
    call: oneOf("Atomics\\.wait", "deasync(?:\\.\\w+)?", "(?:sync-request|prompt-sync\\(\\))"),
    does: "stops the thread until something else happens",
    // Mostly in the code of a worker, which has a thread to stop.
    cost: "file",
    instead: "await it",
  },
  {
    call: oneOf("node:zlib\\.\\w+Sync"),
    does: "compresses or unpacks all that it is given",
    cost: "size",
    instead: "use the form without Sync, or a stream",
  },
  {
    call: oneOf(
      `${FS}\\.(?:readFile|writeFile|appendFile|readdir|copyFile|cp|copy|rm|remove|read|write|` +
        "move|outputFile|readJson|readJSON|writeJson|writeJSON|outputJson|emptyDir|opendir|" +
        "readv|writev|fsync|fdatasync|glob|moveFile)Sync",
      "(?:glob|fast-glob|rimraf|mkdirp|del|cpy|tempy|write-file-atomic|tiny-glob)\\.\\w*[sS]ync",
      "(?:glob\\.)?globSync|globby\\.(?:globbySync|sync)|rimraf\\.rimrafSync|tinyglobby\\.globSync",
    ),
    does: "waits for the disk",
    cost: "file",
    instead: "await the form of node:fs/promises",
  },
  {
    call: oneOf(
      `${FS}\\.(?:exists|fstat|access|realpath|readlink|pathExists|close)Sync`,
      "(?:find-up\\.findUpSync|find-up\\.sync|which\\.sync)",
    ),
    does: "looks at the file system",
    cost: "glance",
    instead: "await the form of node:fs/promises",
  },
  {
    call: oneOf(`${FS}\\.\\w+Sync`, "mkdirp\\.mkdirpSync"),
    does: "waits for the file system",
    cost: "brief",
    instead: "await the form of node:fs/promises",
  },
];
