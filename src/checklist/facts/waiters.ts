import type { Confidence } from "../finding.js";

/** A call that waits for ever unless told otherwise. */
export interface Waiter {
  call: RegExp;
  /** Options that bound the wait. */
  options: readonly string[];
  /** Where TypeScript's options object stands. */
  at?: number;
  /** Where a positional timeout stands. */
  position?: number;
  fix: string;
  /** Where something outside the call often bounds it. */
  confidence?: Confidence;
}

const SIGNAL = "pass `signal: AbortSignal.timeout(ms)`";

export const TYPESCRIPT_WAITERS: readonly Waiter[] = [
  { call: /^fetch$/, options: ["signal"], at: 1, fix: SIGNAL },
  {
    call: /^(?:node-fetch|cross-fetch)(?:\.fetch)?$/,
    options: ["signal", "timeout"],
    at: 1,
    fix: SIGNAL,
  },
  {
    call: /^undici\.(?:fetch|request|stream)$/,
    options: ["signal", "headersTimeout", "bodyTimeout"],
    at: 1,
    fix: SIGNAL,
  },
  {
    call: /^axios(?:\.create\(\))?\.(?:get|delete|head|options)$/,
    options: ["timeout", "signal"],
    at: 1,
    fix: "pass `timeout: ms` or a signal",
  },
  {
    call: /^axios(?:\.create\(\))?\.(?:post|put|patch)$/,
    options: ["timeout", "signal"],
    at: 2,
    fix: "pass `timeout: ms` or a signal",
  },
  { call: /^axios(?:\.request)?$/, options: ["timeout", "signal"], fix: "pass `timeout: ms`" },
  {
    call: /^node:https?\.(?:request|get)$/,
    options: ["signal", "timeout"],
    fix: SIGNAL,
  },
  {
    call: /^pg\.(?:Pool|Client)$/,
    options: ["connectionTimeoutMillis"],
    at: 0,
    fix: "set `connectionTimeoutMillis`",
    confidence: "medium",
  },
  {
    call: /^axios\.create$/,
    options: ["timeout", "signal"],
    at: 0,
    fix: "set `timeout: ms`: every call through this client has it then",
    confidence: "medium",
  },
  {
    call: /^got(?:\.\w+)?$/,
    options: ["timeout", "signal"],
    at: 1,
    fix: "pass `timeout: { request: ms }`",
  },
];

/** Methods of HTTP clients. */
export const VERB = "(?:get|post|put|patch|delete|head|options|request)";
export const PYTHON_WAITERS: readonly Waiter[] = [
  {
    call: new RegExp(`^requests\\.(?:(?:Session|session)\\(\\)\\.)?${VERB}$`),
    options: ["timeout"],
    fix: "pass `timeout=seconds`",
  },
  {
    call: /^urllib\.request\.urlopen$/,
    options: ["timeout"],
    position: 2,
    fix: "pass `timeout=seconds`",
  },
  {
    call: /^socket\.create_connection$/,
    options: ["timeout"],
    position: 1,
    fix: "pass `timeout=seconds`",
  },
  {
    call: new RegExp(
      "^(?:smtplib\\.(?:SMTP(?:_SSL)?|LMTP)|ftplib\\.FTP(?:_TLS)?|poplib\\.POP3(?:_SSL)?|" +
        "imaplib\\.IMAP4(?:_SSL)?|telnetlib\\.Telnet|http\\.client\\.HTTPS?Connection)$",
    ),
    options: ["timeout"],
    fix: "pass `timeout=seconds`",
  },
  {
    call: /^websocket\.create_connection$/,
    options: ["timeout"],
    position: 1,
    fix: "pass `timeout=seconds`",
  },
  {
    call: new RegExp(
      `^urllib3\\.(?:(?:Pool|Proxy)Manager|HTTPS?ConnectionPool)\\(\\)\\.(?:request|urlopen)$`,
    ),
    options: ["timeout"],
    fix: "pass `timeout=seconds`",
    confidence: "medium",
  },
  {
    call: /^paramiko(?:\.client)?\.SSHClient\(\)\.connect$/,
    options: ["timeout", "sock"],
    position: 6,
    fix: "pass `timeout=seconds`",
    confidence: "medium",
  },
  {
    call: /^redis(?:\.asyncio)?\.(?:Redis|StrictRedis|from_url|Redis\.from_url|ConnectionPool)$/,
    options: ["socket_timeout", "connection_pool"],
    fix: "pass `socket_timeout=seconds`: without it a silent server holds every command",
    confidence: "medium",
  },
  {
    call: /^asyncio\.create_subprocess_(?:exec|shell)\(\)\.(?:communicate|wait)$/,
    options: [],
    fix: "wait in `async with asyncio.timeout(seconds)`, and kill the process when it is over",
    confidence: "medium",
  },
  {
    call: /^asyncio\.open_connection$/,
    options: [],
    fix: "open it in `async with asyncio.timeout(seconds)`",
    confidence: "medium",
  },
];
