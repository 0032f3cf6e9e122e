/* SQLite: connections, transactions and copies. */
#include <stdio.h>

#include "base/file.h"
#include "store/sqlite.h"

enum {
    WAIT = 10000,        /* milliseconds for another's transaction */
    MAX_TEXT = 64 << 20, /* bytes of a value */
    MAX_STATEMENT = 1 << 20,
    SMALL_BLOCK = 1200, /* bytes: blocks that a connection takes from memory of its own */
    SMALL_BLOCKS = 256
};

/* ---- connections ---- */

/* Whether a write-ahead log lies beside the file, as a killed process leaves it. */
static aift_status has_log(const aift__sql *sql, bool *out)
{
    aift__file_kind kind = AIFT__FILE_NONE;
    char *path = aift__asprintf(sql->context, "%s-wal", sql->path);
    const aift_status status = path ? aift__file_kind_of(path, &kind) : AIFT_E_NOMEM;
    aift__free(sql->context, path);
    *out = kind != AIFT__FILE_NONE;
    return status;
}

/* What a file from elsewhere may not do, and how much it may ask for. Nothing here writes to the file: such a log is only
 * worked off by who may use the store (aift__sql_accept). */
static aift_status set_up(aift__sql *sql)
{
    bool log;
    AIFT__TRY(has_log(sql, &log));
    sqlite3_extended_result_codes(sql->db, 1);
    sqlite3_busy_timeout(sql->db, sql->wait);
    sqlite3_db_config(sql->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(sql->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(sql->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (int)log, NULL);
    sqlite3_db_config(sql->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, SMALL_BLOCK, SMALL_BLOCKS);
    sqlite3_limit(sql->db, SQLITE_LIMIT_LENGTH, MAX_TEXT);
    sqlite3_limit(sql->db, SQLITE_LIMIT_SQL_LENGTH, MAX_STATEMENT);
    sqlite3_limit(sql->db, SQLITE_LIMIT_ATTACHED, 1); /* a backup is one */
    AIFT__TRY(aift__sql_script(sql,
                               "PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON;"
                               "PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"));
    AIFT__TRY(aift__sql_check(
        sql, sqlite3_prepare_v3(sql->db, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &sql->undo, NULL)));
    return sql->reading ? aift__sql_script(sql, "PRAGMA query_only=ON;") : AIFT_OK;
}

/* Who only reads opens it for writing too, if that is allowed: else the files beside it could not be removed at the end. */
static aift_status open_file(aift__sql *sql, aift__sql_mode mode)
{
    aift__file_kind kind;
    AIFT__TRY(aift__file_kind_of(sql->path, &kind));
    if (kind == AIFT__FILE_NONE && mode != AIFT__SQL_CREATE)
        return aift__fail(AIFT_E_NOT_FOUND, "%s: there is no such file", sql->path);
    if (kind != AIFT__FILE_NONE && mode == AIFT__SQL_CREATE)
        return aift__fail(AIFT_E_EXISTS, "%s: it is there already", sql->path);
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == AIFT__SQL_CREATE ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(sql->path, &sql->db, flags, NULL);
    if (!sql->db)
        return aift__fail_nomem(sizeof sql->db);
    AIFT__TRY(aift__sql_check(sql, code));
    sql->reading = mode == AIFT__SQL_READ;
    AIFT__TRY(set_up(sql));
    return mode == AIFT__SQL_CREATE ? aift__sql_script(sql, "PRAGMA journal_mode=WAL;") : AIFT_OK;
}

aift_status aift__sql_open(aift_context *context, const char *path, aift__sql_mode mode, int32_t wait,
                           aift__sql **out)
{
    *out = NULL;
    aift__sql *sql = aift__calloc(context, 1, sizeof *sql);
    if (!sql)
        return AIFT_E_NOMEM;
    sql->context = context;
    sql->wait = wait < 0 ? WAIT : wait;
    sql->path = aift__strdup(context, path);
    const aift_status status = sql->path ? open_file(sql, mode) : AIFT_E_NOMEM;
    if (status != AIFT_OK) {
        aift__sql_close(sql);
        return status;
    }
    *out = sql;
    return AIFT_OK;
}

void aift__sql_accept(aift__sql *sql)
{
    sqlite3_db_config(sql->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
}

void aift__sql_close(aift__sql *sql)
{
    if (!sql)
        return;
    for (size_t i = 0; i < sql->n_kept; i++)
        sqlite3_finalize(sql->kept[i].statement);
    sqlite3_finalize(sql->undo);
    sqlite3_close(sql->db);
    aift__free(sql->context, sql->path);
    aift__free(sql->context, sql);
}

/* ---- transactions ---- */

/* The right to write is asked for at once: asked for later, it could be refused without a wait. */
aift_status aift__sql_begin(aift__sql *sql)
{
    if (sql->left)
        aift__sql_rollback(sql);
    return aift__sql_run(sql, "BEGIN IMMEDIATE", NULL);
}

aift_status aift__sql_begin_reading(aift__sql *sql)
{
    if (sql->left)
        aift__sql_rollback(sql);
    return aift__sql_run(sql, "BEGIN", NULL);
}

aift_status aift__sql_commit(aift__sql *sql)
{
    return aift__sql_run(sql, "COMMIT", NULL);
}

void aift__sql_rollback(aift__sql *sql)
{
    /* Tables that were made since it was prepared let SQLite prepare it anew, for which there may be no memory. */
    for (int tries = 0; tries < 2 && sqlite3_get_autocommit(sql->db) == 0; tries++) {
        (void)sqlite3_step(sql->undo); /* the message stays that of what failed */
        (void)sqlite3_reset(sql->undo);
    }
    sql->left = sqlite3_get_autocommit(sql->db) == 0;
}

aift_status aift__sql_backup(aift__sql *sql, const char *path)
{
    aift__file_kind kind;
    AIFT__TRY(aift__file_kind_of(path, &kind));
    if (kind != AIFT__FILE_NONE)
        return aift__fail(AIFT_E_EXISTS, "%s: it is there already", path);
    if (sql->reading) /* that would hold for the copy too */
        AIFT__TRY(aift__sql_script(sql, "PRAGMA query_only=OFF;"));
    const aift_status status = aift__sql_run(sql, "VACUUM INTO ?", "t", path);
    if (sql->reading)
        (void)sqlite3_exec(sql->db, "PRAGMA query_only=ON;", NULL, NULL, NULL); /* the message stays */
    return status;
}

aift_status aift__sql_clean(aift__sql *sql)
{
    int in_log, done;
    AIFT__TRY(aift__sql_script(sql, "VACUUM;"));
    return aift__sql_check(
        sql, sqlite3_wal_checkpoint_v2(sql->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &in_log, &done));
}

/* ---- what is kept in the file's head ---- */

static aift_status set_number(aift__sql *sql, const char *name, int32_t number)
{
    char text[64];
    snprintf(text, sizeof text, "PRAGMA %s=%d", name, (int)number);
    return aift__sql_script(sql, text);
}

aift_status aift__sql_identity(aift__sql *sql, int32_t *application, int32_t *version)
{
    int64_t numbers[2] = {0, 0};
    *application = *version = 0;
    AIFT__TRY(aift__sql_get_int(sql, "PRAGMA application_id", &numbers[0]));
    AIFT__TRY(aift__sql_get_int(sql, "PRAGMA user_version", &numbers[1]));
    *application = (int32_t)numbers[0];
    *version = (int32_t)numbers[1];
    return AIFT_OK;
}

aift_status aift__sql_set_identity(aift__sql *sql, int32_t application, int32_t version)
{
    AIFT__TRY(set_number(sql, "application_id", application));
    return set_number(sql, "user_version", version);
}
