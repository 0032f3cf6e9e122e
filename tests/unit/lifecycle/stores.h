/* Stores for tests: in memory or in a file, and what is asked of them often. */
#ifndef AIFT_TESTS_STORES_H
#define AIFT_TESTS_STORES_H

#include "fixture.h"

#include "aift/store.h"
#include "codec/json.h"

static inline aift_store *new_store(const char *path)
{
    aift_store *store;
    assert_ok(aift_store_create(context, path, NULL, &store));
    return store;
}

/* What the call answered, until the next one. */
static char answered[1 << 16];
static inline const char *answer_of(aift_text *text)
{
    assert_true(aift_text_size(text) < sizeof answered);
    memcpy(answered, aift_text_data(text), aift_text_size(text) + 1);
    aift_text_release(text);
    return answered;
}

static inline const char *add(aift_store *store, const char *record)
{
    aift_text *text;
    assert_ok(aift_store_add(store, "usecase", record, &text));
    return answer_of(text);
}

static inline const char *set(aift_store *store, const char *id, const char *changes)
{
    aift_text *text;
    assert_ok(aift_store_set(store, id, changes, 0, &text));
    return answer_of(text);
}

static inline const char *get(aift_store *store, const char *id)
{
    aift_text *text;
    assert_ok(aift_store_get(store, id, &text));
    return answer_of(text);
}

static inline const char *list(aift_store *store, const char *query)
{
    aift_text *text;
    assert_ok(aift_store_list(store, "usecase", query, &text));
    return answer_of(text);
}

static inline bool verifies(aift_store *store, const char *expect)
{
    aift_text *text;
    int32_t ok;
    assert_ok(aift_store_verify(store, expect, &ok, &text));
    answer_of(text);
    return ok;
}

static inline int64_t rows_of(aift_store *store)
{
    aift_text *text;
    aift__json *info;
    assert_ok(aift_store_info(store, &text));
    assert_ok(aift__json_parse(aift_text_data(text), aift_text_size(text), "info", &info));
    const int64_t rows = aift__json_int(aift__json_get(info, "rows"), -1);
    aift__json_free(info);
    aift_text_release(text);
    return rows;
}

#endif
