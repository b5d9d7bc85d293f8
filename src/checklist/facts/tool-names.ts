/** What a tool's name promises. */
export type Promised = "reads" | "changes" | "removes";

const READS = new RegExp(
  "^(?:get|list|read|search|find|fetch|show|view|describe|query|lookup|look|count|" +
    "check|status|stat|diff|log|tree|exists|info|inspect|explain|preview|browse|is|has|" +
    "current|head|tail|grep|directory)$",
);
const CHANGES = new RegExp(
  "^(?:create|add|write|update|edit|set|put|insert|move|rename|append|save|upload|send|" +
    "post|commit|push|merge|assign|publish|patch|modify|replace|enable|disable|import|" +
    "copy|apply|install|deploy|start|stop|restart|checkout|rebase|stage)$",
);
const REMOVES = new RegExp(
  "^(?:delete|remove|drop|destroy|purge|erase|truncate|wipe|clear|reset|uninstall|" +
    "revoke|kill|terminate)$",
);

/** By the first verb among the name's words: `git_delete_branch`, `readFile`, `list-pages`. */
export function promisedBy(name: string): Promised | undefined {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/);
  for (const word of words) {
    if (REMOVES.test(word)) return "removes";
    if (CHANGES.test(word)) return "changes";
    if (READS.test(word)) return "reads";
  }
  return undefined;
}
