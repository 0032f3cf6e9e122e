/* Reading a query. */
#include <string.h>

#include "codec/json_field.h"
#include "lifecycle/store_query.h"

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

aift_status aift__query_read(const char *text, const char *const *names, aift__json **out)
{
    aift__json_item item;
    *out = NULL;
    if (!text)
        text = "{}";
    AIFT__TRY(aift__json_parse(text, strlen(text), "the query", out));
    aift_status status = aift__json_kind(*out) == AIFT__JSON_OBJECT ? AIFT_OK : AIFT_E_INVALID;
    if (status != AIFT_OK)
        aift__fail(status, "the query is %s: expected an object", aift__json_kind_name(*out));
    for (bool more = aift__json_first(*out, &item); more && status == AIFT_OK;
         more = aift__json_next(*out, &item))
        if (!is_one_of(item.key, names))
            status = aift__fail(AIFT_E_INVALID, "the query: %.60s is %s: expected no such field", item.key,
                                aift__json_kind_name(item.value));
    if (status == AIFT_OK)
        return AIFT_OK;
    aift__json_free(*out);
    *out = NULL;
    return status;
}

aift_status aift__query_text(const aift__json *query, const char *name, const char **out)
{
    *out = NULL;
    if (!aift__json_given(query, name))
        return AIFT_OK;
    const aift_status status = aift__json_field_text(query, "the query", name, out, NULL);
    return status == AIFT_E_FORMAT ? AIFT_E_INVALID : status;
}

aift_status aift__query_limit(const aift__json *query, int64_t otherwise, int64_t *out)
{
    *out = otherwise;
    if (!aift__json_given(query, "limit"))
        return AIFT_OK;
    const aift_status status = aift__json_field_int(query, "the query", "limit", 1, INT32_MAX, out);
    return status == AIFT_OK || status == AIFT_E_NOMEM ? status : AIFT_E_INVALID;
}
