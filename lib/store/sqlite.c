/* SQLite: connections, statements and transactions. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store/sql.h"

enum {
    WAIT = 10000,        /* milliseconds for another's transaction */
    KEPT = 32,           /* statements */
    MAX_TEXT = 64 << 20, /* bytes of a value */
    MAX_STATEMENT = 1 << 20
};

typedef struct kept {
    const char *text;
    sqlite3_stmt *statement;
} kept;

struct aift__sql {
    aift_context *context;
    sqlite3 *db;
    char *path;
    kept kept[KEPT];
    size_t n_kept;
};

struct aift__sql_rows {
    aift__sql *sql;
    sqlite3_stmt *statement;
};

/* ---- failures ---- */

static aift_status status_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return AIFT_E_BUSY;
    case SQLITE_NOMEM:
        return AIFT_E_NOMEM;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return AIFT_E_FORMAT;
    case SQLITE_CONSTRAINT:
        return AIFT_E_EXISTS;
    case SQLITE_TOOBIG:
        return AIFT_E_RANGE;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
        return AIFT_E_INTERNAL;
    default:
        return AIFT_E_IO;
    }
}

static aift_status failed(const aift__sql *sql, int code)
{
    const aift_status status = status_of(code);
    if (status == AIFT_E_BUSY)
        return aift__fail(status, "%s: another program has been writing to it for %d s: try again", sql->path,
                          WAIT / 1000);
    if ((code & 0xff) == SQLITE_READONLY)
        return aift__fail(status, "%s: it cannot be written to", sql->path);
    if (status == AIFT_E_FORMAT)
        return aift__fail(status, "%s: it is no store, or damaged: %s", sql->path, sqlite3_errmsg(sql->db));
    return aift__fail(status, "%s: %s", sql->path, sqlite3_errmsg(sql->db));
}

static aift_status check(const aift__sql *sql, int code)
{
    return code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE ? AIFT_OK : failed(sql, code);
}

/* ---- connections ---- */

/* What a file from elsewhere may not do, and how much it may ask for. */
static aift_status set_up(aift__sql *sql, aift__sql_mode mode)
{
    sqlite3_extended_result_codes(sql->db, 1);
    sqlite3_busy_timeout(sql->db, WAIT);
    sqlite3_db_config(sql->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(sql->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_limit(sql->db, SQLITE_LIMIT_LENGTH, MAX_TEXT);
    sqlite3_limit(sql->db, SQLITE_LIMIT_SQL_LENGTH, MAX_STATEMENT);
    sqlite3_limit(sql->db, SQLITE_LIMIT_ATTACHED, 1); /* a backup is one */
    AIFT__TRY(
        aift__sql_script(sql, "PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON;"));
    return mode == AIFT__SQL_READ
               ? AIFT_OK
               : aift__sql_script(sql, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
}

static aift_status open_file(aift__sql *sql, aift__sql_mode mode)
{
    static const int flags[] = {SQLITE_OPEN_READONLY, SQLITE_OPEN_READWRITE,
                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
    const bool there = access(sql->path, F_OK) == 0;
    if (!there && mode != AIFT__SQL_CREATE)
        return aift__fail(AIFT_E_NOT_FOUND, "%s: %s", sql->path, strerror(errno));
    if (there && mode == AIFT__SQL_CREATE)
        return aift__fail(AIFT_E_EXISTS, "%s: it is there already", sql->path);
    const int code =
        sqlite3_open_v2(sql->path, &sql->db, flags[mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL);
    if (!sql->db)
        return AIFT_E_NOMEM;
    AIFT__TRY(check(sql, code));
    return set_up(sql, mode);
}

aift_status aift__sql_open(aift_context *context, const char *path, aift__sql_mode mode, aift__sql **out)
{
    *out = NULL;
    aift__sql *sql = aift__calloc(context, 1, sizeof *sql);
    if (!sql)
        return AIFT_E_NOMEM;
    sql->context = context;
    sql->path = aift__strdup(context, path);
    const aift_status status = sql->path ? open_file(sql, mode) : AIFT_E_NOMEM;
    if (status != AIFT_OK) {
        aift__sql_close(sql);
        return status;
    }
    *out = sql;
    return AIFT_OK;
}

void aift__sql_close(aift__sql *sql)
{
    if (!sql)
        return;
    for (size_t i = 0; i < sql->n_kept; i++)
        sqlite3_finalize(sql->kept[i].statement);
    sqlite3_close(sql->db);
    aift__free(sql->context, sql->path);
    aift__free(sql->context, sql);
}

/* ---- statements ---- */

static aift_status prepare(aift__sql *sql, const char *text, bool keep, sqlite3_stmt **out)
{
    const char *rest;
    const unsigned how = keep ? SQLITE_PREPARE_PERSISTENT : 0;
    return check(sql, sqlite3_prepare_v3(sql->db, text, -1, how, out, &rest));
}

/* The statement of a text that is kept; the caller finalizes it if it is not. */
static aift_status statement_of(aift__sql *sql, const char *text, sqlite3_stmt **out, bool *owned)
{
    *owned = false;
    for (size_t i = 0; i < sql->n_kept; i++)
        if (sql->kept[i].text == text) {
            *out = sql->kept[i].statement;
            return AIFT_OK;
        }
    *owned = sql->n_kept == KEPT;
    AIFT__TRY(prepare(sql, text, !*owned, out));
    if (!*owned)
        sql->kept[sql->n_kept++] = (kept){text, *out};
    return AIFT_OK;
}

static int bind(sqlite3_stmt *statement, const char *binds, va_list values)
{
    int code = SQLITE_OK;
    for (int i = 1; binds && *binds && code == SQLITE_OK; binds++, i++) {
        if (*binds == 'i') {
            code = sqlite3_bind_int64(statement, i, va_arg(values, int64_t));
        } else if (*binds == 'r') {
            code = sqlite3_bind_double(statement, i, va_arg(values, double));
        } else if (*binds == 't') {
            code = sqlite3_bind_text(statement, i, va_arg(values, const char *), -1, SQLITE_TRANSIENT);
        } else {
            const void *data = va_arg(values, const void *);
            code = sqlite3_bind_text64(statement, i, data, va_arg(values, size_t), SQLITE_TRANSIENT,
                                       SQLITE_UTF8);
        }
    }
    return code;
}

aift_status aift__sql_run(aift__sql *sql, const char *text, const char *binds, ...)
{
    sqlite3_stmt *statement;
    bool owned;
    va_list values;
    AIFT__TRY(statement_of(sql, text, &statement, &owned));
    va_start(values, binds);
    int code = bind(statement, binds, values);
    va_end(values);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    const aift_status status = check(sql, code);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (owned)
        sqlite3_finalize(statement);
    return status;
}

int64_t aift__sql_changes(const aift__sql *sql)
{
    return sqlite3_changes64(sql->db);
}

aift_status aift__sql_script(aift__sql *sql, const char *text)
{
    return check(sql, sqlite3_exec(sql->db, text, NULL, NULL, NULL));
}

aift_status aift__sql_ask(aift__sql *sql, aift__sql_rows **out, const char *text, const char *binds, ...)
{
    va_list values;
    *out = NULL;
    aift__sql_rows *rows = aift__calloc(sql->context, 1, sizeof *rows);
    if (!rows)
        return AIFT_E_NOMEM;
    rows->sql = sql;
    aift_status status = prepare(sql, text, false, &rows->statement);
    va_start(values, binds);
    if (status == AIFT_OK)
        status = check(sql, bind(rows->statement, binds, values));
    va_end(values);
    if (status != AIFT_OK) {
        aift__sql_done(rows);
        return status;
    }
    *out = rows;
    return AIFT_OK;
}

aift_status aift__sql_next(aift__sql_rows *rows, bool *row)
{
    const int code = sqlite3_step(rows->statement);
    *row = code == SQLITE_ROW;
    return check(rows->sql, code);
}

int64_t aift__sql_int(const aift__sql_rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

double aift__sql_real(const aift__sql_rows *rows, int column)
{
    return sqlite3_column_double(rows->statement, column);
}

const char *aift__sql_text(const aift__sql_rows *rows, int column, size_t *size)
{
    const char *text = (const char *)sqlite3_column_text(rows->statement, column);
    if (size)
        *size = text ? (size_t)sqlite3_column_bytes(rows->statement, column) : 0;
    return text;
}

void aift__sql_done(aift__sql_rows *rows)
{
    if (!rows)
        return;
    sqlite3_finalize(rows->statement);
    aift__free(rows->sql->context, rows);
}

/* ---- transactions ---- */

/* The right to write is asked for at once: asked for later, it could be refused without a wait. */
aift_status aift__sql_begin(aift__sql *sql)
{
    return aift__sql_run(sql, "BEGIN IMMEDIATE", NULL);
}

aift_status aift__sql_commit(aift__sql *sql)
{
    return aift__sql_run(sql, "COMMIT", NULL);
}

void aift__sql_rollback(aift__sql *sql)
{
    if (sqlite3_get_autocommit(sql->db) == 0)
        (void)sqlite3_exec(sql->db, "ROLLBACK", NULL, NULL, NULL); /* the message stays that of what failed */
}

aift_status aift__sql_backup(aift__sql *sql, const char *path)
{
    if (access(path, F_OK) == 0)
        return aift__fail(AIFT_E_EXISTS, "%s: it is there already", path);
    return aift__sql_run(sql, "VACUUM INTO ?", "t", path);
}

aift_status aift__sql_version(aift__sql *sql, int32_t *version)
{
    aift__sql_rows *rows;
    bool row;
    *version = 0;
    AIFT__TRY(aift__sql_ask(sql, &rows, "PRAGMA user_version", NULL));
    const aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK && row)
        *version = (int32_t)aift__sql_int(rows, 0);
    aift__sql_done(rows);
    return status;
}

aift_status aift__sql_set_version(aift__sql *sql, int32_t version)
{
    char text[64];
    snprintf(text, sizeof text, "PRAGMA user_version=%d", (int)version);
    return aift__sql_script(sql, text);
}
