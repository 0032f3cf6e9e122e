/* Scanning JSON. */
#include <jansson.h>
#include <string.h>

#include "codec/json_scan.h"
#include "codec/unicode.h"

bool aift__json_wrong(aift__json_scan *scan, const char *at, const char *why)
{
    scan->at = at;
    memcpy(scan->why, why, AIFT__MIN(strlen(why) + 1, sizeof scan->why - 1));
    return false;
}

void aift__json_skip_space(aift__json_scan *scan)
{
    while (scan->at < scan->end && strchr(" \t\n\r", *scan->at) && *scan->at)
        scan->at++;
}

/* ---- texts ---- */

int32_t aift__json_hex4(const char *at, const char *end)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    int32_t code = 0;
    for (int i = 0; i < 4; i++) {
        const char *digit = at + i < end && at[i] ? strchr(digits, at[i]) : NULL;
        if (!digit)
            return -1;
        code = code * 16 + (int32_t)((digit - digits) % 16);
    }
    return code;
}

/* The code point of the escape at a backslash; *n is the escape's length. -1: there is no such escape. */
static int32_t escaped(const char *at, const char *end, size_t *n)
{
    static const char names[] = "\"\\/bfnrt", codes[] = "\"\\/\b\f\n\r\t";
    size_t left = (size_t)(end - at);
    const char *name = left > 1 && at[1] ? strchr(names, at[1]) : NULL;
    *n = 2;
    if (name)
        return codes[name - names];
    if (left < 6 || at[1] != 'u')
        return -1;
    *n = 6;
    int32_t code = aift__json_hex4(at + 2, end);
    if (code < 0xD800 || code > 0xDFFF)
        return code;
    int32_t low = left >= 12 && at[6] == '\\' && at[7] == 'u' ? aift__json_hex4(at + 8, end) : -1;
    if (code > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
        return -1; /* half of a pair */
    *n = 12;
    return 0x10000 + (code - 0xD800) * 0x400 + low - 0xDC00;
}

/* Undoes the escapes; no text is longer without them. */
static bool unescape(aift__json_scan *scan, aift__json_string *string)
{
    json_malloc_t allocate;
    json_get_alloc_funcs(&allocate, NULL);
    const char *from = string->text, *end = from + string->size;
    char *to = string->block = allocate(string->size);
    if (!to) {
        scan->nomem = true;
        return false;
    }
    while (from < end) {
        const char *stop = memchr(from, '\\', (size_t)(end - from));
        size_t n = (size_t)((stop ? stop : end) - from);
        memcpy(to, from, n);
        to += n;
        from += n;
        if (!stop)
            break;
        int32_t code = escaped(from, end, &n);
        if (code < 0) {
            aift__json_string_free(string);
            return aift__json_wrong(scan, from, "no valid escape");
        }
        to += aift__utf8_put((uint32_t)code, to);
        from += n;
    }
    string->text = string->block;
    string->size = (size_t)(to - string->block);
    return true;
}

void aift__json_string_free(aift__json_string *string)
{
    json_free_t give_back;
    json_get_alloc_funcs(NULL, &give_back);
    if (string->block)
        give_back(string->block);
}

bool aift__json_scan_string(aift__json_scan *scan, aift__json_string *out)
{
    const char *begin = scan->at + 1, *at = begin;
    bool escapes = false;
    for (; at < scan->end && *at != '"'; at++) {
        if ((unsigned char)*at < 0x20)
            return aift__json_wrong(scan, at, "a control character in a text must be escaped");
        if (*at == '\\') {
            escapes = true;
            at += at + 1 < scan->end; /* whatever it is, it does not end the text */
        }
    }
    if (at == scan->end)
        return aift__json_wrong(scan, scan->at, "the text that begins here has no end");
    size_t size = (size_t)(at - begin), valid = aift__utf8_valid(begin, size);
    if (valid < size)
        return aift__json_wrong(scan, begin + valid, "not valid UTF-8");
    *out = (aift__json_string){begin, size, NULL};
    if (escapes && !unescape(scan, out))
        return false;
    scan->at = at + 1;
    return true;
}

/* ---- numbers ---- */

static bool skip_digits(aift__json_scan *scan)
{
    const char *begin = scan->at;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
        scan->at++;
    return scan->at > begin;
}

bool aift__json_scan_number(aift__json_scan *scan, bool *whole)
{
    const char *begin = scan->at;
    scan->at += aift__json_next_is(scan, '-');
    bool zero = aift__json_next_is(scan, '0');
    const char *digits = scan->at;
    bool good = skip_digits(scan) && !(zero && scan->at > digits + 1);
    *whole = true;
    if (good && aift__json_next_is(scan, '.')) {
        *whole = false;
        scan->at++;
        good = skip_digits(scan);
    }
    if (good && (aift__json_next_is(scan, 'e') || aift__json_next_is(scan, 'E'))) {
        *whole = false;
        scan->at++;
        scan->at += aift__json_next_is(scan, '+') || aift__json_next_is(scan, '-');
        good = skip_digits(scan);
    }
    return good ? true : aift__json_wrong(scan, begin, "no valid number");
}
