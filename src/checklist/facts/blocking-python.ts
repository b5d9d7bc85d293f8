import { oneOf, type Blocks } from "./blocks.js";

const HTTP_VERB = "(?:get|options|head|post|put|patch|delete|request|send|stream|close)";
const IN_THREAD = "await asyncio.to_thread(…)";

/** What keeps an event loop from running, by what the call means. */
export const PYTHON_BLOCKS: readonly Blocks[] = [
  {
    call: oneOf("time\\.sleep"),
    does: "sleeps",
    cost: "long",
    instead: "await asyncio.sleep(…)",
  },
  {
    call: oneOf("input", "getpass\\.getpass", "sys\\.stdin\\.read(?:line|lines)?"),
    does: "waits for somebody to type",
    cost: "long",
    instead: IN_THREAD,
  },
  {
    call: oneOf(
      `requests\\.(?:[sS]ession\\(\\)\\.)?${HTTP_VERB}`,
      `httpx2?\\.(?:Client\\(\\)\\.)?${HTTP_VERB}`,
      "urllib3\\.request",
      "urllib3\\.(?:\\w+\\.)?(?:\\w*PoolManager|ProxyManager|RequestMethods)\\(\\)\\.\\w+",
      "urllib3\\.(?:\\w+\\.)?(?:HTTPS?)?ConnectionPool\\(\\)\\.\\w+",
      "urllib\\.request\\.(?:urlopen|urlretrieve)",
      "http\\.client\\.HTTPS?Connection\\(\\)\\.(?:connect|request|getresponse)",
    ),
    does: "waits for an HTTP answer",
    cost: "long",
    instead: "use an asynchronous client, such as httpx.AsyncClient or aiohttp",
  },
  {
    call: oneOf(
      "socket\\.(?:create_connection|gethostby\\w+|getaddrinfo|getfqdn)",
      "smtplib\\.(?:SMTP(?:_SSL)?|LMTP)(?:\\(\\)\\.\\w+)?",
      "(?:ftplib\\.FTP\\w*|imaplib\\.IMAP4\\w*|poplib\\.POP3\\w*)(?:\\(\\)\\.\\w+)?",
      "paramiko\\.SSHClient\\(\\)\\.(?:connect|exec_command|open_sftp)",
      "boto3\\.(?:(?:session\\.)?Session\\(\\)\\.)?client\\(\\)\\.(?!meta|exceptions)\\w+",
      "pika\\.BlockingConnection(?:\\(\\)\\.\\w+)?",
      "(?:openai\\.(?:Azure)?OpenAI|anthropic\\.Anthropic)\\(\\)\\.(?:\\w+\\.)+(?:create|parse)",
      "xmlrpc\\.client\\.ServerProxy\\(\\)\\.\\w+",
    ),
    does: "waits for the network",
    cost: "long",
    instead: `use the asynchronous form of this client, or ${IN_THREAD}`,
  },
  {
    call: oneOf(
      "(?:psycopg2?|pymysql|MySQLdb|mysql\\.connector|pyodbc|cx_Oracle|oracledb)" +
        "\\.connect(?:\\(\\)\\.(?:cursor\\(\\)\\.)?" +
        "(?:execute(?:many|script)?|fetch\\w+|callproc|commit|rollback))?",
      "redis\\.(?:(?:Strict)?Redis(?:\\.from_url)?|from_url)\\(\\)\\.(?!pipeline|pubsub)\\w+",
      "pymongo\\.(?:mongo_client\\.)?MongoClient\\(\\)\\.(?:\\w+\\.)+(?:find_one|insert_\\w+|" +
        "update_\\w+|delete_\\w+|replace_one|count_documents|aggregate|command)",
      "sqlalchemy\\.create_engine\\(\\)\\.(?:connect|begin|execute)" +
        "(?:\\(\\)\\.(?:execute|commit))?",
      "sqlalchemy\\.orm\\.(?:Session|sessionmaker\\(\\))\\(\\)\\." +
        "(?:execute|scalars?|commit|flush|refresh|get|rollback|" +
        "query\\(\\)(?:\\.\\w+\\(\\))*\\.(?:all|first|one|one_or_none|count|scalar|get))",
    ),
    does: "waits for a database",
    cost: "long",
    instead: `use an asynchronous driver, or ${IN_THREAD}`,
  },
  {
    call: oneOf(
      "slack_sdk\\.(?:web\\.)?WebClient\\(\\)\\.\\w+",
      "twilio\\.rest\\.Client\\(\\)\\.(?:\\w+\\.)+(?:create|fetch|list|update)",
      "stripe\\.(?:\\w+\\.)*[A-Z]\\w+\\.(?:create|retrieve|list|modify|delete|search)",
      "(?:elasticsearch|opensearchpy)\\.(?:Elasticsearch|OpenSearch)\\(\\)\\.(?:\\w+\\.)?" +
        "(?:search|index|get|bulk|update|delete|count|create|exists)",
      "kubernetes\\.client\\.\\w+Api\\(\\)\\.(?:list|read|create|patch|delete|replace)_\\w+",
      "docker\\.(?:from_env|DockerClient)\\(\\)\\.\\w+\\.(?:run|get|list|pull|build|create|prune)",
      "google\\.cloud\\.storage\\.Client\\(\\)\\.(?:bucket|get_bucket|list_blobs|download_\\w+)",
      "git\\.Repo\\.clone_from",
      "(?:youtube_dl|yt_dlp)\\.YoutubeDL\\(\\)\\.(?:extract_info|download)",
      "dns\\.resolver\\.(?:resolve|query|Resolver\\(\\)\\.(?:resolve|query))",
      "(?:tweepy\\.API|praw\\.Reddit|gspread\\.authorize)\\(\\)\\.\\w+",
      "selenium\\.webdriver\\.\\w+\\(\\)\\.(?:get|find_elements?|quit|execute_script)",
      "kafka\\.Kafka(?:Consumer\\(\\)\\.poll|Producer\\(\\)\\.flush)",
      "telnetlib\\.Telnet(?:\\(\\)\\.(?:read_\\w+|expect))?",
      "whois\\.whois",
    ),
    does: "waits for a service",
    cost: "long",
    instead: `use its asynchronous client, or ${IN_THREAD}`,
  },
  {
    call: oneOf(
      "PIL\\.Image\\.(?:open|new)\\(\\)(?:\\.\\w+\\(\\))*" +
        "\\.(?:resize|thumbnail|convert|rotate|filter|quantize|save)",
      "cv2\\.(?:resize|imencode|imdecode|cvtColor|GaussianBlur|warpAffine)",
    ),
    does: "computes on every pixel",
    cost: "size",
    instead: `${IN_THREAD} for images of any size`,
  },
  {
    call: oneOf(
      "subprocess\\.(?:run|call|check_call|check_output|getoutput|getstatusoutput)",
      "subprocess\\.Popen\\(\\)\\.(?:wait|communicate)",
      "os\\.(?:system|popen|wait|waitpid|waitid|wait3|wait4|posix_spawnp?|spawn[lv]p?e?)",
    ),
    does: "waits for a process",
    cost: "long",
    instead: "use asyncio.create_subprocess_exec",
  },
  {
    call: oneOf(
      "ssl\\.(?:create_default_context|_create_default_https_context)",
      "ssl\\.(?:SSLContext|create_default_context)\\(\\)\\." +
        "load_(?:default_certs|verify_locations|cert_chain)",
    ),
    does: "reads certificates from files",
    cost: "file",
    instead: IN_THREAD,
  },
  {
    call: oneOf("subprocess\\.Popen"),
    does: "starts a process",
    cost: "file",
    instead: "use asyncio.create_subprocess_exec",
  },
  {
    call: oneOf(
      "concurrent\\.futures\\.wait",
      "threading\\.(?:Thread\\(\\)\\.join|(?:Event|Barrier)\\(\\)\\.wait)",
      "multiprocessing\\.(?:\\w+\\.)?Process\\(\\)\\.join",
      "concurrent\\.futures\\.(?:\\w+\\.)?\\w+Executor\\(\\)\\.submit\\(\\)\\.result",
      "concurrent\\.futures\\.Future\\(\\)\\.result",
      "asyncio\\.run_coroutine_threadsafe\\(\\)\\.result",
    ),
    does: "waits for another thread or process",
    cost: "long",
    instead: "await loop.run_in_executor(…), or asyncio.wrap_future(…)",
  },
  {
    call: oneOf(
      "hashlib\\.(?:pbkdf2_hmac|scrypt)",
      "bcrypt\\.(?:hashpw|checkpw|kdf)",
      "argon2\\.(?:PasswordHasher\\(\\)\\.(?:hash|verify)|hash_password|verify_password)",
      "passlib\\.hash\\.\\w+(?:\\.using\\(\\))?\\.(?:hash|verify)",
      "passlib\\.context\\.CryptContext\\(\\)\\.(?:hash|verify)",
      "Crypto\\.PublicKey\\.RSA\\.generate",
      "cryptography\\.hazmat\\.primitives\\.asymmetric\\.(?:rsa|dsa)\\.generate_private_key",
    ),
    does: "computes for tens of milliseconds or more",
    cost: "long",
    instead: IN_THREAD,
  },
  {
    call: oneOf(
      "(?:gzip|bz2|lzma|zlib|brotli|zstandard|zstd)\\.(?:de)?compress",
      "gzip\\.GzipFile\\(\\)\\.(?:write|read)",
      "(?:bz2\\.BZ2File|lzma\\.LZMAFile)\\(\\)\\.(?:write|read)",
      "zipfile\\.ZipFile\\(\\)\\.(?:extract(?:all)?|read|write|writestr|testzip)",
      "tarfile\\.open\\(\\)\\.(?:extract(?:all)?|add|addfile)",
    ),
    does: "compresses or unpacks all that it is given",
    cost: "size",
    instead: `${IN_THREAD} for what may be large`,
  },
  {
    call: oneOf(
      "sqlite3\\.connect(?:\\(\\)\\.(?:cursor\\(\\)\\.)?(?:execute\\w*|fetch\\w+|commit))?",
      "(?:open|io\\.open|os\\.open|codecs\\.open|(?:gzip|bz2|lzma|tarfile)\\.open)",
      "(?:bz2\\.BZ2File|lzma\\.LZMAFile|zipfile\\.ZipFile)",
      "tempfile\\.(?:\\w*TemporaryFile|mkstemp|mkdtemp|TemporaryDirectory)",
      "pathlib\\.Path\\(\\)\\.(?:read_text|read_bytes|write_text|write_bytes|open)",
      "shutil\\.(?:copy\\w*|rmtree|move|make_archive|unpack_archive)",
      "(?:os\\.f?walk|glob\\.i?glob|netrc\\.netrc|linecache\\.getlines?|shelve\\.open)",
      "configparser\\.\\w*ConfigParser\\(\\)\\.read",
      "(?:pandas\\.read_(?:csv|json|excel|parquet)|numpy\\.load|cv2\\.imread)",
    ),
    does: "waits for files",
    cost: "file",
    instead: `${IN_THREAD}, or use aiofiles or anyio.open_file`,
  },
  {
    call: oneOf(
      "os\\.(?:listdir|scandir|remove|unlink|rename|replace|makedirs|mkdir|rmdir|fdopen)",
      "os\\.(?:removedirs|truncate|link|symlink|fsync|sendfile)",
      "pathlib\\.Path\\(\\)\\.(?:unlink|mkdir|rmdir|rename|replace|touch)",
    ),
    does: "waits for the file system",
    cost: "brief",
    instead: IN_THREAD,
  },
  {
    call: oneOf(
      "os\\.(?:l?stat|access|readlink)",
      "os\\.path\\.(?:exists|isfile|isdir|getsize|getmtime|realpath)",
      "pathlib\\.Path\\(\\)\\.(?:stat|exists|is_file|is_dir|resolve)",
    ),
    does: "looks at the file system",
    cost: "glance",
    instead: IN_THREAD,
  },
];
