/* What the public calls on the portfolio have in common: the format and the method that are asked for, a transaction of
 * reading, and the answer. */
#include <string.h>

#include "base/text.h"
#include "lifecycle/portfolio.h"
#include "lifecycle/store.h"

/* Which of the names (they end in NULL) the format is; NULL is the first. */
static aift_status find_format(const char *given, const char *const *names, size_t *out)
{
    char list[100] = "";
    if (!given)
        given = names[0];
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(names[i], given) == 0) {
            *out = i;
            return AIFT_OK;
        }
        const size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", names[i]);
    }
    return aift__fail(AIFT_E_INVALID, "format is \"%.60s\": expected one of %s", given, list);
}

aift_status aift__portfolio_begin(aift_store *store, const char *format, const char *const *formats,
                                  const char *method, const char *weights, aift__portfolio_call *out)
{
    AIFT__TRY(find_format(format, formats, &out->format));
    AIFT__TRY(aift__portfolio_method_make(store->context, method, weights, &out->method));
    const aift_status status = aift__sql_begin_reading(store->sql);
    if (status != AIFT_OK)
        aift__portfolio_method_free(&out->method);
    else
        aift__buf_init(&out->text, store->context, AIFT__PORTFOLIO_MAX);
    return status;
}

aift_status aift__portfolio_end(aift_store *store, aift_status status, aift__portfolio_call *call,
                                aift_text **out)
{
    char *data = NULL;
    const size_t size = call->text.size;
    aift__sql_rollback(store->sql);
    aift__portfolio_method_free(&call->method);
    if (status == AIFT_OK)
        status = aift__buf_take(&call->text, &data);
    aift__buf_finish(&call->text);
    return status == AIFT_OK ? aift__text_take(store->context, data, size, out) : status;
}

aift_status aift__portfolio_put_json(aift_context *context, aift_status status, const aift__json *value,
                                     aift__buf *out)
{
    char *text = NULL;
    if (status == AIFT_OK)
        status = aift__json_write(context, value, 0, &text);
    if (status == AIFT_OK)
        status = aift__buf_add_text(out, text);
    aift__free(context, text);
    return status;
}
