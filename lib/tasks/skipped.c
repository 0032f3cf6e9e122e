/* The list of rows that were left out. */
#include "tasks/skipped.h"

void aift__skipped_init(aift__skipped *skipped, aift_context *context)
{
    *skipped = (aift__skipped){.context = context};
}

void aift__skipped_finish(aift__skipped *skipped)
{
    for (size_t i = 0; i < skipped->n; i++)
        aift__free(skipped->context, skipped->messages[i]);
    if (skipped->context)
        aift__free(skipped->context, skipped->messages);
    *skipped = (aift__skipped){0};
}

aift_status aift__skipped_add(aift__skipped *skipped, const char *message)
{
    skipped->count++;
    if (skipped->n == AIFT__MOST_SKIPPED)
        return AIFT_OK;
    AIFT__TRY(AIFT__RESERVE(skipped->context, skipped->messages, skipped->n, skipped->cap));
    char *copy = aift__strdup(skipped->context, message);
    if (!copy)
        return AIFT_E_NOMEM;
    skipped->messages[skipped->n++] = copy;
    return AIFT_OK;
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
