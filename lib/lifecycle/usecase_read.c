/* What a use case's record holds, checked field by field. */
#include <string.h>

#include "base/map.h"
#include "codec/json_field.h"
#include "lifecycle/usecase.h"

typedef enum kind { TEXT, NUMBER, EMAIL, DATE, DIRECTION, OBJECT, LIST } kind;

typedef struct field {
    const char *key;
    kind kind;
    bool required;
    const struct field *of; /* of an object, or of each object of a list */
} field;

static const field owner_fields[] = {
    {"name", TEXT, false, NULL},
    {"email", EMAIL, false, NULL},
    {NULL, TEXT, false, NULL},
};

static const field kpi_fields[] = {
    {"name", TEXT, true, NULL},           {"unit", TEXT, false, NULL},
    {"baseline", NUMBER, false, NULL},    {"target", NUMBER, false, NULL},
    {"direction", DIRECTION, true, NULL}, {"metric", TEXT, true, NULL},
    {"review_date", DATE, false, NULL},   {NULL, TEXT, false, NULL},
};

static const field record_fields[] = {
    {"title", TEXT, true, NULL},       {"problem", TEXT, false, NULL},
    {"task", TEXT, false, NULL},       {"owner", OBJECT, false, owner_fields},
    {"kpis", LIST, false, kpi_fields}, {NULL, TEXT, false, NULL},
};

static const char *const expected[] = {
    [TEXT] = "a text that is not empty",
    [NUMBER] = "a number",
    [EMAIL] = "an e-mail address",
    [DATE] = "a date, YYYY-MM-DD",
    [DIRECTION] = "\"higher\" or \"lower\"",
    [OBJECT] = "an object",
    [LIST] = "a list of objects",
};

static bool is_email(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && at[1] && !strchr(at + 1, '@') && !strpbrk(text, " \t\r\n<>,;");
}

static bool is_date(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
    int year = 0, month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
    for (int i = 0; i < 4; i++)
        year = year * 10 + text[i] - '0';
    if (text[10] || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (month == 2 && leap);
}

static bool fits(const aift__json *value, kind as)
{
    size_t size = 0;
    const char *text = aift__json_text(value, &size);
    bool whole = text && size > 0 && strlen(text) == size;
    aift__json_type type = aift__json_kind(value);
    switch (as) {
    case TEXT:
        return whole;
    case NUMBER:
        return type == AIFT__JSON_INT || type == AIFT__JSON_REAL;
    case EMAIL:
        return whole && is_email(text);
    case DATE:
        return whole && size == 10 && is_date(text);
    case DIRECTION:
        return whole && (strcmp(text, "higher") == 0 || strcmp(text, "lower") == 0);
    case OBJECT:
        return type == AIFT__JSON_OBJECT;
    case LIST:
        return type == AIFT__JSON_ARRAY;
    }
    return false;
}

static aift_status copy_object(const aift__json *from, const field *fields, const char *place,
                               aift__json **out);

static aift_status copy_list(const aift__json *from, const field *as, const char *place, aift__json **out)
{
    *out = aift__json_new_array();
    aift_status status = *out ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < aift__json_size(from) && status == AIFT_OK; i++) {
        const aift__json *item = aift__json_at(from, i);
        char at[AIFT__WHERE_CAP];
        aift__json *copy = NULL;
        aift__json_place(at, "%s[%zu]", place, i);
        status = aift__json_expect(item, at, AIFT__JSON_OBJECT);
        if (status == AIFT_OK)
            status = copy_object(item, as->of, at, &copy);
        if (status == AIFT_OK)
            status = aift__json_push(*out, copy);
    }
    if (status != AIFT_OK) {
        aift__json_free(*out);
        *out = NULL;
    }
    return status;
}

static aift_status copy_field(const aift__json *value, const field *as, const char *place, aift__json **out)
{
    if (!fits(value, as->kind))
        return aift__json_field_fail(NULL, place, value, expected[as->kind]);
    if (as->kind == LIST)
        return copy_list(value, as, place, out);
    return as->kind == OBJECT ? copy_object(value, as->of, place, out) : aift__json_copy(value, out);
}

static const field *known(const field *fields, const char *key)
{
    while (fields->key && strcmp(fields->key, key) != 0)
        fields++;
    return fields->key ? fields : NULL;
}

/* The known fields in their order, then the others in the text's. A null is as good as a missing field. */
static aift_status copy_fields(const aift__json *from, const field *fields, const char *place, aift__json *to)
{
    for (const field *f = fields; f->key; f++) {
        const aift__json *value = aift__json_get(from, f->key);
        aift__json *copy = NULL;
        if (!f->required && !aift__json_given(from, f->key))
            continue;
        char at[AIFT__WHERE_CAP];
        aift__json_place(at, "%s%s%s", place, *place ? "." : "", f->key);
        AIFT__TRY(copy_field(value, f, at, &copy));
        AIFT__TRY(aift__json_set(to, f->key, copy));
    }
    aift__json_item item;
    for (bool more = aift__json_first(from, &item); more; more = aift__json_next(from, &item)) {
        aift__json *copy = NULL;
        if (known(fields, item.key))
            continue;
        if (strlen(item.key) != item.key_size)
            return aift__fail(AIFT_E_FORMAT, "%s%sthe name of a field contains NUL", place,
                              *place ? ": " : "");
        AIFT__TRY(aift__json_copy(item.value, &copy));
        AIFT__TRY(aift__json_set(to, item.key, copy));
    }
    return AIFT_OK;
}

static aift_status copy_object(const aift__json *from, const field *fields, const char *place,
                               aift__json **out)
{
    *out = aift__json_new_object();
    if (!*out)
        return AIFT_E_NOMEM;
    aift_status status = copy_fields(from, fields, place, *out);
    if (status != AIFT_OK) {
        aift__json_free(*out);
        *out = NULL;
    }
    return status;
}

/* A KPI is reported by its name. */
static aift_status check_names(aift_context *context, const aift__json *kpis)
{
    aift__map *seen = aift__map_create(context);
    aift_status status = seen ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < aift__json_size(kpis) && status == AIFT_OK; i++) {
        size_t size;
        const char *name = aift__json_text(aift__json_get(aift__json_at(kpis, i), "name"), &size);
        bool was = false;
        status = aift__map_put(seen, name, size, 0, &was);
        if (status == AIFT_OK && was)
            status = aift__fail(
                AIFT_E_FORMAT,
                "kpis[%zu].name is \"%.100s\", as that of an earlier KPI: expected a name of its own", i,
                name);
    }
    aift__map_destroy(seen);
    return status;
}

aift_status aift__usecase_record(aift_context *context, const aift__json *given, const char *name,
                                 aift__json **out)
{
    *out = NULL;
    if (aift__json_kind(given) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT, "%s: a use case is an object, and this is %s", name,
                          aift__json_kind_name(given));
    aift_status status = copy_object(given, record_fields, "", out);
    if (status == AIFT_OK)
        status = check_names(context, aift__json_get(*out, "kpis"));
    if (status == AIFT_OK)
        return AIFT_OK;
    aift__json_free(*out);
    *out = NULL;
    return status == AIFT_E_NOMEM ? status : aift__fail_in(status, "%s: ", name);
}
