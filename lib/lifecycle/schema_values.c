/* What values of a kind look like, and what is said of one that does not. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "codec/json_field.h"
#include "lifecycle/duration.h"
#include "lifecycle/schema.h"
#include "lifecycle/spdx.h"
#include "lifecycle/values.h"

enum { EXPECTED = 300 };

/* ---- what is expected ---- */

static const char *range(const aift__record_field *field, const char *what, char text[EXPECTED])
{
    char min[32], max[32];
    if (field->min == 0 && field->max == 0)
        return what;
    snprintf(text, EXPECTED,
             field->flags & AIFT__FIELD_ABOVE ? "%s above %s, %s at most" : "%s from %s to %s", what,
             aift__dtoa(min, field->min), aift__dtoa(max, field->max));
    return text;
}

static const char *choices(const aift__record_field *field, char text[EXPECTED])
{
    const char *const *list = field->choices;
    size_t n = 0;
    if (!list[2]) {
        snprintf(text, EXPECTED, "\"%s\" or \"%s\"", list[0], list[1]);
        return text;
    }
    for (; *list && n < EXPECTED - 1; list++)
        n += (size_t)snprintf(text + n, EXPECTED - n, "%s\"%s\"", n ? ", " : "one of ", *list);
    return text;
}

static const char *expected(const aift__record_field *field, char text[EXPECTED])
{
    switch (field->kind) {
    case AIFT__FIELD_TEXT:
        return "a text that is not empty";
    case AIFT__FIELD_NUMBER:
        return range(field, "a number", text);
    case AIFT__FIELD_INTEGER:
        return range(field, "a whole number", text);
    case AIFT__FIELD_FLAG:
        return "true or false";
    case AIFT__FIELD_EMAIL:
        return "an e-mail address";
    case AIFT__FIELD_DATE:
        return "a date, YYYY-MM-DD";
    case AIFT__FIELD_TIME:
        return "a time, YYYY-MM-DDTHH:MM:SSZ";
    case AIFT__FIELD_DURATION:
        return "an ISO 8601 duration, as P2Y, P90D or PT12H";
    case AIFT__FIELD_LICENSE:
        return "an SPDX expression, as Apache-2.0, MIT OR GPL-2.0-only, or LicenseRef-... for another";
    case AIFT__FIELD_CHOICE:
        return choices(field, text);
    case AIFT__FIELD_PERSON:
        return "a name or an e-mail address";
    case AIFT__FIELD_FLOW:
        return "a number, or {\"min\", \"mode\", \"max\"} in this order of size";
    case AIFT__FIELD_NUMBERS:
        return range(field, "an object of numbers, each", text);
    default:
        return "an object";
    }
}

/* ---- values ---- */

static bool in_range(const aift__record_field *field, const aift__json *value, bool whole)
{
    const aift__json_type type = aift__json_kind(value);
    if (type != AIFT__JSON_INT && (whole || type != AIFT__JSON_REAL))
        return false;
    const double number = aift__json_real(value, 0);
    if (field->min == 0 && field->max == 0)
        return true;
    return number >= field->min && number <= field->max &&
           !(field->flags & AIFT__FIELD_ABOVE && number == field->min);
}

static bool is_flow(const aift__record_field *field, const aift__json *value)
{
    const aift__json *of[3] = {aift__json_get(value, "min"), aift__json_get(value, "mode"),
                               aift__json_get(value, "max")};
    if (in_range(field, value, false))
        return true;
    for (int i = 0; i < 3; i++)
        if (!in_range(field, of[i], false) ||
            (i && aift__json_real(of[i], 0) < aift__json_real(of[i - 1], 0)))
            return false;
    return aift__json_size(value) == 3;
}

static bool are_numbers(const aift__record_field *field, const aift__json *value)
{
    aift__json_item item;
    for (bool more = aift__json_first(value, &item); more; more = aift__json_next(value, &item))
        if (!in_range(field, item.value, false))
            return false;
    return aift__json_kind(value) == AIFT__JSON_OBJECT;
}

bool aift__record_fits(const aift__record_field *field, const aift__json *value)
{
    size_t size = 0;
    const char *text = aift__json_text(value, &size);
    const bool whole = text && size > 0 && strlen(text) == size;
    aift__duration duration;
    switch (field->kind) {
    case AIFT__FIELD_TEXT:
    case AIFT__FIELD_PERSON:
        return whole;
    case AIFT__FIELD_NUMBER:
        return in_range(field, value, false);
    case AIFT__FIELD_INTEGER:
        return in_range(field, value, true);
    case AIFT__FIELD_FLAG:
        return aift__json_kind(value) == AIFT__JSON_BOOL;
    case AIFT__FIELD_EMAIL:
        return whole && aift__is_email(text);
    case AIFT__FIELD_DATE:
        return whole && aift__is_date(text);
    case AIFT__FIELD_TIME:
        return whole && aift__is_time(text);
    case AIFT__FIELD_DURATION:
        return whole && aift__duration_read(text, &duration);
    case AIFT__FIELD_LICENSE:
        return whole && aift__is_spdx(text);
    case AIFT__FIELD_CHOICE:
        for (const char *const *choice = field->choices; whole && *choice; choice++)
            if (strcmp(*choice, text) == 0)
                return true;
        return false;
    case AIFT__FIELD_FLOW:
        return is_flow(field, value);
    case AIFT__FIELD_NUMBERS:
        return are_numbers(field, value);
    case AIFT__FIELD_ANY:
        return true;
    default:
        return aift__json_kind(value) == AIFT__JSON_OBJECT;
    }
}

/* Of a number that is out of range the number is told. */
aift_status aift__record_misfits(const aift__record_field *field, const char *place, const aift__json *value)
{
    char text[EXPECTED], number[32];
    const aift__json_type type = aift__json_kind(value);
    const bool numbers = field->kind == AIFT__FIELD_NUMBER || field->kind == AIFT__FIELD_INTEGER;
    if (numbers && (type == AIFT__JSON_INT || type == AIFT__JSON_REAL))
        return aift__fail(AIFT_E_FORMAT, "%s is %s: expected %s", place,
                          aift__dtoa(number, aift__json_real(value, 0)), expected(field, text));
    return aift__json_field_fail(NULL, place, value, expected(field, text));
}
