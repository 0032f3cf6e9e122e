/* What the values of columns are, seen one by one. */
#include <string.h>

#include "base/map.h"
#include "lifecycle/source_look.h"
#include "lifecycle/values.h"

enum { MAX_DIGITS = 18, MAX_DATE = 40 };

typedef struct column {
    char *name;
    size_t size;
    aift__value_kind kind;
} column;

struct aift__types {
    aift_context *context;
    aift__map *by_name;
    column *columns;
    size_t num_columns, cap;
};

aift__types *aift__types_create(aift_context *context)
{
    aift__types *types = aift__calloc(context, 1, sizeof *types);
    if (!types)
        return NULL;
    types->context = context;
    types->by_name = aift__map_create(context);
    if (types->by_name)
        return types;
    aift__free(context, types);
    return NULL;
}

void aift__types_destroy(aift__types *types)
{
    if (!types)
        return;
    for (size_t i = 0; i < types->num_columns; i++)
        aift__free(types->context, types->columns[i].name);
    aift__free(types->context, types->columns);
    aift__map_destroy(types->by_name);
    aift__free(types->context, types);
}

aift_status aift__types_column(aift__types *types, const char *name, size_t size, size_t *out)
{
    int64_t at;
    *out = 0;
    if (aift__map_get(types->by_name, name, size, &at)) {
        *out = (size_t)at;
        return AIFT_OK;
    }
    if (types->num_columns >= AIFT__COLUMNS_MAX)
        return aift__fail(AIFT_E_RANGE, "it has more than %d columns", AIFT__COLUMNS_MAX);
    AIFT__TRY(AIFT__RESERVE(types->context, types->columns, types->num_columns, types->cap));
    column *new = &types->columns[types->num_columns];
    *new = (column){.name = aift__strndup(types->context, name, size), .size = size};
    if (!new->name)
        return AIFT_E_NOMEM;
    *out = types->num_columns++;
    return aift__map_put(types->by_name, name, size, (int64_t)*out, NULL);
}

/* What is both; whole numbers are numbers, anything else is a text. */
static aift__value_kind join(aift__value_kind a, aift__value_kind b)
{
    if (a == AIFT__VALUE_NONE || a == b)
        return b;
    if (b == AIFT__VALUE_NONE)
        return a;
    const bool numbers = (a == AIFT__VALUE_INTEGER || a == AIFT__VALUE_NUMBER) &&
                         (b == AIFT__VALUE_INTEGER || b == AIFT__VALUE_NUMBER);
    return numbers                                            ? AIFT__VALUE_NUMBER
           : a == AIFT__VALUE_OTHER || b == AIFT__VALUE_OTHER ? AIFT__VALUE_OTHER
                                                              : AIFT__VALUE_STRING;
}

void aift__types_see(aift__types *types, size_t at, aift__value_kind kind)
{
    types->columns[at].kind = join(types->columns[at].kind, kind);
}

static const char *digits(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

/* -12, 1.5, 2e-7; too many digits are a text, as of a telephone or an account. */
static aift__value_kind number_of(const char *p, const char *end)
{
    const char *from = p += *p == '-' || *p == '+', *mark;
    p = digits(p, end);
    if (p == from || p - from > MAX_DIGITS)
        return AIFT__VALUE_STRING;
    if (p == end)
        return *from == '0' && p - from > 1 ? AIFT__VALUE_STRING : AIFT__VALUE_INTEGER; /* 00123 is a code */
    if (*p == '.') {
        mark = ++p;
        p = digits(p, end);
        if (p == mark)
            return AIFT__VALUE_STRING;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        mark = p += p < end && (*p == '-' || *p == '+');
        p = digits(p, end);
        if (p == mark)
            return AIFT__VALUE_STRING;
    }
    return p == end ? AIFT__VALUE_NUMBER : AIFT__VALUE_STRING;
}

static bool is_word(const char *text, size_t size, const char *word)
{
    for (size_t i = 0; i < size; i++)
        if (!word[i] || (text[i] | 0x20) != word[i])
            return false;
    return !word[size];
}

aift__value_kind aift__types_of_text(const char *text, size_t size)
{
    if (size == 0)
        return AIFT__VALUE_NONE;
    if (is_word(text, size, "true") || is_word(text, size, "false"))
        return AIFT__VALUE_BOOLEAN;
    if (*text != '-' && *text != '+' && (*text < '0' || *text > '9'))
        return AIFT__VALUE_STRING;
    if (size >= 10 && size < MAX_DATE && text[4] == '-') {
        char copy[MAX_DATE];
        memcpy(copy, text, size);
        copy[size] = 0;
        if (aift__is_date(copy) || aift__is_time(copy))
            return size == 10 ? AIFT__VALUE_DATE : AIFT__VALUE_DATETIME;
    }
    return number_of(text, text + size);
}

static aift_status fill(const aift__types *types, aift__json *list)
{
    static const char *const names[] = {"null", "boolean",  "integer", "number",
                                        "date", "datetime", "string",  "object"};
    for (size_t i = 0; i < types->num_columns; i++) {
        const column *c = &types->columns[i];
        aift__json *to = aift__json_new_object();
        AIFT__TRY(aift__json_push(list, to));
        AIFT__TRY(aift__json_set(to, "name", aift__json_new_text(c->name, c->size)));
        AIFT__TRY(aift__json_set(to, "type", aift__json_new_string(names[c->kind])));
    }
    return AIFT_OK;
}

aift_status aift__types_take(const aift__types *types, aift__found *out)
{
    aift__json *list = aift__json_new_array();
    const aift_status status = list ? fill(types, list) : aift__fail_nomem(0);
    aift__json_free(status == AIFT_OK ? out->schema : list);
    if (status == AIFT_OK)
        out->schema = list;
    return status;
}
