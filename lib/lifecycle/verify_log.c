/* The log is a chain, and what lies beside it has its digests. */
#include <string.h>

#include "lifecycle/verify.h"

static bool fits(const char *salt, const char *text, const char *digest)
{
    char hex[AIFT__HEX];
    if (!text || !digest)
        return !text && !digest;
    aift__log_digest(salt ? salt : "", text, hex);
    return strcmp(hex, digest) == 0;
}

/* What lies beside a row: columns 9 before, 10 after, 11 salt, 12 erased (null: there is nothing). */
static void check_payload(aift__verify *v, const aift__sql_rows *rows, int64_t seq, const char *id,
                          const char *action)
{
    const char *salt = aift__sql_text(rows, 11, NULL);
    if (!aift__sql_text(rows, 12, NULL))
        aift__verify_fault(v, seq, "payload", id, "what the row was about is missing");
    else if (aift__sql_int(rows, 12))
        v->erased = seq;
    else if (!fits(salt, aift__sql_text(rows, 9, NULL), aift__sql_text(rows, 5, NULL)))
        aift__verify_fault(v, seq, "payload", id, "before does not have its digest");
    else if (!fits(salt, aift__sql_text(rows, 10, NULL), aift__sql_text(rows, 6, NULL)))
        aift__verify_fault(v, seq, "payload", id, "after does not have its digest");
    if (action && strcmp(action, "erase") == 0)
        v->erase = seq;
}

/* Columns: 0 seq, 1 at, 2 actor, 3 action, 4 id, 5 before_digest, 6 after_digest, 7 prev, 8 hash. */
static aift_status check_row(aift__verify *v, const aift__sql_rows *rows)
{
    const int64_t seq = aift__sql_int(rows, 0);
    const char *at = aift__sql_text(rows, 1, NULL), *actor = aift__sql_text(rows, 2, NULL);
    const char *action = aift__sql_text(rows, 3, NULL), *id = aift__sql_text(rows, 4, NULL);
    const char *prev = aift__sql_text(rows, 7, NULL), *hash = aift__sql_text(rows, 8, NULL);
    char hex[AIFT__HEX];
    if (seq != v->head.seq + 1)
        aift__verify_fault(v, v->head.seq + 1, "audit", NULL, "the row is missing");
    if (!aift__verify_same(prev, v->head.hash))
        aift__verify_fault(v, seq, "audit", id, "prev is not the hash of the row before");
    AIFT__TRY(aift__log_hash(v->store->context, seq, at, actor, action, id, aift__sql_text(rows, 5, NULL),
                             aift__sql_text(rows, 6, NULL), prev ? prev : "", hex));
    if (!aift__verify_same(hash, hex))
        aift__verify_fault(v, seq, "audit", id, "the row does not have its hash");
    check_payload(v, rows, seq, id, action);
    if (seq == v->expected) {
        v->expected_met = true;
        if (!aift__verify_same(hash, v->expected_hash))
            aift__verify_fault(v, seq, "audit", id,
                               "the hash is not the expected one: the log was written anew");
    }
    v->head.seq = seq;
    snprintf(v->head.hash, sizeof v->head.hash, "%s", hash ? hash : "");
    v->rows++;
    return AIFT_OK;
}

aift_status aift__verify_log(aift__verify *v)
{
    aift__sql_rows *rows;
    bool row = true;
    memcpy(v->head.hash, aift__store_zeros, AIFT__HEX);
    AIFT__TRY(aift__sql_ask(
        v->store->sql, &rows,
        "SELECT audit.seq, at, actor, action, id, before_digest, after_digest, prev, hash, before, after,"
        " salt, erased FROM audit LEFT JOIN payload ON payload.seq=audit.seq ORDER BY audit.seq",
        NULL));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status == AIFT_OK && row)
            status = check_row(v, rows);
    }
    aift__sql_done(rows);
    if (status == AIFT_OK && v->erased > v->erase)
        aift__verify_fault(v, v->erased, "payload", NULL, "it was erased, and no row tells of it");
    if (status == AIFT_OK && v->expected && !v->expected_met)
        aift__verify_fault(v, v->expected, "audit", NULL, "the expected row is missing: the log was cut");
    return status;
}
