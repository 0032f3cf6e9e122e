/* SQLite: a SELECT on a file of somebody else's. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/stream.h"
#include "store/query.h"
#include "store/sqlite.h"

enum {
    MAX_VALUE = 16 << 20, /* bytes */
    MAX_STATEMENT = 1 << 20,
    MAX_PATH = 1 << 16,
    STEPS = 1000, /* of SQLite's machine, between looks at the clock */
    BUSY = 2000   /* milliseconds for another program's lock */
};

struct aift__select {
    aift__sql sql; /* for messages and the handle; it keeps no statements */
    sqlite3_stmt *statement;
    double deadline;
    bool refused; /* the statement wants more than to read */
};

static aift_status check(const aift__select *query, int code)
{
    if ((code & 0xff) == SQLITE_INTERRUPT)
        return aift__fail(AIFT_E_CANCELLED, "%s: the query took longer than it may", query->sql.path);
    if (query->refused && code != SQLITE_OK)
        return aift__fail(AIFT_E_INVALID, "%s: the query does more than read: expected one SELECT",
                          query->sql.path);
    if ((code & 0xff) == SQLITE_ERROR)
        return aift__fail(AIFT_E_INVALID, "%s: the query: %s", query->sql.path,
                          sqlite3_errmsg(query->sql.db));
    return aift__sql_check(&query->sql, code);
}

/* ---- what it may do ---- */

static int is_late(void *user)
{
    return aift__clock_seconds() > ((const aift__select *)user)->deadline;
}

static int may(void *user, int action, const char *a, const char *b, const char *database,
               const char *trigger)
{
    aift__select *query = user;
    (void)a, (void)database, (void)trigger;
    const bool reads = action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE ||
                       (action == SQLITE_FUNCTION && b && strcmp(b, "load_extension") != 0 &&
                        strcmp(b, "fts3_tokenizer") != 0);
    query->refused |= !reads;
    return reads ? SQLITE_OK : SQLITE_DENY;
}

static void bound(aift__select *query)
{
    sqlite3 *db = query->sql.db;
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, BUSY);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, MAX_VALUE);
    sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, MAX_STATEMENT);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_progress_handler(db, STEPS, is_late, query);
    sqlite3_set_authorizer(db, may, query);
}

/* ---- opening ---- */

/* Whether the file keeps a write-ahead log and nobody uses it now: reading it as others do would make that log. */
static aift_status is_quiet_wal(const aift__select *query, bool *out)
{
    unsigned char head[20] = {0};
    size_t n, filled = 0;
    aift__stream *stream;
    aift__file_kind kind = AIFT__FILE_NONE;
    *out = false;
    AIFT__TRY(aift__stream_open(query->sql.context, query->sql.path, &stream));
    aift_status status;
    do {
        status = aift__stream_read(stream, head + filled, sizeof head - filled, &n);
        filled += n;
    } while (status == AIFT_OK && n > 0 && filled < sizeof head);
    aift__stream_close(stream);
    if (status != AIFT_OK || head[18] != 2)
        return status;
    char *log = aift__asprintf(query->sql.context, "%s-wal", query->sql.path);
    status = log ? aift__file_kind_of(log, &kind) : AIFT_E_NOMEM;
    aift__free(query->sql.context, log);
    *out = kind == AIFT__FILE_NONE;
    return status;
}

/* The path as an address of SQLite's. */
static aift_status address_of(const aift__select *query, bool immutable, aift__buf *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
    aift__buf_init(out, query->sql.context, MAX_PATH);
    AIFT__TRY(aift__buf_add_text(out, "file:"));
    for (const char *p = query->sql.path; *p; p++)
        AIFT__TRY(strchr(plain, *p) ? aift__buf_add(out, p, 1)
                                    : aift__buf_addf(out, "%%%02x", (unsigned)(unsigned char)*p));
    return aift__buf_add_text(out, immutable ? "?immutable=1" : "?mode=ro");
}

static aift_status open_file(aift__select *query)
{
    aift__file_kind kind;
    aift__buf address = {.data = NULL};
    bool quiet = false;
    AIFT__TRY(aift__file_kind_of(query->sql.path, &kind));
    if (kind != AIFT__FILE_REGULAR)
        return aift__fail(AIFT_E_NOT_FOUND, "%s: there is no such file", query->sql.path);
    AIFT__TRY(is_quiet_wal(query, &quiet));
    aift_status status = address_of(query, quiet, &address);
    int code = SQLITE_OK;
    if (status == AIFT_OK)
        code = sqlite3_open_v2(address.data, &query->sql.db,
                               SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    aift__buf_finish(&address);
    AIFT__TRY(status);
    if (!query->sql.db)
        return aift__fail_nomem(sizeof query->sql.db);
    AIFT__TRY(check(query, code));
    bound(query);
    return AIFT_OK;
}

/* Blanks and semicolons; SQLite has read the statement itself. */
static bool is_end(const char *text)
{
    return text[strspn(text, " \t\r\n;")] == 0;
}

static aift_status prepare(aift__select *query, const char *text)
{
    const char *rest = "";
    AIFT__TRY(check(query, sqlite3_prepare_v2(query->sql.db, text, -1, &query->statement, &rest)));
    if (!query->statement || !is_end(rest))
        return aift__fail(AIFT_E_INVALID, "%s: the query is %s: expected one SELECT", query->sql.path,
                          query->statement ? "more than one statement" : "empty");
    if (!sqlite3_stmt_readonly(query->statement) || sqlite3_column_count(query->statement) == 0)
        return aift__fail(AIFT_E_INVALID, "%s: the query does more than read: expected one SELECT",
                          query->sql.path);
    return AIFT_OK;
}

aift_status aift__select_open(aift_context *context, const char *path, const char *text, double deadline,
                              aift__select **out)
{
    *out = NULL;
    aift__select *query = aift__calloc(context, 1, sizeof *query);
    if (!query)
        return AIFT_E_NOMEM;
    query->sql.context = context;
    query->sql.wait = BUSY;
    query->sql.reading = true;
    query->deadline = deadline;
    query->sql.path = aift__strdup(context, path);
    aift_status status = query->sql.path ? open_file(query) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = prepare(query, text);
    if (status != AIFT_OK) {
        aift__select_close(query);
        return status;
    }
    *out = query;
    return AIFT_OK;
}

void aift__select_close(aift__select *query)
{
    if (!query)
        return;
    sqlite3_finalize(query->statement);
    sqlite3_close(query->sql.db);
    aift__free(query->sql.context, query->sql.path);
    aift__free(query->sql.context, query);
}

/* ---- rows ---- */

size_t aift__select_columns(const aift__select *query)
{
    return (size_t)sqlite3_column_count(query->statement);
}

const char *aift__select_name(const aift__select *query, size_t column)
{
    return sqlite3_column_name(query->statement, (int)column);
}

aift_status aift__select_next(aift__select *query, bool *row)
{
    const int code = sqlite3_step(query->statement);
    *row = code == SQLITE_ROW;
    return check(query, code);
}

aift__select_type aift__select_type_of(const aift__select *query, size_t column)
{
    switch (sqlite3_column_type(query->statement, (int)column)) {
    case SQLITE_INTEGER:
        return AIFT__SELECT_INTEGER;
    case SQLITE_FLOAT:
        return AIFT__SELECT_REAL;
    case SQLITE_TEXT:
        return AIFT__SELECT_TEXT;
    case SQLITE_BLOB:
        return AIFT__SELECT_BLOB;
    default:
        return AIFT__SELECT_NULL;
    }
}

const char *aift__select_text(const aift__select *query, size_t column, size_t *size)
{
    const char *text = (const char *)sqlite3_column_text(query->statement, (int)column);
    *size = text ? (size_t)sqlite3_column_bytes(query->statement, (int)column) : 0;
    return text;
}
