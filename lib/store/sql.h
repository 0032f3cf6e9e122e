/* SQL behind one seam; SQLite. Nothing outside store/ sees which.
 *
 * A connection belongs to one thread at a time. Several processes may use a file: who must wait for another's transaction
 * waits for some seconds, then fails with AIFT_E_BUSY. What is committed is on the disk, what is deleted is overwritten.
 * Texts are UTF-8; memory that the database takes is not counted on the context.
 *
 * Values of a statement are given behind it, by a letter each in `binds`: i int64_t, r double (NaN is null), t const char * (NULL is
 * null), b const void * and size_t (a text), x the same (bytes). Message and status of a failure name the file. */
#ifndef AIFT_LIB_STORE_SQL_H
#define AIFT_LIB_STORE_SQL_H

#include <stdarg.h>

#include "base/base.h"

typedef struct aift__sql aift__sql;
typedef struct aift__sql_rows aift__sql_rows;

typedef enum aift__sql_mode {
    AIFT__SQL_READ,  /* nothing is written */
    AIFT__SQL_WRITE, /* the file must be there */
    AIFT__SQL_CREATE /* it must not */
} aift__sql_mode;

/* `wait`: milliseconds for another's transaction; negative: ten seconds. Opening writes nothing to a file that is there.
 * AIFT_E_NOT_FOUND, AIFT_E_EXISTS, AIFT_E_FORMAT (not a database, or damaged), AIFT_E_IO. */
aift_status aift__sql_open(aift_context *context, const char *path, aift__sql_mode mode, int32_t wait,
                           aift__sql **out);
/* The file is what the caller wants: closing it may bring it into order. */
void aift__sql_accept(aift__sql *sql);
/* The tables are the library's own: views are not looked into, and where a statement does not fit, the file is damaged
 * (AIFT_E_FORMAT). */
aift_status aift__sql_own_tables(aift__sql *sql);
void aift__sql_close(aift__sql *sql); /* NULL is accepted; an open transaction is undone */

/* Several statements, without values. */
aift_status aift__sql_script(aift__sql *sql, const char *text);

/* One statement without rows, which is kept for the next time: `text` must stay where it is. AIFT_E_EXISTS where a
 * constraint was broken. */
aift_status aift__sql_run(aift__sql *sql, const char *text, const char *binds, ...);
int64_t aift__sql_changes(const aift__sql *sql); /* rows that the last one changed */

/* A statement's rows, one by one; it is kept too. */
aift_status aift__sql_ask(aift__sql *sql, aift__sql_rows **out, const char *text, const char *binds, ...);
aift_status aift__sql_next(aift__sql_rows *rows, bool *row); /* false: there are no more */
int64_t aift__sql_int(const aift__sql_rows *rows, int column);
double aift__sql_real(const aift__sql_rows *rows, int column); /* NaN: null */
const char *aift__sql_text(const aift__sql_rows *rows, int column,
                           size_t *size); /* until the next row; NULL: null */
const void *aift__sql_bytes(const aift__sql_rows *rows, int column, size_t *size); /* the same of bytes */
void aift__sql_done(aift__sql_rows *rows);                                         /* NULL is accepted */

/* Of a statement that comes from outside: AIFT_E_INVALID unless it only reads, and gives columns. */
aift_status aift__sql_only_reads(const aift__sql_rows *rows);
int aift__sql_num_columns(const aift__sql_rows *rows);
const char *aift__sql_name(const aift__sql_rows *rows, int column); /* "" where it has none */

/* The number that a statement's first row begins with; 0: there is none. */
aift_status aift__sql_get_int(aift__sql *sql, const char *text, int64_t *out);

/* Transactions do not nest. Others may read meanwhile, and see nothing of it before it is committed. One of reading sees
 * the same from its first question to its end (commit or rollback). */
aift_status aift__sql_begin(aift__sql *sql);
aift_status aift__sql_begin_reading(aift__sql *sql);
aift_status
aift__sql_commit(aift__sql *sql);        /* AIFT_E_FORMAT if the file was found damaged since it was begun */
void aift__sql_rollback(aift__sql *sql); /* nothing where there is none */

/* A copy of what is committed, while others go on; `path` must not be there. */
aift_status aift__sql_backup(aift__sql *sql, const char *path);

/* Nothing that was deleted is left anywhere in the file. AIFT_E_BUSY while others read. */
aift_status aift__sql_clean(aift__sql *sql);

/* Whose file it is and the version of its tables (SQLite's application_id and user_version). */
aift_status aift__sql_identity(aift__sql *sql, int32_t *application, int32_t *version);
aift_status aift__sql_set_identity(aift__sql *sql, int32_t application, int32_t version);

#endif
