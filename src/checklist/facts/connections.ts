import type { CallNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";

/** What a constructor makes: connections that are kept and lent out, or one of its own. */
export type ConnectionKind = "pool" | "client" | "connection";

const MADE: readonly (readonly [RegExp, ConnectionKind])[] = [
  [/^(?:pg|pg-pool|@neondatabase\/serverless)(?:\.Pool)?$/, "pool"],
  [/^(?:mysql2?(?:\/promise)?|mariadb|generic-pool|oracledb)\.createPool$/, "pool"],
  [/^undici\.(?:Agent|Pool|RetryAgent)$/, "pool"],
  [/^node:https?\.Agent$/, "pool"],
  [/^(?:knex|postgres|slonik\.createPool|mssql\.ConnectionPool)$/, "pool"],
  [/^(?:@prisma\/client\.PrismaClient|sequelize\.Sequelize|typeorm\.DataSource)$/, "pool"],
  [/^(?:mongodb|pymongo)\.(?:Async)?MongoClient$/, "pool"],
  [/^motor\.motor_asyncio\.AsyncIOMotorClient$/, "pool"],
  [/^sqlalchemy(?:\.\w+)*\.create_(?:async_)?engine$/, "pool"],
  [/^(?:asyncpg|aiomysql|aiopg)\.create_pool$/, "pool"],
  [/^psycopg_pool\.(?:Async)?(?:Null)?ConnectionPool$/, "pool"],
  [/^psycopg2\.pool\.\w+Pool$/, "pool"],
  [/^redis(?:\.asyncio)?\.(?:Blocking)?ConnectionPool(?:\.from_url)?$/, "pool"],
  [/^urllib3\.(?:\w+\.)?PoolManager$/, "pool"],
  [/^redis(?:\.asyncio)?\.(?:(?:Strict)?Redis(?:\.from_url)?|from_url)$/, "client"],
  [/^aiohttp\.(?:ClientSession|TCPConnector)$/, "client"],
  [/^httpx\.(?:Async)?Client$/, "client"],
  [/^(?:boto3|aioboto3)\.(?:client|resource|Session)$/, "client"],
  [/^(?:openai|anthropic)\.(?:Async)?(?:Azure)?(?:OpenAI|Anthropic)$/, "client"],
  [/^(?:openai(?:\.OpenAI)?|@anthropic-ai\/sdk(?:\.Anthropic)?)$/, "client"],
  [/^elasticsearch\.(?:Async)?Elasticsearch$/, "client"],
  [/^@aws-sdk\/(?:client|lib)-[\w-]+\.\w+Client$/, "client"],
  [/^@elastic\/elasticsearch\.Client$/, "client"],
  [/^(?:ioredis(?:\.Redis)?|redis\.createClient)$/, "client"],
  [/^(?:pg\.Client|mysql2?(?:\/promise)?\.createConnection|amqplib\.connect)$/, "connection"],
  [/^(?:psycopg2?|psycopg\.AsyncConnection|asyncpg|aiomysql|pymysql)\.connect$/, "connection"],
  [/^(?:aio_pika\.connect(?:_robust)?|MySQLdb\.connect|mysql\.connector\.connect)$/, "connection"],
];

/** Classes of npm packages are made with `new`; functions of that name only hand one out. */
const CALLED = /\.create\w+$|^(?:knex|postgres|amqplib\.connect)$/;

/** Whether what is called makes connections. */
export const makesConnections = (meaning: string): boolean =>
  MADE.some(([pattern]) => pattern.test(meaning));

/** The kind of connections that a call makes, when it is a library's constructor for them. */
export function connectionsMade(file: SourceFile, call: CallNode): ConnectionKind | undefined {
  const meaning = file.meaning(call.callee);
  if (meaning === undefined) return undefined;
  if (file.language === "typescript" && call.isNew === CALLED.test(meaning)) return undefined;
  return MADE.find(([pattern]) => pattern.test(meaning))?.[1];
}
