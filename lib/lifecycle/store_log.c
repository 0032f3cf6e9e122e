/* The log: a chain of rows over salted digests of what stood before and after each change. */
#include <string.h>

#include "base/random.h"
#include "base/sha256.h"
#include "lifecycle/store.h"

aift_status aift__log_head(aift_store *store, aift__head *out)
{
    aift__sql_rows *rows;
    bool row;
    *out = (aift__head){.seq = 0};
    memcpy(out->hash, aift__store_zeros, AIFT__HEX);
    AIFT__TRY(
        aift__sql_ask(store->sql, &rows, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", NULL));
    const aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK && row) {
        size_t size;
        const char *hash = aift__sql_text(rows, 1, &size);
        out->seq = aift__sql_int(rows, 0);
        if (hash && size == AIFT__HEX - 1)
            memcpy(out->hash, hash, AIFT__HEX);
    }
    aift__sql_done(rows);
    return status;
}

aift_status aift__store_head(aift_store *store, char text[96])
{
    aift__head head;
    text[0] = 0;
    AIFT__TRY(aift__log_head(store, &head));
    snprintf(text, 96, "%lld:%s", (long long)head.seq, head.hash);
    return AIFT_OK;
}

void aift__log_digest(const char *salt, const char *text, char hex[AIFT__HEX])
{
    aift__sha256 sha;
    aift__sha256_init(&sha);
    aift__sha256_add(&sha, salt, strlen(salt));
    aift__sha256_add(&sha, text, strlen(text));
    aift__sha256_hex(&sha, hex);
}

static aift_status row_json(int64_t seq, const char *at, const char *actor, const char *action,
                            const char *id, const char *before_digest, const char *after_digest,
                            aift__json *row)
{
    AIFT__TRY(aift__json_set(row, "seq", aift__json_new_int(seq)));
    AIFT__TRY(aift__json_set(row, "at", aift__json_new_string(at)));
    AIFT__TRY(aift__json_set(row, "actor", aift__json_new_string(actor)));
    AIFT__TRY(aift__json_set(row, "action", aift__json_new_string(action)));
    AIFT__TRY(aift__json_set(row, "id", aift__json_new_string(id)));
    AIFT__TRY(aift__json_set(row, "before_digest", aift__json_new_string(before_digest)));
    return aift__json_set(row, "after_digest", aift__json_new_string(after_digest));
}

aift_status aift__log_hash(aift_context *context, int64_t seq, const char *at, const char *actor,
                           const char *action, const char *id, const char *before_digest,
                           const char *after_digest, const char *prev, char hex[AIFT__HEX])
{
    char *text = NULL;
    aift__json *row = aift__json_new_object();
    aift_status status =
        row ? row_json(seq, at, actor, action, id, before_digest, after_digest, row) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__json_canonical(context, row, &text);
    if (status == AIFT_OK)
        aift__log_digest(prev, text, hex);
    aift__free(context, text);
    aift__json_free(row);
    return status;
}

static aift_status new_salt(char salt[AIFT__SALT])
{
    unsigned char bytes[(AIFT__SALT - 1) / 2];
    AIFT__TRY(aift__random_bytes(bytes, sizeof bytes));
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(salt + 2 * i, 3, "%02x", bytes[i]);
    return AIFT_OK;
}

aift_status aift__log_add(aift_store *store, const char *action, const char *id, const char *before,
                          const char *after)
{
    char salt[AIFT__SALT] = "", old[AIFT__HEX], new[AIFT__HEX], hash[AIFT__HEX], at[AIFT__CLOCK_UTC];
    const char *before_digest = before ? old : NULL, *after_digest = after ? new : NULL;
    aift__head *head = &store->head;
    AIFT__TRY(aift__people_actor(store));
    if (before || after)
        AIFT__TRY(new_salt(salt));
    if (before)
        aift__log_digest(salt, before, old);
    if (after)
        aift__log_digest(salt, after, new);
    aift__clock_utc(at);
    AIFT__TRY(aift__log_hash(store->context, head->seq + 1, at, store->actor_id, action, id, before_digest,
                             after_digest, head->hash, hash));
    AIFT__TRY(aift__sql_run(store->sql, "INSERT INTO audit VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", "itttttttt",
                            head->seq + 1, at, store->actor_id, action, id, before_digest, after_digest,
                            head->hash, hash));
    AIFT__TRY(aift__sql_run(store->sql, "INSERT INTO payload VALUES(?, ?, ?, ?, 0)", "ittt", head->seq + 1,
                            before, after, before || after ? salt : NULL));
    head->seq++;
    memcpy(head->hash, hash, AIFT__HEX);
    return AIFT_OK;
}
