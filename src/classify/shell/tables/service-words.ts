import { oneOf } from "../one-of.js";

/** Redis commands that only answer (from the command reference: the flag "readonly"). */
export const REDIS_READS = oneOf(
  `GET MGET STRLEN EXISTS TTL PTTL EXPIRETIME TYPE KEYS SCAN GETRANGE HGET HMGET HGETALL HKEYS HVALS
   HLEN HEXISTS HSTRLEN HSCAN HRANDFIELD LRANGE LLEN LINDEX LPOS SMEMBERS SCARD SISMEMBER
   SMISMEMBER SRANDMEMBER SSCAN SINTER SUNION SDIFF ZRANGE ZREVRANGE ZRANGEBYSCORE
   ZREVRANGEBYSCORE ZCARD ZSCORE ZRANK ZREVRANK ZCOUNT ZSCAN XRANGE XREVRANGE XLEN XINFO INFO PING
   DBSIZE TIME LASTSAVE ECHO BITCOUNT GETBIT DUMP RANDOMKEY ROLE GEOPOS GEODIST`,
  "i",
);

/** The same for those of two words, joined by a slash. */
export const REDIS_ASKS = oneOf(
  `CONFIG/GET CLIENT/LIST CLIENT/INFO CLIENT/ID CLIENT/GETNAME SLOWLOG/GET SLOWLOG/LEN MEMORY/USAGE
   MEMORY/STATS MEMORY/DOCTOR OBJECT/ENCODING OBJECT/IDLETIME OBJECT/FREQ OBJECT/REFCOUNT
   CLUSTER/INFO CLUSTER/NODES CLUSTER/SLOTS ACL/LIST ACL/WHOAMI ACL/USERS COMMAND/COUNT COMMAND/DOCS
   COMMAND/INFO PUBSUB/CHANNELS PUBSUB/NUMSUB`,
  "i",
);

/** psql's own commands that show something. */
export const PSQL_SHOWS =
  /^\\(?:d[a-zA-Z]*[S+]*|l[+]?|list|conninfo|encoding|z|s[fv]\+?|h)(?: +[\w.*"]+)*$/;

/** The same of the sqlite3 shell. */
export const SQLITE_SHOWS = oneOf(
  `\\.(?:schema|tables?|indexes|indices|databases|dump|dbinfo|fullschema)(?:\\x20[\\w.%,]+)*
   \\.(?:show|version|mode|headers?|width|separator|nullvalue|timeout)(?:\\x20[\\w.%,]+)*
   \\.(?:help|stats|eqp)(?:\\x20[\\w.%,]+)*`,
);

export const AWS_SERVICES = oneOf(
  `ec2 ecs ecr eks iam sts s3api lambda dynamodb rds sqs sns logs cloudwatch cloudformation ssm
   secretsmanager route53 elbv2 elb autoscaling apigateway apigatewayv2 kms cloudtrail cloudfront
   codebuild codepipeline codecommit glue athena kinesis events stepfunctions organizations ce acm
   elasticache redshift emr batch efs waf wafv2 guardduty config configservice opensearch es ses
   sesv2 cognito-idp backup support servicediscovery application-autoscaling`,
);

/** Operations that ask. `get-…` is listed one by one, because some of them write a local file. */
export const AWS_READS = oneOf(
  `describe-[a-z0-9-]+ list-[a-z0-9-]+ get-caller-identity get-user get-role get-policy
   get-policy-version get-group get-account-[a-z-]+ get-bucket-[a-z-]+ get-item get-parameters?
   get-parameters-by-path get-secret-value get-function get-function-configuration
   get-queue-(?:attributes|url) get-topic-attributes get-cost-and-usage get-metric-[a-z-]+
   get-log-events get-rest-apis? get-resources? get-stages? get-hosted-zone get-distribution
   get-pipeline get-pipeline-state get-tables? get-databases? get-repository get-branch get-commit
   get-stack-policy get-template get-public-key get-instance-profile get-key-policy
   get-key-rotation-status get-event-selectors get-trail-status get-web-acl get-dashboard`,
);

/** Operations of single services that ask under another verb. */
export const AWS_OTHERS = oneOf(
  `s3/ls configure/list configure/list-profiles configure/get logs/tail logs/filter-log-events
   dynamodb/scan dynamodb/query dynamodb/batch-get-item`,
);

/** Groups of gcloud and az whose `list`, `describe` and `show` ask; words joined by slashes. */
export const CLOUD_GROUPS = oneOf(
  `gcloud/compute/(?:instances|disks|images|networks|zones|regions|addresses|firewall-rules|routers)
   gcloud/compute/(?:snapshots|machine-types|instance-groups|instance-templates|forwarding-rules)
   gcloud/compute/backend-services gcloud/container/(?:clusters|node-pools|images) gcloud/projects
   gcloud/services gcloud/iam/(?:roles|service-accounts) gcloud/sql/(?:instances|databases|backups)
   gcloud/storage/(?:buckets|objects) gcloud/functions gcloud/run/(?:services|revisions|jobs)
   gcloud/dns/(?:managed-zones|record-sets) gcloud/pubsub/(?:topics|subscriptions)
   gcloud/app/(?:versions|services|instances) gcloud/secrets gcloud/secrets/versions
   gcloud/artifacts/(?:repositories|packages) gcloud/builds gcloud/logging/(?:logs|sinks)
   gcloud/organizations gcloud/billing/accounts gcloud/config/configurations gcloud/redis/instances
   gcloud/spanner/instances gcloud/scheduler/jobs gcloud/tasks/queues gcloud/config gcloud/auth
   az/vm az/account az/group az/aks az/acr az/webapp az/functionapp az/storage/account
   az/network/(?:vnet|nsg|public-ip|nic) az/keyvault az/sql/(?:server|db) az/cosmosdb az/disk
   az/image az/resource az/role/assignment az/ad/(?:user|sp|app|group) az/containerapp az/redis`,
);

/** Whole commands that ask without one of those verbs. */
export const CLOUD_ASKS = oneOf(
  `gcloud/info gcloud/version gcloud/help gcloud/config/get(?:-value)?/[\\w/-]+
   gcloud/projects/get-iam-policy/[\\w-]+ gcloud/logging/read(?:/[^/]+)? az/version
   az/account/list-locations`,
);

/** Options of gcloud and az that only choose what is shown. */
export const CLOUD_OPTIONS = oneOf(
  `--(?:project|format|filter|limit|region|zones?|regions|sort-by|page-size|account|configuration)
   --(?:verbosity|location|organization|folder|cluster|instance|service|platform|freshness)
   --(?:resource-group|name|output|query|subscription|ids|assignee|namespace|uri|quiet|all)
   --show-details -[gnodq]`,
);

/** Those of them that take no value. */
export const CLOUD_FLAGS = oneOf(`--uri --quiet --all --show-details -d -q`);

/** Settings that `git -c` may carry: none of them names a program or a file to write. */
const GIT_SETTINGS = oneOf(
  `color\\.[\\w.]+=\\w* core\\.(?:quotepath|abbrev|autocrlf|filemode|ignorecase|preloadindex)=\\w*
   core\\.(?:precomposeunicode|longpaths|untrackedcache|checkstat|trustctime|fscache)=\\w*
   core\\.(?:pager|fsmonitor)=(?:cat|false)? pager\\.\\w+=(?:false|true|cat)? log\\.\\w+=[\\w:%+-]*
   core\\.hookspath=/dev/null diff\\.(?:renames|renamelimit|context|algorithm|noprefix)=\\w*
   diff\\.(?:mnemonicprefix|wserrorhighlight|colormoved|interhunkcontext|relative)=[\\w-]*
   advice\\.\\w+=\\w* status\\.\\w+=\\w* blame\\.\\w+=[\\w,:-]*
   i18n\\.\\w+=[\\w-]* column\\.\\w+=\\w*
   user\\.(?:name|email)=[^!]* safe\\.directory=[\\w./*-]* protocol\\.version=\\d gc\\.auto=\\d+
   init\\.defaultbranch=[\\w/-]* commit\\.gpgsign=\\w*`,
  "i",
);

/** Settings that `psql -P` may carry; a pager would be a program. */
const PSQL_SETTINGS =
  /^(?:format|border|null|footer|tuples_only|title|expanded|linestyle|columns|pager=off)(?:=\w*)?$/;

/** Formats of tmux without `#(…)`, which runs a command. */
const TMUX_FORMATS = /^(?:[^#;]|#\{[\w:,?]+\}|#[A-Z])*$/;

/** Values that an option may have, by the name that the tables give them. */
export const HARMLESS_VALUES: ReadonlyMap<string, RegExp> = new Map([
  ["git-setting", GIT_SETTINGS],
  ["psql-setting", PSQL_SETTINGS],
  ["tmux-format", TMUX_FORMATS],
  // A word that ends with a semicolon ends the command as well.
  ["tmux-word", /^[^;]*$/],
]);
