/* The thread's error message. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

static _Thread_local char message[AIFT__ERROR_CAP];

const char *aift_last_error(void)
{
    return message;
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

aift_status aift__fail(aift_status status, const char *format, ...)
{
    char text[AIFT__ERROR_CAP]; /* an argument may be the present message */
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    tidy(text);
    memcpy(message, text, strlen(text) + 1);
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

aift_status aift__fail_in(aift_status status, const char *format, ...)
{
    enum { MOST_PLACE = 6000, LEAST_ROOM = 300 };
    static const char gap[] = "...";
    char text[AIFT__ERROR_CAP], place[MOST_PLACE];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(place, sizeof place, format, args);
    va_end(args);
    if (n < 0)
        place[0] = '\0';
    size_t rest = strlen(message), room = sizeof text - 1 - sizeof gap;
    room = rest < room - LEAST_ROOM ? room - rest : LEAST_ROOM;
    const bool fits = strlen(place) <= room;
    const char *front = fits ? place : last_part(place, room);
    size_t used = fits ? 0 : sizeof gap - 1, n_front = strlen(front);
    memcpy(text, gap, used);
    memcpy(text + used, front, n_front);
    used += n_front;
    rest = rest < sizeof text - 1 - used ? rest : sizeof text - 1 - used;
    memcpy(text + used, message, rest);
    text[used + rest] = '\0';
    tidy(text);
    memcpy(message, text, strlen(text) + 1);
    return status;
}

aift_status aift__fail_nomem(size_t bytes)
{
    if (bytes == SIZE_MAX)
        return aift__fail(AIFT_E_NOMEM, "out of memory: the size asked for overflows");
    return aift__fail(AIFT_E_NOMEM, "out of memory: %zu bytes could not be allocated", bytes);
}

void aift__error_set(const char *text)
{
    size_t n = strlen(text);
    if (n > sizeof message - 1)
        n = sizeof message - 1;
    memmove(message, text, n);
    message[n] = '\0';
}
