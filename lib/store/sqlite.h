/* The inside of a connection. */
#ifndef AIFT_LIB_STORE_SQLITE_H
#define AIFT_LIB_STORE_SQLITE_H

#include <sqlite3.h>

#include "store/sql.h"

enum { AIFT__SQL_KEPT = 64 }; /* statements of a connection that are kept */

typedef struct aift__sql_kept {
    const char *text;
    sqlite3_stmt *statement;
    bool used; /* by somebody who reads its rows */
} aift__sql_kept;

struct aift__sql {
    aift_context *context;
    sqlite3 *db;
    char *path;
    int32_t wait;       /* milliseconds for another's transaction */
    bool reading;       /* nothing may be written */
    bool left;          /* a transaction that could not be undone for want of memory */
    sqlite3_stmt *undo; /* ROLLBACK, ready: it has to work where there is no memory */
    aift__sql_kept kept[AIFT__SQL_KEPT];
    size_t n_kept;
};

/* AIFT_OK, or the status and message of one of SQLite's results. */
aift_status aift__sql_check(const aift__sql *sql, int code);

#endif
