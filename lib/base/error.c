/* The thread's error message. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/error_parts.h"

static _Thread_local aift__error present;
static _Thread_local char part_texts[AIFT__ERROR_CAP + AIFT__ERROR_PARTS]; /* parts do not overlap */

const char *aift_last_error(void)
{
    return present.message;
}

const char *aift_last_error_part(aift_error_part part)
{
    const size_t size = strlen(present.message);
    const char *out = "";
    char *to = part_texts;
    for (int i = 0; i < AIFT__ERROR_PARTS; i++) {
        const aift__error_span *p = &present.parts[i];
        const size_t end = p->end < size ? p->end : size; /* a message may have been cut */
        if (!p->known || p->begin >= end || end - p->begin >= sizeof part_texts - (size_t)(to - part_texts))
            continue;
        memcpy(to, present.message + p->begin, end - p->begin);
        to[end - p->begin] = '\0';
        out = i == (int)part ? to : out;
        to += end - p->begin + 1;
    }
    return out;
}

const char *aift_status_name(aift_status status)
{
    switch (status) {
#define NAME(name, number, text)                                                                             \
    case AIFT_##name:                                                                                        \
        return "AIFT_" #name;
        AIFT_STATUS_MAP(NAME)
#undef NAME
    }
    return "AIFT_E_UNKNOWN";
}

const char *aift_status_text(aift_status status)
{
    switch (status) {
#define TEXT(name, number, text)                                                                             \
    case AIFT_##name:                                                                                        \
        return text;
        AIFT_STATUS_MAP(TEXT)
#undef TEXT
    }
    return "an unknown status";
}

/* The bytes of the UTF-8 character at p; 0: none. A NUL ends what is read. */
static int character(const unsigned char *p)
{
    int n = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
    for (int i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool beyond = (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF4 && p[1] > 0x8F);
    return overlong || beyond ? 0 : n;
}

/* A message is one line of UTF-8, whatever the data that it quotes; a cut leaves no part of a character. */
static void tidy(char *text)
{
    bool cut = strlen(text) == AIFT__ERROR_CAP - 1;
    unsigned char *p = (unsigned char *)text;
    while (*p) {
        int n = character(p);
        if (n == 0 && cut && *p >= 0xC2 && strlen((char *)p) < 4) {
            *p = '\0';
            return;
        }
        if (n == 0)
            *p = '?';
        else if (*p < 0x20 || *p == 0x7F)
            *p = ' ';
        else if (*p == 0xC2 && p[1] < 0xA0) /* control characters of Latin-1, which terminals obey too */
            p[0] = p[1] = ' ';
        p += n ? n : 1;
    }
}

/* The format without the mark of a record. */
static const char *shown(const char *format)
{
    const size_t n = sizeof AIFT__RECORD - 1;
    return strncmp(format, AIFT__RECORD, n) == 0 ? format + n : format;
}

aift_status aift__fail(aift_status status, const char *format, ...)
{
    char text[AIFT__ERROR_CAP]; /* an argument may be the present message */
    aift__error_span parts[AIFT__ERROR_PARTS];
    va_list args;
    va_start(args, format);
    aift__error_parts_find(format, args, parts);
    vsnprintf(text, sizeof text, shown(format), args);
    va_end(args);
    tidy(text);
    memcpy(present.message, text, strlen(text) + 1);
    memcpy(present.parts, parts, sizeof parts);
    return status;
}

/* The end of a place that is too long for the room: a path ends in the file's name. */
static const char *last_part(const char *place, size_t room)
{
    const char *at = place + strlen(place) - room;
    while (((unsigned char)*at & 0xC0) == 0x80)
        at++;
    return at;
}

/* The field that begins a message ("is ...": none yet) goes on from the last word in front of it ("scope.in "). */
static void join_field(const char *place, size_t n, aift__error_span *field)
{
    if (n < 2 || place[n - 1] != ' ' || place[n - 2] == ':')
        return;
    size_t begin = n - 1;
    while (begin > 0 && place[begin - 1] != ' ')
        begin--;
    field->begin = (uint16_t)begin;
    field->end = (uint16_t)(n - 1);
}

/* Puts the place, all of it or its end, in front of the message. */
static void put_in_front(const char *place, aift__error_span parts[AIFT__ERROR_PARTS])
{
    enum { LEAST_ROOM = 300 };
    static const char gap[] = "...";
    char text[AIFT__ERROR_CAP];
    size_t rest = strlen(present.message), room = sizeof text - 1 - sizeof gap;
    room = rest < room - LEAST_ROOM ? room - rest : LEAST_ROOM;
    const bool fits = strlen(place) <= room;
    const char *front = fits ? place : last_part(place, room);
    size_t used = fits ? 0 : sizeof gap - 1, n_front = strlen(front);
    const size_t lost = (size_t)(front - place);
    memcpy(text, gap, used);
    for (int i = 0; i < AIFT__ERROR_PARTS; i++) {
        parts[i].begin = (uint16_t)(parts[i].begin > lost ? parts[i].begin - lost + used : 0);
        parts[i].end = (uint16_t)(parts[i].end > lost ? parts[i].end - lost + used : 0);
    }
    memcpy(text + used, front, n_front);
    used += n_front;
    rest = rest < sizeof text - 1 - used ? rest : sizeof text - 1 - used;
    memcpy(text + used, present.message, rest);
    text[used + rest] = '\0';
    tidy(text);
    const bool begins = present.parts[AIFT_ERROR_FIELD].known && present.parts[AIFT_ERROR_FIELD].end == 0;
    aift__error_parts_join(parts, used, present.parts);
    if (begins && !parts[AIFT_ERROR_FIELD].known)
        join_field(text, used, &present.parts[AIFT_ERROR_FIELD]);
    memcpy(present.message, text, strlen(text) + 1);
}

aift_status aift__fail_in(aift_status status, const char *format, ...)
{
    enum { MOST_PLACE = 6000 };
    char place[MOST_PLACE];
    aift__error_span parts[AIFT__ERROR_PARTS];
    va_list args;
    va_start(args, format);
    aift__error_parts_find(format, args, parts);
    int n = vsnprintf(place, sizeof place, shown(format), args);
    va_end(args);
    if (n < 0)
        place[0] = '\0';
    put_in_front(place, parts);
    return status;
}

aift_status aift__fail_nomem(size_t bytes)
{
    if (bytes == SIZE_MAX)
        return aift__fail(AIFT_E_NOMEM, "out of memory: the size asked for overflows");
    return aift__fail(AIFT_E_NOMEM, "out of memory: %zu bytes could not be allocated", bytes);
}

void aift__error_keep(aift__error *out)
{
    *out = present;
}

void aift__error_set(const aift__error *error)
{
    present = *error;
}
