import type { Finding } from "../finding.js";
import type { CallNode } from "../ir/expression.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** A pool that grows without a limit when an option is left out, or is set to a certain value. */
interface Pool {
  made: RegExp;
  option: string;
  /** Values that take the limit away, as they are written. */
  open: RegExp;
  /** Whether it has no limit until one is given. */
  isOpen?: boolean;
}

const TYPESCRIPT: readonly Pool[] = [
  {
    made: /^node:https?\.Agent$/,
    option: "maxSockets",
    open: /^(?:Number\.)?\w*INFINITY$/i,
    isOpen: true,
  },
  { made: /^undici\.(?:Agent|Pool)$/, option: "connections", open: /^(?:null|0)$/, isOpen: true },
  {
    made: /^mysql2?(?:\/promise)?\.createPool$/,
    option: "connectionLimit",
    open: /^(?:0|\w*Infinity)$/,
  },
  { made: /^mongodb\.MongoClient$/, option: "maxPoolSize", open: /^0$/ },
];

const PYTHON: readonly Pool[] = [
  { made: /^aiohttp\.TCPConnector$/, option: "limit", open: /^(?:0|None)$/ },
  { made: /^httpx\.Limits$/, option: "max_connections", open: /^None$/ },
  { made: /^sqlalchemy(?:\.\w+)*\.create_(?:async_)?engine$/, option: "pool_size", open: /^0$/ },
  {
    made: /^sqlalchemy(?:\.\w+)*\.create_(?:async_)?engine$/,
    option: "max_overflow",
    open: /^-1$/,
  },
  {
    made: /^redis(?:\.asyncio)?\.ConnectionPool(?:\.from_url)?$/,
    option: "max_connections",
    open: /^None$/,
    isOpen: true,
  },
  {
    made: /^(?:pymongo\.(?:Async)?MongoClient|motor\.motor_asyncio\.AsyncIOMotorClient)$/,
    option: "maxPoolSize",
    open: /^(?:0|None)$/,
  },
  { made: /^(?:aiopg|aiomysql)\.create_pool$/, option: "maxsize", open: /^0$/ },
];

export const unsizedPool: Rule = {
  name: "unsized-pool",
  item: 11,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    const pools = file.language === "python" ? PYTHON : TYPESCRIPT;
    return file
      .callsOf({ test: (path) => pools.some(({ made }) => made.test(path)) })
      .flatMap((call) => {
        const made = file.meaning(call.callee);
        if (made === undefined) return [];
        return pools.flatMap((pool) => (pool.made.test(made) ? judge(file, call, pool) : []));
      });
  },
};

function judge(file: SourceFile, call: CallNode, { option: name, open, isOpen }: Pool): Finding[] {
  const given = option(file, call, [name]);
  if (given.is === "unknown") return [];
  if (given.is === "missing" && isOpen !== true) return [];
  const value = given.is === "given" ? file.source(given.value) : undefined;
  if (value !== undefined && !open.test(value)) return [];
  const pool = file.source(call.callee);
  return [
    {
      node: call,
      message:
        value === undefined
          ? `\`${pool}\` has no limit unless \`${name}\` says one: a burst opens a ` +
            "connection for every request in flight"
          : `\`${name}\` ${value} takes the limit of \`${pool}\` away: a burst opens a ` +
            "connection for every request in flight",
      fix: `set \`${name}\` to what the other side can serve`,
      ...(value === undefined && { confidence: "medium" as const, level: "review" as const }),
    },
  ];
}
