/* What the tests of tables share: texts as tables, and answers as JSON. */
#ifndef AIFT_TESTS_TABLES_H
#define AIFT_TESTS_TABLES_H

#include "fixture.h"

#include "aift/aift.h"
#include "base/buf.h"
#include "codec/json.h"

/* A source over a text; `name` tells the format. */
static inline aift_source of_bytes(const char *name, const void *data, size_t size)
{
    return (aift_source){sizeof(aift_source), name, data, size, NULL, NULL};
}

static inline aift_table of_source(const aift_source *source)
{
    aift_table table = AIFT_TABLE_INIT;
    table.source = source;
    return table;
}

/* An answer, which is freed, as JSON. */
static inline aift__json *as_json(aift_text *text)
{
    aift__json *json;
    assert_ok(aift__json_parse(aift_text_data(text), aift_text_size(text), "answer", &json));
    aift_text_release(text);
    return json;
}

static inline aift__json *profile_of(const aift_table *table, const aift_profile_options *options)
{
    aift_text *text;
    assert_ok(aift_table_profile(context, table, options, &text));
    return as_json(text);
}

static inline aift__json *profile_of_text(const char *name, const char *data)
{
    const aift_source source = of_bytes(name, data, strlen(data));
    const aift_table table = of_source(&source);
    return profile_of(&table, NULL);
}

static inline const aift__json *column_of(const aift__json *profile, const char *name)
{
    const aift__json *columns = aift__json_get(profile, "columns");
    for (size_t i = 0; i < aift__json_size(columns); i++) {
        const aift__json *column = aift__json_at(columns, i);
        if (strcmp(aift__json_text(aift__json_get(column, "name"), NULL), name) == 0)
            return column;
    }
    fail_msg("there is no column %s", name);
    return NULL;
}

static inline void assert_text(const aift__json *object, const char *path, const char *want)
{
    const char *text = aift__json_text(aift__json_path(object, path), NULL);
    assert_non_null(text);
    assert_string_equal(text, want);
}

static inline void assert_int(const aift__json *object, const char *path, int64_t want)
{
    assert_int_equal(aift__json_kind(aift__json_path(object, path)), AIFT__JSON_INT);
    assert_int_equal(aift__json_int(aift__json_path(object, path), -1), want);
}

static inline void assert_real(const aift__json *object, const char *path, double want)
{
    assert_close(aift__json_real(aift__json_path(object, path), -1e300), want,
                 1e-12 * (1 + (want < 0 ? -want : want)));
}

static inline void assert_null_at(const aift__json *object, const char *path)
{
    assert_int_equal(aift__json_kind(aift__json_path(object, path)), AIFT__JSON_NULL);
}

#endif
