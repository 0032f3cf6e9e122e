/* What a record is found by: the words of its texts, and the fields that are keys. */
#include <stdlib.h>
#include <string.h>

#include "codec/unicode.h"
#include "lifecycle/store.h"

enum { MAX_WORD = 64, MAX_TEXT = 16 << 20 };

int64_t aift__record_number(const aift__record_kind *kind, const char *id)
{
    const size_t n = strlen(kind->prefix);
    int64_t number = 0;
    if (strncmp(id, kind->prefix, n) != 0 || id[n] == '0')
        return 0;
    for (id += n; *id >= '0' && *id <= '9'; id++) {
        if (number > INT64_MAX / 1000)
            return 0;
        number = number * 10 + *id - '0';
    }
    return *id ? 0 : number;
}

/* ---- words ---- */

static bool in_word(uint32_t code)
{
    const aift__category category = aift__unicode_category(code);
    return (category >= AIFT__LU && category <= AIFT__NO);
}

/* The words of a text: letters, marks and digits in lower case, the first MAX_WORD bytes of each. */
aift_status aift__record_split(const char *text, size_t size, aift__buf *out)
{
    size_t length = 0;
    for (size_t i = 0; i <= size;) {
        unsigned n = 1;
        const uint32_t code = i < size ? aift__utf8_get(text + i, &n) : ' ';
        i += n;
        if (in_word(code)) {
            char lower[AIFT__UTF8_MAX];
            const unsigned m = aift__utf8_put(aift__unicode_lower(code), lower);
            if (length + m <= MAX_WORD)
                AIFT__TRY(aift__buf_add(out, lower, m));
            length += m;
        } else if (length > 0) {
            AIFT__TRY(aift__buf_add(out, "", 1));
            length = 0;
        }
    }
    return AIFT_OK;
}

static aift_status words_of(const aift__record_field *fields, const aift__json *object, aift__buf *out);

static aift_status words_of_value(const aift__record_field *field, const aift__json *value, aift__buf *out)
{
    size_t size;
    const char *text = aift__json_text(value, &size);
    if (text && field->flags & AIFT__FIELD_SEARCHED)
        return aift__record_split(text, size, out);
    return field->kind == AIFT__FIELD_OBJECT && !(field->flags & AIFT__FIELD_PEOPLE)
               ? words_of(field->of, value, out)
               : AIFT_OK;
}

static aift_status words_of(const aift__record_field *fields, const aift__json *object, aift__buf *out)
{
    for (const aift__record_field *f = fields; f->key; f++) {
        const aift__json *value = aift__json_get(object, f->key);
        if (!(f->flags & AIFT__FIELD_LIST))
            AIFT__TRY(words_of_value(f, value, out));
        for (size_t i = 0; f->flags & AIFT__FIELD_LIST && i < aift__json_size(value); i++)
            AIFT__TRY(words_of_value(f, aift__json_at(value, i), out));
    }
    return AIFT_OK;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorts texts that have a NUL behind each, and leaves each once. */
static aift_status sort_texts(aift_context *context, const aift__buf *texts, aift__buf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < texts->size; i++)
        n += !texts->data[i];
    const char **list = aift__calloc(context, n + 1, sizeof *list);
    if (!list)
        return AIFT_E_NOMEM;
    const char *text = texts->data;
    for (size_t i = 0; i < n; i++, text += strlen(text) + 1)
        list[i] = text;
    qsort(list, n, sizeof *list, compare);
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < n && status == AIFT_OK; i++)
        if (i == 0 || strcmp(list[i], list[i - 1]) != 0)
            status = aift__buf_add(out, list[i], strlen(list[i]) + 1);
    aift__free(context, list);
    return status;
}

typedef aift_status (*collect_fn)(const aift__record_field *fields, const aift__json *object, aift__buf *out);

static aift_status collect(aift_context *context, const aift__record_kind *kind, const aift__json *stored,
                           collect_fn fn, aift__buf *out)
{
    aift__buf all;
    aift__buf_init(&all, context, MAX_TEXT);
    aift__buf_init(out, context, MAX_TEXT);
    aift_status status = fn(kind->fields, stored, &all);
    if (status == AIFT_OK)
        status = sort_texts(context, &all, out);
    aift__buf_finish(&all);
    return status;
}

aift_status aift__record_words(aift_context *context, const aift__record_kind *kind, const aift__json *stored,
                               aift__buf *out)
{
    return collect(context, kind, stored, words_of, out);
}

/* ---- keys ---- */

static aift_status add_key(const char *field, const aift__json *value, aift__buf *out)
{
    size_t size;
    const char *text = aift__json_text(value, &size);
    if (!text || strlen(text) != size)
        return AIFT_OK;
    AIFT__TRY(aift__buf_add_text(out, field));
    AIFT__TRY(aift__buf_add_text(out, "="));
    return aift__buf_add(out, text, size + 1);
}

/* A field and its value; of imports the source and the key that the record has there. */
static aift_status keys_of(const aift__record_field *fields, const aift__json *object, aift__buf *out)
{
    aift__json_item item;
    const aift__json *imported = aift__json_get(object, "imported");
    for (const aift__record_field *f = fields; f->key; f++)
        if (f->flags & AIFT__FIELD_INDEXED && strcmp(f->key, "id") != 0)
            AIFT__TRY(add_key(f->key, aift__json_get(object, f->key), out));
    for (bool more = aift__json_first(imported, &item); more; more = aift__json_next(imported, &item)) {
        AIFT__TRY(aift__buf_add_text(out, "import:"));
        AIFT__TRY(add_key(item.key, aift__json_get(item.value, "key"), out));
    }
    return AIFT_OK;
}

aift_status aift__record_keys(aift_context *context, const aift__record_kind *kind, const aift__json *stored,
                              aift__buf *out)
{
    return collect(context, kind, stored, keys_of, out);
}
