/* A vocabulary: one pool of texts, entries ordered by id, and a matcher over the texts. */
#include <stdlib.h>
#include <string.h>

#include "codec/json_field.h"
#include "text/vocab.h"

static int by_id(const void *a, const void *b)
{
    int32_t x = ((const aift__vocab_entry *)a)->id, y = ((const aift__vocab_entry *)b)->id;
    return (x > y) - (x < y);
}

static aift_status check(const aift__json_item *item, const char *where)
{
    if (item->key_size > AIFT__MATCHER_LONGEST)
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "%s: the token \"%.40s...\" has %zu bytes: at most %d are supported", where,
                          item->key, item->key_size, AIFT__MATCHER_LONGEST);
    if (aift__json_kind(item->value) != AIFT__JSON_INT)
        return aift__fail(AIFT_E_FORMAT, "%s: the id of \"%.100s\" is %s: expected a whole number", where,
                          item->key, aift__json_kind_name(item->value));
    int64_t id = aift__json_int(item->value, 0);
    if (id < 0 || id > AIFT__VOCAB_LAST_ID)
        return aift__fail(AIFT_E_RANGE, "%s: the id of \"%.100s\" is %lld: it must be 0 to %d", where,
                          item->key, (long long)id, AIFT__VOCAB_LAST_ID);
    return AIFT_OK;
}

static aift_status fill(aift__vocab *vocab, const aift__json *object, const char *where)
{
    char *to = vocab->pool;
    aift__json_item item;
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        aift__vocab_entry *entry = &vocab->entries[vocab->n++];
        *entry = (aift__vocab_entry){to, (uint32_t)item.key_size, (int32_t)aift__json_int(item.value, 0)};
        memcpy(to, item.key, item.key_size + 1);
        to += item.key_size + 1;
        if (entry->size)
            aift__matcher_add(&vocab->tokens, entry->text, entry->size, entry->id);
    }
    qsort(vocab->entries, vocab->n, sizeof *vocab->entries, by_id);
    for (size_t i = 1; i < vocab->n; i++)
        if (vocab->entries[i].id == vocab->entries[i - 1].id)
            return aift__fail(AIFT_E_FORMAT, "%s: \"%.100s\" and \"%.100s\" have the same id, %d", where,
                              vocab->entries[i - 1].text, vocab->entries[i].text, (int)vocab->entries[i].id);
    return AIFT_OK;
}

aift_status aift__vocab_read(aift__vocab *vocab, aift_context *context, const aift__json *object,
                             const char *where)
{
    *vocab = (aift__vocab){.context = context};
    size_t n = aift__json_size(object), bytes = 0;
    if (n == 0)
        return aift__fail(AIFT_E_FORMAT, "%s has no tokens", where);
    if (n > AIFT__VOCAB_LAST_ID)
        return aift__fail(AIFT_E_RANGE, "%s has %zu tokens: at most %d are supported", where, n,
                          AIFT__VOCAB_LAST_ID);
    aift__json_item item;
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        AIFT__TRY(check(&item, where));
        bytes += item.key_size + 1;
    }
    vocab->pool = aift__malloc(context, bytes, 1);
    vocab->entries = vocab->pool ? aift__malloc(context, n, sizeof *vocab->entries) : NULL;
    aift_status status = vocab->entries ? aift__matcher_init(&vocab->tokens, context, n) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = fill(vocab, object, where);
    if (status != AIFT_OK)
        aift__vocab_finish(vocab);
    return status;
}

void aift__vocab_finish(aift__vocab *vocab)
{
    if (!vocab->context)
        return;
    aift__free(vocab->context, vocab->pool);
    aift__free(vocab->context, vocab->entries);
    aift__matcher_finish(&vocab->tokens, vocab->context);
    *vocab = (aift__vocab){.context = NULL};
}

int32_t aift__vocab_find(const aift__vocab *vocab, const char *text, size_t size)
{
    return aift__matcher_find(&vocab->tokens, text, size);
}

const char *aift__vocab_token(const aift__vocab *vocab, int32_t id)
{
    const aift__vocab_entry key = {NULL, 0, id};
    const aift__vocab_entry *entry = bsearch(&key, vocab->entries, vocab->n, sizeof key, by_id);
    return entry ? entry->text : NULL;
}

int32_t aift__vocab_last_id(const aift__vocab *vocab)
{
    return vocab->n ? vocab->entries[vocab->n - 1].id : -1;
}
