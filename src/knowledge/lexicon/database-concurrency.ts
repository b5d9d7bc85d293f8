import type { CueTable } from "./cue-table.js";

export const DATABASE_CONCURRENCY: CueTable = {
  reference: "database-concurrency",
  cues: {
    term: {
      6: `
        optimistic lock*, optimistic concurrency, pessimistic lock*, optimistic vs pessimistic,
        pessimistic, optimistic update, row lock*, row level lock*, table lock*, lock the row,
        lock a row, lock rows, locked rows, isolation level*, serializable, repeatable read,
        read committed, read uncommitted, dirty read*, phantom read*, non repeatable read*,
        write skew, snapshot isolation, mvcc, select for update, for update, skip locked, nowait,
        advisory lock*, connection pool*, db pool, database pool, pool exhaust*, pool size,
        pool sizing, exhausted pool, pool timeout, pool limit, @connection + pool + exhaust*,
        max connections, connection limit, too many connections, too many clients,
        connection leak*, leaked connection*, leak* connections, database lock*, db lock*,
        database deadlock*, lock wait, gap lock*, next key lock*, intent lock, two phase commit,
        2pc, two phase locking, saga, outbox, transaction isolation, nested transaction*,
        savepoint*, long running transaction*, idle in transaction, serialization failure*,
        serialization anomal*, version column, version number, row version, rowversion, etag,
        if match, compare and set, upsert, on conflict, on duplicate key, unique constraint,
        unique index, unique violation, exclusion constraint, double booking, double book*,
        overbook*, oversell*, oversold, sold out twice, sell* more than, double spend*,
        double spending, lock escalation, acid, conditional update, select then insert,
        read modify write + @data, check then insert, find or create, get or create,
        query in transaction
      `,
      4: `
        @transaction + @retry, @transaction + @parallel, @transaction + @lock,
        @transaction + @data, @transaction + @wait, @transaction + deadlock,
        @transaction + promise*, @transaction + @async, @transaction + abort*,
        @transaction + conflict*, @data + deadlock*, @data + @lock, @data + race*,
        @data + @parallel, @data + @update + @two, @data + @double, @data + pool*,
        @data + @connection, @data + conflict*, @data + @queue, @data + isolation, @data + locked,
        @data + counter, @data + lost, @data + atomic*, @data + concurren*,
        @data + @many + @connection, @connection + pool*, lambda + connections,
        serverless + @connection, serverless + @data, migration + lock*, alter table,
        concurrently + index, last + seat, last + ticket, last + item, last + one + bought,
        last + room, @two + buy, @two + bought, @two + book, @two + booked, @two + reserve*,
        @two + purchase*, @two + checkout, @two + edit + record, @two + edit + same,
        @two + save + same, same + seat, same + room, same slot, booking*, reservation*, inventory,
        stock, coupon, voucher, balance, wallet, account balance, transfer* + money,
        money transfer*, bank account, seats, ticket*, same row, same record,
        same document + update, one row, claim a job, claim + row, job table, queue table,
        unique + @parallel, unique + @two, duplicate key, duplicate row*, duplicate record*,
        duplicate + insert*, insert + twice, insert* + @parallel, read replica, replication lag,
        sequence gap*, auto increment
      `,
      2: `
        @data, sql, transaction*, commit, rollback, insert*, select, row*, record*, table, schema,
        pool, connections, pooling, connection, isolation, last write wins, entity,
        overwrit* + changes, two admins, merge conflict + record, negative, purchase*, checkout,
        orders, overlapping + reserv*, increment*, optimistic*
      `,
      1: "pool, query, queries, account",
    },
    api: {
      6: `
        SELECT FOR UPDATE, FOR NO KEY UPDATE, FOR SHARE, lock in share mode, select_for_update,
        with_for_update, pessimistic_write, pg_advisory_lock, pg_advisory_xact_lock,
        pg_try_advisory_lock, pgbouncer, pg bouncer, odyssey, pgcat, rds proxy, hikari, hikaricp,
        QueuePool, nullpool, pool_size, max_overflow, pool.connect, pg.Pool, pg pool, pool.query,
        mysql2 pool, asyncpg pool, psycopg pool, lock_timeout, statement_timeout, deadlock_timeout,
        idle_in_transaction_session_timeout, connectionTimeoutMillis, connection_limit,
        max_connections, busy_timeout, wal mode, sqlite wal, begin immediate, findOrCreate,
        find or create, get_or_create, update_or_create, findoneandupdate, find and modify,
        findAndModify, watch multi, multi exec, watch + redis, lua script + atomic*, lua script,
        conditional write, transactwriteitems, conditionexpression, prisma transaction,
        $transaction, set transaction, transaction.atomic, session per request, asyncsession,
        scoped_session, db.session, innodb, version attribute, versionkey, version annotation,
        optimisticlock, transactional, acquiretimeout, generate_series
      `,
      4: `
        prisma, sequelize, typeorm, knex, sqlalchemy, psycopg, psycopg2, asyncpg, mongoose,
        drizzle, postgres, postgresql, sqlite, mysql, mongodb, dynamodb, cockroachdb, mariadb,
        innodb, hibernate, rds, supabase
      `,
    },
    symptom: {
      6: `
        stock + negative, inventory + negative, balance + negative, goes negative, went negative,
        sold + twice, sold the same, booked twice, redeemed twice, used twice, same coupon,
        charged + @parallel, waiting for connection, no free connection,
        waiting for a free connection
      `,
      4: `
        lost update*, overwrite each other + record, one overwrites the other,
        overwrites the other, overwrit* + @user, edits + lost, changes + lost, duplicate rows,
        locks the table, table is locked, queries + waiting, queries wait*, query hangs,
        query + @hang, transaction + @hang, database + @hang, pool + @hang, pool + empty,
        runs out of connections, run out of connections, no connections left,
        connections never closed, connection not released, not returned to the pool
      `,
    },
    error: {
      6: `
        40001, 40p01, 55p03, 23505, 25p02, 57014, 53300, 1213, 1205, er_lock_deadlock,
        er_lock_wait_timeout, er_dup_entry, could not serialize access, deadlock detected,
        deadlock found, lock wait timeout exceeded, sorry too many clients,
        remaining connection slots, database is locked, database table is locked, sqlite_busy,
        sqlite busy, duplicate key value, violates unique constraint, integrityerror,
        serialization failure, current transaction is aborted,
        timeout exceeded when trying to connect, timed out fetching a new connection,
        queuepool limit, stale object state, staleobjectstateexception, staledataerror,
        optimisticlockexception, p2034, p2024, p2002, p2028, another operation is in progress,
        pooltimeout, pool timeout, acquireconnection, resourcerequest timed out,
        connection pool + timed out, knex timeout acquiring, timeout acquiring a connection,
        write conflict, writeconflict, canceling statement due to, lock timeout,
        could not obtain lock, ora 00060, versionerror, conditionalcheckfailedexception,
        transactioncanceledexception, operationalerror, sequelizeconnectionacquiretimeouterror,
        err_lock
      `,
    },
  },
};
