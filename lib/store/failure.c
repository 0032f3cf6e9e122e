/* SQLite's failures as statuses and messages. */
#include "store/sqlite.h"

static aift_status status_of(int code)
{
    if (code == SQLITE_IOERR_NOMEM)
        return AIFT_E_NOMEM;
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

aift_status aift__sql_check(const aift__sql *sql, int code)
{
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
        return AIFT_OK;
    const aift_status status = status_of(code);
    if (status == AIFT_E_NOMEM)
        return aift__fail(status, "%s: out of memory", sql->path);
    if (status == AIFT_E_BUSY)
        return aift__fail(status, "%s: another program has kept it locked for %d ms: try again", sql->path,
                          (int)sql->wait);
    if ((code & 0xff) == SQLITE_READONLY)
        return aift__fail(status, "%s: it cannot be written to: it is read-only", sql->path);
    if (status == AIFT_E_FORMAT)
        return aift__fail(status, "%s: it is no store, or damaged: %s", sql->path, sqlite3_errmsg(sql->db));
    return aift__fail(status, "%s: %s", sql->path, sqlite3_errmsg(sql->db));
}
