/* A use case that waits for itself is never begun. */
#include <string.h>

#include "lifecycle/store.h"

/* Whether `from` waits for `id`, as far as a hundred use cases tell: the roadmap finds every circle. */
static aift_status waits_for(aift_store *store, const char *from, const char *id, bool *out)
{
    aift__sql_rows *rows;
    AIFT__TRY(aift__sql_ask(store->sql, &rows,
                            "WITH RECURSIVE waits(id) AS (VALUES(?1) UNION SELECT d.after FROM waits w"
                            " JOIN record r ON r.id=w.id AND r.kind='usecase' JOIN dependency d ON d.n=r.n"
                            " LIMIT 100) SELECT 1 FROM waits WHERE id=?2",
                            "tt", from, id));
    const aift_status status = aift__sql_next(rows, out);
    aift__sql_done(rows);
    return status;
}

aift_status aift__record_check_waits(aift_store *store, const char *id, const aift__json *record,
                                     const aift__json *old, bool circles)
{
    const aift__json *list = aift__json_get(record, "depends_on");
    if (aift__json_equal(list, aift__json_get(old, "depends_on")))
        return AIFT_OK;
    for (size_t i = 0; i < aift__json_size(list); i++) {
        const char *after = aift__json_text(aift__json_at(list, i), NULL);
        bool circle = after && strcmp(after, id) == 0;
        if (circle)
            return aift__fail(
                AIFT_E_FORMAT,
                "depends_on[%zu] is \"%.100s\", the use case's own id: expected another use case", i, id);
        if (after && circles)
            AIFT__TRY(waits_for(store, after, id, &circle));
        if (circle)
            return aift__fail(
                AIFT_E_FORMAT,
                "depends_on[%zu] is \"%.100s\", which waits for %.100s itself: expected no circle "
                "of use cases that wait for each other",
                i, after, id);
    }
    return AIFT_OK;
}
