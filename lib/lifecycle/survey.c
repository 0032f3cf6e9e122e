/* Answers of stakeholders become notes and counted pain points. */
#include <stdio.h>
#include <string.h>

#include "codec/unicode.h"
#include "lifecycle/survey.h"

static const aift__import_entry entries[] = {
    {"stakeholder", AIFT__IMPORT_PERSON, AIFT__IMPORT_SKIP},
    {"email", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"date", AIFT__IMPORT_DATE, AIFT__IMPORT_SKIP},
    {"channel", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"text", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"pain_points", AIFT__IMPORT_TEXTS, AIFT__IMPORT_SKIP},
    {NULL, AIFT__IMPORT_SKIP, AIFT__IMPORT_SKIP},
};

static const aift__import_column columns[] = {
    {"stakeholder", "stakeholder"},
    {"name", "stakeholder"},
    {"email", "email"},
    {"e-mail", "email"},
    {"date", "date"},
    {"channel", "channel"},
    {"text", "text"},
    {"note", "text"},
    {"notes", "text"},
    {"answer", "text"},
    {"comment", "text"},
    {"pain point", "pain_points"},
    {"pain_point", "pain_points"},
    {"pain points", "pain_points"},
    {"pain_points", "pain_points"},
    {NULL, NULL},
};

const aift__import_format aift__import_survey = {
    .name = "survey",
    .entries = entries,
    .required = "stakeholder",
    .many = true,
    .columns = columns,
    .key = "",
    .json = true,
    .csv = true,
    .items = "items",
};

static aift_status copy_list(const aift__json *list, aift__json **out)
{
    if (aift__json_kind(list) == AIFT__JSON_ARRAY)
        return aift__json_copy(list, out);
    *out = aift__json_new_array();
    return *out ? AIFT_OK : AIFT_E_NOMEM;
}

aift_status aift__survey_begin(const aift__json *record, aift__survey *out)
{
    *out = (aift__survey){NULL, NULL};
    AIFT__TRY(copy_list(aift__json_get(record, "notes"), &out->notes));
    return copy_list(aift__json_get(record, "pain_points"), &out->pain_points);
}

void aift__survey_free(aift__survey *survey)
{
    aift__json_free(survey->notes);
    aift__json_free(survey->pain_points);
    *survey = (aift__survey){NULL, NULL};
}

static aift_status copy_to(aift__json *to, const char *key, const aift__json *value)
{
    aift__json *copy;
    if (aift__json_kind(value) == AIFT__JSON_NULL)
        return AIFT_OK;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, key, copy);
}

static aift_status lack(const char **field, const char *name, const char *expected)
{
    *field = name;
    return aift__fail(AIFT_E_INVALID, "%s: expected %s", name, expected);
}

/* The channel in lower case; NULL: it is none. */
static const char *channel_of(const aift__json *row)
{
    static const char *const channels[] = {"survey", "interview", "workshop"};
    const char *text = aift__json_text(aift__json_get(row, "channel"), NULL);
    for (size_t i = 0; text && i < AIFT__COUNT(channels); i++) {
        size_t n = 0;
        while (text[n] && (text[n] | 0x20) == channels[i][n])
            n++;
        if (!text[n] && !channels[i][n])
            return channels[i];
    }
    return NULL;
}

/* Who it was: the name or address of the row, and the address beside it. */
static aift_status person_of(const aift__json *row, aift__json *to)
{
    const aift__json *who = aift__json_get(row, "stakeholder"), *email = aift__json_get(row, "email");
    AIFT__TRY(copy_to(to, "name", aift__json_get(who, "name")));
    return copy_to(to, "email", email ? email : aift__json_get(who, "email"));
}

/* All pain points as one text, a line each: what was said where nothing else is. */
static aift_status join(aift_context *context, const aift__json *points, aift__json *note)
{
    aift__buf text;
    aift__buf_init(&text, context, 1 << 20);
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < aift__json_size(points) && status == AIFT_OK; i++) {
        size_t size = 0;
        const char *point = aift__json_text(aift__json_at(points, i), &size);
        status = aift__buf_add_text(&text, i ? "\n" : "");
        if (status == AIFT_OK)
            status = aift__buf_add(&text, point ? point : "", size);
    }
    if (status == AIFT_OK)
        status = aift__json_set(note, "text", aift__json_new_text(text.data ? text.data : "", text.size));
    aift__buf_finish(&text);
    return status;
}

static aift_status fill_note(aift_context *context, const aift__json *row, const char *channel,
                             aift__json *note)
{
    const aift__json *text = aift__json_get(row, "text");
    AIFT__TRY(person_of(row, note));
    AIFT__TRY(copy_to(note, "date", aift__json_get(row, "date")));
    AIFT__TRY(aift__json_set(note, "channel", aift__json_new_string(channel)));
    return text ? copy_to(note, "text", text) : join(context, aift__json_get(row, "pain_points"), note);
}

/* By e-mail address, or else by name: the store may know more of somebody than a row says. */
static bool same_person(const aift__json *a, const aift__json *b)
{
    const aift__json *x = aift__json_get(a, "email"), *y = aift__json_get(b, "email");
    const char *key = x && y ? "email" : "name";
    return aift__json_get(a, key) && aift__json_equal(aift__json_get(a, key), aift__json_get(b, key));
}

static bool same_note(const aift__json *a, const aift__json *b)
{
    static const char *const keys[] = {"date", "channel", "text"};
    for (size_t i = 0; i < AIFT__COUNT(keys); i++)
        if (!aift__json_equal(aift__json_get(a, keys[i]), aift__json_get(b, keys[i])))
            return false;
    return same_person(a, b);
}

static bool holds(const aift__json *list, const aift__json *value,
                  bool (*same)(const aift__json *, const aift__json *))
{
    for (size_t i = 0; i < aift__json_size(list); i++)
        if (same(aift__json_at(list, i), value))
            return true;
    return false;
}

/* The text in lower case with single blanks, without a full stop at its end. */
static aift_status normalize(const char *text, size_t size, aift__buf *out)
{
    bool blank = false;
    unsigned n;
    for (size_t i = 0; i < size; i += n) {
        char code[AIFT__UTF8_MAX];
        uint32_t c = aift__utf8_get(text + i, &n);
        if (c <= ' ' || c == 0xA0) {
            blank = out->size > 0;
            continue;
        }
        if (blank)
            AIFT__TRY(aift__buf_add(out, " ", 1));
        blank = false;
        AIFT__TRY(aift__buf_add(out, code, aift__utf8_put(aift__unicode_lower(c), code)));
    }
    while (out->size > 0 && strchr(".!", out->data[out->size - 1]))
        out->data[--out->size] = '\0';
    return AIFT_OK;
}

static aift_status same_point(aift_context *context, const aift__json *a, const aift__json *b, bool *same)
{
    aift__buf left, right;
    size_t n, m;
    const char *x = aift__json_text(a, &n), *y = aift__json_text(b, &m);
    *same = false;
    if (!x || !y)
        return AIFT_OK;
    aift__buf_init(&left, context, 1 << 20);
    aift__buf_init(&right, context, 1 << 20);
    aift_status status = normalize(x, n, &left);
    if (status == AIFT_OK)
        status = normalize(y, m, &right);
    *same = status == AIFT_OK && left.size == right.size &&
            (!left.size || memcmp(left.data, right.data, left.size) == 0);
    aift__buf_finish(&left);
    aift__buf_finish(&right);
    return status;
}

/* The pain point of this text, made if it is new. */
static aift_status find_point(aift_context *context, aift__json *points, const aift__json *text,
                              aift__json **out)
{
    for (size_t i = 0; i < aift__json_size(points); i++) {
        bool same;
        *out = aift__json_element(points, i);
        AIFT__TRY(same_point(context, aift__json_get(*out, "text"), text, &same));
        if (same)
            return AIFT_OK;
    }
    *out = aift__json_new_object();
    AIFT__TRY(aift__json_push(points, *out));
    AIFT__TRY(copy_to(*out, "text", text));
    AIFT__TRY(aift__json_set(*out, "count", aift__json_new_int(0)));
    return aift__json_set(*out, "stakeholders", aift__json_new_array());
}

/* Somebody named it; by whom it was named already is not listed again. */
static aift_status name_point(aift__json *point, const aift__json *row)
{
    const int64_t count = aift__json_int(aift__json_get(point, "count"), 0);
    AIFT__TRY(aift__json_set(point, "count", aift__json_new_int(count + 1)));
    aift__json *people = aift__json_member(point, "stakeholders"), *person;
    if (aift__json_kind(people) != AIFT__JSON_ARRAY) {
        people = aift__json_new_array();
        AIFT__TRY(aift__json_set(point, "stakeholders", people));
    }
    person = aift__json_new_object();
    aift_status status = person ? person_of(row, person) : AIFT_E_NOMEM;
    if (status == AIFT_OK && !holds(people, person, same_person))
        return aift__json_push(people, person);
    aift__json_free(person);
    return status;
}

/* The row's pain points, each once. */
static aift_status count_points(aift_context *context, aift__survey *survey, const aift__json *row)
{
    const aift__json *points = aift__json_get(row, "pain_points");
    for (size_t i = 0; i < aift__json_size(points); i++) {
        bool before = false;
        aift__json *point;
        for (size_t k = 0; k < i && !before; k++)
            AIFT__TRY(same_point(context, aift__json_at(points, k), aift__json_at(points, i), &before));
        if (before)
            continue;
        AIFT__TRY(find_point(context, survey->pain_points, aift__json_at(points, i), &point));
        AIFT__TRY(name_point(point, row));
    }
    return AIFT_OK;
}

static aift_status check(const aift__json *row, const char **field)
{
    const aift__json *points = aift__json_get(row, "pain_points");
    const size_t n = aift__json_kind(points) == AIFT__JSON_ARRAY ? aift__json_size(points) : 0;
    if (aift__json_kind(aift__json_get(row, "stakeholder")) != AIFT__JSON_OBJECT)
        return lack(field, "stakeholder", "a name or an e-mail address");
    if (!aift__json_text(aift__json_get(row, "date"), NULL))
        return lack(field, "date", "the day on which it was said");
    if (!channel_of(row))
        return lack(field, "channel", "survey, interview or workshop");
    for (size_t i = 0; i < n; i++)
        if (!aift__json_text(aift__json_at(points, i), NULL))
            return lack(field, "pain_points", "texts");
    if ((points && !n && aift__json_size(points)) || (!n && !aift__json_get(row, "text")))
        return lack(field, "pain_points", "a pain point, or a text");
    return AIFT_OK;
}

aift_status aift__survey_add(aift_context *context, aift__survey *survey, const aift__json *row,
                             const char **field)
{
    enum { MAX_NOTES = 10000, MAX_POINTS = 1000 };
    AIFT__TRY(check(row, field));
    if (aift__json_size(survey->notes) >= MAX_NOTES || aift__json_size(survey->pain_points) >= MAX_POINTS)
        return aift__fail(AIFT_E_RANGE, "a use case has room for %d notes and %d pain points", MAX_NOTES,
                          MAX_POINTS);
    aift__json *note = aift__json_new_object();
    aift_status status = note ? fill_note(context, row, channel_of(row), note) : AIFT_E_NOMEM;
    if (status != AIFT_OK || holds(survey->notes, note, same_note)) {
        aift__json_free(note);
        return status;
    }
    AIFT__TRY(aift__json_push(survey->notes, note));
    return count_points(context, survey, row);
}
