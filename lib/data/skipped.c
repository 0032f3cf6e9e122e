/* The list of rows that were left out. */
#include <string.h>

#include "base/buf.h"
#include "codec/utf8.h"
#include "data/skipped.h"

void aift__skipped_init(aift__skipped *skipped, aift_context *context)
{
    *skipped = (aift__skipped){.context = context};
}

void aift__skipped_finish(aift__skipped *skipped)
{
    for (size_t i = 0; i < skipped->n; i++)
        aift__free(skipped->context, skipped->messages[i]);
    if (skipped->context) {
        aift__free(skipped->context, skipped->messages);
        aift__free(skipped->context, skipped->rows);
    }
    *skipped = (aift__skipped){0};
}

/* A name that is no UTF-8 may stand in it. */
static aift_status readable(aift_context *context, const char *message, char **out)
{
    aift__buf text;
    aift__buf_init(&text, context, 8 * AIFT__ERROR_CAP);
    aift_status status = aift__utf8_repair(message, strlen(message), &text);
    if (status == AIFT_OK)
        status = aift__buf_take(&text, out);
    aift__buf_finish(&text);
    return status;
}

aift_status aift__skipped_add(aift__skipped *skipped, size_t row, const char *message)
{
    skipped->count++;
    if (skipped->n == AIFT__MOST_SKIPPED)
        return AIFT_OK;
    AIFT__TRY(AIFT__RESERVE(skipped->context, skipped->messages, skipped->n, skipped->cap));
    AIFT__TRY(AIFT__RESERVE(skipped->context, skipped->rows, skipped->n, skipped->cap_rows));
    char *copy;
    AIFT__TRY(readable(skipped->context, message, &copy));
    skipped->rows[skipped->n] = row;
    skipped->messages[skipped->n++] = copy;
    return AIFT_OK;
}

aift_status aift__skipped_append(aift__skipped *skipped, const aift__skipped *more)
{
    for (size_t i = 0; i < more->n; i++)
        AIFT__TRY(aift__skipped_add(skipped, more->rows[i], more->messages[i]));
    skipped->count += more->count - more->n;
    return AIFT_OK;
}

const char *aift__skipped_message(const aift__skipped *skipped, size_t i)
{
    return i < skipped->n ? skipped->messages[i] : NULL;
}

aift_status aift__skipped_all(const aift__skipped *skipped, size_t rows)
{
    return aift__fail(AIFT_E_FORMAT, "none of the %zu rows can be read; the first: %s", rows,
                      skipped->n ? skipped->messages[0] : "unknown");
}

aift__json *aift__skipped_tree(const aift__skipped *skipped)
{
    aift__json *tree = aift__json_new_object(), *list = aift__json_new_array();
    aift_status status = aift__json_set(tree, "count", aift__json_new_int((int64_t)skipped->count));
    for (size_t i = 0; status == AIFT_OK && i < skipped->n; i++)
        status = aift__json_push(list, aift__json_new_string(skipped->messages[i]));
    if (status == AIFT_OK)
        status = aift__json_set(tree, "messages", list);
    else
        aift__json_free(list);
    if (status == AIFT_OK)
        return tree;
    aift__json_free(tree);
    return NULL;
}
