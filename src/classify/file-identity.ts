import { dirname, join } from "node:path/posix";
import type { FileIdentity } from "./places.js";

/** The two questions asked of a disk; `node:fs` answers them. */
export interface Disk {
  realpathSync(path: string): string;
  statSync(path: string): { dev: number; ino: number; nlink: number; isFile(): boolean };
}

/**
 * Follows the links of as much of a path as exists, and names the file by its inode if it has
 * more than one name. A dangling or unreadable part is kept as written.
 */
export function fileIdentity(disk: Disk): (path: string) => FileIdentity {
  return (path) => {
    const real = existing(disk, path);
    try {
      const stat = disk.statSync(real);
      const shared = stat.isFile() && stat.nlink > 1;
      return shared ? { path: real, inode: `${stat.dev}:${stat.ino}` } : { path: real };
    } catch {
      return { path: real };
    }
  };
}

function existing(disk: Disk, path: string): string {
  let head = path;
  const tail: string[] = [];
  while (head !== "/") {
    try {
      return join(disk.realpathSync(head), ...tail);
    } catch {
      tail.unshift(head.slice(head.lastIndexOf("/") + 1));
      head = dirname(head);
    }
  }
  return path;
}
