/* The table of persons. */
#include <string.h>

#include "lifecycle/people.h"
#include "lifecycle/values.h"

/* The first row's id; "" where there is no row. */
static aift_status first_id(aift__sql_rows *rows, char id[AIFT__ID_CAP])
{
    bool row;
    size_t size;
    id[0] = 0;
    const aift_status status = aift__sql_next(rows, &row);
    const char *text = status == AIFT_OK && row ? aift__sql_text(rows, 0, &size) : NULL;
    if (text && size < AIFT__ID_CAP)
        memcpy(id, text, size + 1);
    aift__sql_done(rows);
    return status;
}

/* The number for a new person: of P-7 it is 7, if nobody has it, so that no other person gets that id later. */
static aift_status new_number(aift_store *store, const char *id, int64_t *n)
{
    static const aift__record_kind persons = {.prefix = "P-"};
    const int64_t wanted = id ? aift__record_number(&persons, id) : 0;
    aift__sql_rows *rows;
    bool row;
    AIFT__TRY(aift__sql_ask(store->sql, &rows,
                            "SELECT CASE WHEN ?1=0 OR EXISTS(SELECT 1 FROM person WHERE n=?1) THEN"
                            " (SELECT max(n) + 1 FROM person) ELSE ?1 END",
                            "i", wanted));
    const aift_status status = aift__sql_next(rows, &row);
    *n = status == AIFT_OK && row ? aift__sql_int(rows, 0) : 0;
    aift__sql_done(rows);
    return status;
}

static aift_status add_person(aift_store *store, const char *wanted, const char *name, const char *email,
                              char id[AIFT__ID_CAP])
{
    int64_t n;
    AIFT__TRY(new_number(store, wanted, &n));
    if (wanted)
        snprintf(id, AIFT__ID_CAP, "%s", wanted);
    else
        snprintf(id, AIFT__ID_CAP, "P-%lld", (long long)n);
    return aift__sql_run(store->sql, "INSERT INTO person(n, id, name, email) VALUES(?, ?, ?, ?)", "ittt", n,
                         id, name, email);
}

aift_status aift__people_find(aift_store *store, const char *name, const char *email, char id[AIFT__ID_CAP])
{
    aift__sql_rows *rows;
    if (email)
        AIFT__TRY(aift__sql_ask(
            store->sql, &rows,
            "SELECT id FROM person WHERE email=?1 COLLATE NOCASE AND email IS ?1 AND name IS ?2 LIMIT 1",
            "tt", email, name));
    else
        AIFT__TRY(aift__sql_ask(store->sql, &rows,
                                "SELECT id FROM person WHERE name=? AND email IS NULL LIMIT 1", "t", name));
    AIFT__TRY(first_id(rows, id));
    return *id ? AIFT_OK : add_person(store, NULL, name, email, id);
}

aift_status aift__people_find_id(aift_store *store, const char *given, char id[AIFT__ID_CAP])
{
    aift__sql_rows *rows;
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT id FROM person WHERE id=?", "t", given));
    return first_id(rows, id);
}

aift_status aift__people_actor(aift_store *store)
{
    const char *actor = store->actor ? store->actor : "P-0";
    aift__sql_rows *rows;
    if (*store->actor_id)
        return AIFT_OK;
    if (!aift__is_email(actor)) {
        AIFT__TRY(aift__people_find_id(store, actor, store->actor_id));
        return *store->actor_id ? AIFT_OK : add_person(store, actor, NULL, NULL, store->actor_id);
    }
    AIFT__TRY(aift__sql_ask(store->sql, &rows,
                            "SELECT id FROM person WHERE email=? COLLATE NOCASE ORDER BY n LIMIT 1", "t",
                            actor));
    AIFT__TRY(first_id(rows, store->actor_id));
    return *store->actor_id ? AIFT_OK : add_person(store, NULL, NULL, actor, store->actor_id);
}
