/* Numbers beyond int64 and double: valid JSON, which any program may write. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/base.h"
#include "codec/json_numbers.h"

static const char greatest[] = "1.7976931348623157e308";

/* What a number's text is made of. */
typedef struct number {
    bool negative, whole; /* whole: neither point nor exponent */
    const char *digits;   /* from the first that is not 0 on, a point perhaps among them */
    const char *end;      /* of the digits */
    int64_t places;       /* the first digit's: 1 of units, 2 of tens, 0 of tenths; the exponent counts */
} number;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && is_digit(*p))
        p++;
    return p;
}

/* The end of the number that begins at p, by the letter of JSON, so that what is none stays none. */
static const char *end_of_number(const char *p, const char *end)
{
    p += *p == '-';
    p = p < end && *p == '0' ? p + 1 : skip_digits(p, end);
    if (end - p > 1 && *p == '.' && is_digit(p[1]))
        p = skip_digits(p + 1, end);
    if (end - p > 1 && (*p == 'e' || *p == 'E')) {
        const char *digits = p + 1 + (p[1] == '-' || p[1] == '+');
        p = digits < end && is_digit(*digits) ? skip_digits(digits, end) : p;
    }
    return p;
}

/* An exponent as far as it matters. */
static int64_t exponent(const char *p, const char *end)
{
    bool negative = p < end && *p == '-';
    int64_t value = 0;
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    for (; p < end && is_digit(*p); p++)
        value = AIFT__MIN(value * 10 + (*p - '0'), (int64_t)1 << 40);
    return negative ? -value : value;
}

static number take_apart(const char *p, const char *end)
{
    number n = {.negative = p < end && *p == '-', .whole = true};
    p += n.negative;
    bool point = false, begun = false;
    for (; p < end && (is_digit(*p) || *p == '.'); p++) {
        point = point || *p == '.';
        if (!begun && *p > '0') {
            begun = true;
            n.digits = p;
        }
        if (*p != '.')
            n.places += begun ? !point : -point;
    }
    n.end = p;
    n.whole = p == end && !point;
    if (p < end && (*p == 'e' || *p == 'E'))
        n.places += exponent(p + 1, end);
    return n;
}

/* Compares the digits, points left out, with as many of another number's. */
static int compare(const number *n, const char *with)
{
    for (const char *p = n->digits; *with && p < n->end; p++)
        if (*p != '.' && *p != *with++)
            return *p < with[-1] ? -1 : 1;
    return *with ? -1 : 0;
}

static bool beyond_int64(const number *n)
{
    const char *limit = n->negative ? "9223372036854775808" : "9223372036854775807";
    return n->whole && (n->places > 19 || (n->places == 19 && compare(n, limit) > 0));
}

/* What rounds up to the greatest double is taken for it, too. */
static bool beyond_double(const number *n)
{
    return n->digits && (n->places > 309 || (n->places == 309 && compare(n, "17976931348623157") > 0));
}

static void push(aift__json_feed *feed, int i, const char *piece, size_t size)
{
    feed->piece[i] = piece;
    feed->size[i] = size;
}

/* Up to and with the text that begins at p. */
static const char *end_of_text(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        p += *p == '\\' && p + 1 < end;
    return p < end ? p + 1 : end;
}

static void cut_number(aift__json_feed *feed)
{
    const char *from = feed->at;
    feed->at = end_of_number(from, feed->end);
    const number n = take_apart(from, feed->at);
    push(feed, 0, from, (size_t)(feed->at - from));
    if (beyond_double(&n)) {
        push(feed, 0, "-", n.negative);
        push(feed, 1, greatest, sizeof greatest - 1);
    } else if (beyond_int64(&n)) {
        push(feed, 1, "e0", 2);
    }
}

static void cut(aift__json_feed *feed)
{
    const char *from = feed->at, *p = from;
    if (*p == '-' || is_digit(*p)) {
        cut_number(feed);
        return;
    }
    while (p < feed->end && *p != '-' && !is_digit(*p))
        p = *p == '"' ? end_of_text(p, feed->end) : p + 1;
    push(feed, 0, from, (size_t)(p - from));
    feed->at = p;
}

void aift__json_feed_init(aift__json_feed *feed, const char *text, size_t size)
{
    *feed = (aift__json_feed){.at = text, .end = text + size};
}

size_t aift__json_feed_read(void *buffer, size_t size, void *given)
{
    aift__json_feed *feed = given;
    for (;;) {
        for (size_t i = 0; i < AIFT__COUNT(feed->size); i++)
            if (feed->size[i] > 0) {
                size_t n = AIFT__MIN(size, feed->size[i]);
                memcpy(buffer, feed->piece[i], n);
                feed->piece[i] += n;
                feed->size[i] -= n;
                return n;
            }
        if (feed->at == feed->end)
            return 0;
        cut(feed);
    }
}
