/* SQLite: statements, their values and rows. */
#include <math.h>

#include "store/sqlite.h"

struct aift__sql_rows {
    aift__sql *sql;
    sqlite3_stmt *statement;
    aift__sql_kept *kept; /* whose statement it is; NULL: its own */
};

static aift_status prepare(aift__sql *sql, const char *text, bool keep, sqlite3_stmt **out)
{
    return aift__sql_check(
        sql, sqlite3_prepare_v3(sql->db, text, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, out, NULL));
}

/* The statement of a text: one that is kept and free, else the caller's own (*kept is NULL). */
static aift_status statement_of(aift__sql *sql, const char *text, sqlite3_stmt **out, aift__sql_kept **kept)
{
    bool used = false;
    *kept = NULL;
    for (size_t i = 0; i < sql->n_kept; i++)
        if (sql->kept[i].text == text) {
            used = sql->kept[i].used;
            *kept = used ? NULL : &sql->kept[i];
            break;
        }
    if (*kept) {
        *out = (*kept)->statement;
        return AIFT_OK;
    }
    const bool keep = !used && sql->n_kept < AIFT__SQL_KEPT;
    AIFT__TRY(prepare(sql, text, keep, out));
    if (keep) {
        *kept = &sql->kept[sql->n_kept++];
        **kept = (aift__sql_kept){.text = text, .statement = *out};
    }
    return AIFT_OK;
}

static void give_back(sqlite3_stmt *statement, aift__sql_kept *kept)
{
    if (!kept) {
        sqlite3_finalize(statement);
        return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    kept->used = false;
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
            const size_t size = va_arg(values, size_t);
            code = *binds == 'b'
                       ? sqlite3_bind_text64(statement, i, data, size, SQLITE_TRANSIENT, SQLITE_UTF8)
                       : sqlite3_bind_blob64(statement, i, data, size, SQLITE_TRANSIENT);
        }
    }
    return code;
}

aift_status aift__sql_run(aift__sql *sql, const char *text, const char *binds, ...)
{
    sqlite3_stmt *statement;
    aift__sql_kept *kept;
    va_list values;
    AIFT__TRY(statement_of(sql, text, &statement, &kept));
    va_start(values, binds);
    int code = bind(statement, binds, values);
    va_end(values);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    const aift_status status = aift__sql_check(sql, code);
    give_back(statement, kept);
    return status;
}

int64_t aift__sql_changes(const aift__sql *sql)
{
    return sqlite3_changes64(sql->db);
}

aift_status aift__sql_script(aift__sql *sql, const char *text)
{
    return aift__sql_check(sql, sqlite3_exec(sql->db, text, NULL, NULL, NULL));
}

aift_status aift__sql_ask(aift__sql *sql, aift__sql_rows **out, const char *text, const char *binds, ...)
{
    va_list values;
    *out = NULL;
    aift__sql_rows *rows = aift__calloc(sql->context, 1, sizeof *rows);
    if (!rows)
        return AIFT_E_NOMEM;
    rows->sql = sql;
    aift_status status = statement_of(sql, text, &rows->statement, &rows->kept);
    if (status == AIFT_OK && rows->kept)
        rows->kept->used = true;
    va_start(values, binds);
    if (status == AIFT_OK)
        status = aift__sql_check(sql, bind(rows->statement, binds, values));
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
    return aift__sql_check(rows->sql, code);
}

int64_t aift__sql_int(const aift__sql_rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

double aift__sql_real(const aift__sql_rows *rows, int column)
{
    const double value = sqlite3_column_double(rows->statement, column);
    if (value == 0 && sqlite3_column_type(rows->statement, column) == SQLITE_NULL)
        return NAN;
    return value;
}

const char *aift__sql_text(const aift__sql_rows *rows, int column, size_t *size)
{
    const char *text = (const char *)sqlite3_column_text(rows->statement, column);
    if (size)
        *size = text ? (size_t)sqlite3_column_bytes(rows->statement, column) : 0;
    return text;
}

const void *aift__sql_bytes(const aift__sql_rows *rows, int column, size_t *size)
{
    const void *bytes = sqlite3_column_blob(rows->statement, column);
    *size = bytes ? (size_t)sqlite3_column_bytes(rows->statement, column) : 0;
    return bytes;
}

void aift__sql_done(aift__sql_rows *rows)
{
    if (!rows)
        return;
    if (rows->statement)
        give_back(rows->statement, rows->kept);
    aift__free(rows->sql->context, rows);
}

aift_status aift__sql_only_reads(const aift__sql_rows *rows)
{
    if (rows->statement && sqlite3_stmt_readonly(rows->statement) &&
        sqlite3_column_count(rows->statement) > 0)
        return AIFT_OK;
    return aift__fail(AIFT_E_INVALID, "%s: the query is not one that only reads; a SELECT is expected",
                      rows->sql->path);
}

int aift__sql_num_columns(const aift__sql_rows *rows)
{
    return sqlite3_column_count(rows->statement);
}

const char *aift__sql_name(const aift__sql_rows *rows, int column)
{
    const char *name = sqlite3_column_name(rows->statement, column);
    return name ? name : "";
}

aift_status aift__sql_get_int(aift__sql *sql, const char *text, int64_t *out)
{
    aift__sql_rows *rows;
    bool row;
    *out = 0;
    AIFT__TRY(aift__sql_ask(sql, &rows, text, NULL));
    const aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK && row)
        *out = aift__sql_int(rows, 0);
    aift__sql_done(rows);
    return status;
}
