/** Calls that leave the process for a network, by what they mean. */
const NETWORK: readonly RegExp[] = [
  /^fetch$/,
  /^(?:undici|node-fetch|cross-fetch|ky|got|axios|superagent|needle)(?:\.\w+|\(\))*$/,
  /^axios\.create\(\)(?:\.\w+)?$/,
  /^node:https?\.(?:request|get)$/,
  /^(?:requests|httpx)(?:\.(?:Session|Client|AsyncClient)\(\))?\.\w+$/,
  /^aiohttp\.(?:request|ClientSession\(\)\.\w+)$/,
  /^urllib\.request\.urlopen$/,
  /^(?:pg|mysql2(?:\/promise)?|mongodb|ioredis|redis|@aws-sdk\/[\w-]+|openai|anthropic)\b.*\(\)\./,
  /^(?:asyncpg|aiomysql|aioredis|redis|motor|psycopg|boto3|aioboto3|openai|anthropic)\b.*\(\)\./,
];

/** Calls that take a file handle, a process or a connection each time. */
const HANDLES: readonly RegExp[] = [
  /^node:fs\/promises\.(?:open|opendir|readFile|writeFile|appendFile|readdir|copyFile|cp)$/,
  /^node:child_process\.\w+$/,
  /^aiofiles\.open$/,
  /^asyncio\.(?:create_subprocess_exec|create_subprocess_shell|open_connection)$/,
];

export const isNetwork = (meaning: string): boolean =>
  NETWORK.some((pattern) => pattern.test(meaning));

/** Whether many of these at once exhaust something: sockets, files, processes. */
export const isScarce = (meaning: string): boolean =>
  isNetwork(meaning) || HANDLES.some((pattern) => pattern.test(meaning));
