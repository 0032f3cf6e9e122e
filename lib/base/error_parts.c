/* The parts are marked by the format, which is the library's own text: what an argument holds marks nothing.
 *
 *   "%s: " in front            the place; behind AIFT__RECORD the id of a record
 *   "line %lld" behind ": "    the line
 *   "WORD is %s"               field and value; WORD follows the last ": " and has no blank; "it" is no field
 *   ": expected ..."           what was expected, to the format's next "; "
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/error_parts.h"

/* The bytes that the first `n` of the format make. */
static size_t made(const char *format, size_t n, va_list args)
{
    char front[AIFT__ERROR_CAP];
    va_list again;
    if (n >= sizeof front)
        return AIFT__ERROR_CAP;
    memcpy(front, format, n);
    front[n] = '\0';
    va_copy(again, args);
    const int size = vsnprintf(NULL, 0, front, again);
    va_end(again);
    return size < 0 || size > AIFT__ERROR_CAP ? AIFT__ERROR_CAP : (size_t)size;
}

static aift__error_span span(const char *format, const char *from, const char *to, va_list args)
{
    const size_t begin = made(format, (size_t)(from - format), args),
                 end = made(format, (size_t)(to - format), args);
    return (aift__error_span){.begin = (uint16_t)begin, .end = (uint16_t)end, .known = true};
}

/* The first of these texts in what lies before `end`; `end`: none. */
static const char *before(const char *at, const char *end, const char *const *texts)
{
    for (; at < end; at++)
        for (size_t i = 0; texts[i]; i++)
            if (strncmp(at, texts[i], strlen(texts[i])) == 0)
                return at;
    return end;
}

static void find_line(const char *format, va_list args, aift__error_span *out)
{
    static const char *const ends[] = {":", ",", " ", NULL};
    const char *at = strstr(format, "line %");
    if (at && (at == format || (at > format + 1 && memcmp(at - 2, ": ", 2) == 0)))
        *out = span(format, at + 5, before(at + 5, at + strlen(at), ends), args);
}

/* Field and value; a value is a conversion, in quotation marks or not. */
static void find_field(const char *format, const char *end, va_list args, aift__error_span *parts)
{
    static const char *const ends[] = {": ", "; ", ", ", NULL};
    const char *word = format;
    for (const char *at = format; at < end; at++) {
        if (strncmp(at, ": ", 2) == 0)
            word = at + 2;
        const bool first = at == format && strncmp(at, "is ", 3) == 0;
        if (!first && (strncmp(at, " is ", 4) != 0 || memchr(word, ' ', (size_t)(at - word))))
            continue;
        const char *value = at + (first ? 3 : 4);
        const bool given = *value == '%' || strncmp(value, "\"", 1) == 0;
        if (!given && (!*end || *word == '"'))
            continue;
        if (at - word != 2 || memcmp(word, "it", 2) != 0)
            parts[AIFT_ERROR_FIELD] = span(format, word, at, args);
        if (given)
            parts[AIFT_ERROR_VALUE] = span(format, value, before(value, end, ends), args);
        return;
    }
}

void aift__error_parts_find(const char *format, va_list args, aift__error_span parts[AIFT__ERROR_PARTS])
{
    static const char *const ends[] = {"; ", NULL};
    const bool record = strncmp(format, AIFT__RECORD, sizeof AIFT__RECORD - 1) == 0;
    format += record ? sizeof AIFT__RECORD - 1 : 0;
    memset(parts, 0, AIFT__ERROR_PARTS * sizeof *parts);
    const char *all = format + strlen(format), *expected = strstr(format, ": expected ");
    if (strncmp(format, "%s: ", 4) == 0)
        parts[record ? AIFT_ERROR_RECORD : AIFT_ERROR_PLACE] = span(format, format, format + 2, args);
    find_line(format, args, &parts[AIFT_ERROR_LINE]);
    find_field(format, expected ? expected : all, args, parts);
    if (expected)
        parts[AIFT_ERROR_EXPECTED] = span(format, expected + 11, before(expected + 11, all, ends), args);
}

void aift__error_parts_join(const aift__error_span place[AIFT__ERROR_PARTS], size_t at,
                            aift__error_span parts[AIFT__ERROR_PARTS])
{
    for (int i = 0; i < AIFT__ERROR_PARTS; i++) {
        parts[i].begin = (uint16_t)(parts[i].begin + at);
        parts[i].end = (uint16_t)(parts[i].end + at);
        if (place[i].known)
            parts[i] = place[i];
    }
}
