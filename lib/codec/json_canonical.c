/* Canonical JSON (RFC 8785): keys in the order of their UTF-16 code units, numbers as ECMAScript writes them, no blanks.
 * The same value is the same bytes wherever it is written, so that it can be hashed. */
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/number.h"
#include "codec/json.h"

enum { MAX_TEXT = 1 << 30, MAX_EXPONENT = 21, DIGITS = 40 };

typedef struct writer {
    aift_context *context;
    aift__buf buf;
} writer;

static aift_status put(writer *w, const char *text, size_t size)
{
    return aift__buf_add(&w->buf, text, size);
}

static aift_status put_text(writer *w, const char *text, size_t size)
{
    static const char short_names[] = "btn\0fr"; /* of 8 to 13 */
    AIFT__TRY(put(w, "\"", 1));
    size_t from = 0;
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        AIFT__TRY(put(w, text + from, i - from));
        from = i + 1;
        if (c >= 0x20)
            AIFT__TRY(put(w, (const char[2]){'\\', (char)c}, 2));
        else if (c >= 8 && c <= 13 && short_names[c - 8])
            AIFT__TRY(put(w, (const char[2]){'\\', short_names[c - 8]}, 2));
        else
            AIFT__TRY(aift__buf_addf(&w->buf, "\\u%04x", c));
    }
    AIFT__TRY(put(w, text + from, size - from));
    return put(w, "\"", 1);
}

/* The shortest decimal, also of numbers that have less than 15 digits. */
static const char *shortest(char text[DIGITS], double value)
{
    double again = 0;
    if (value >= DBL_MIN)
        return aift__dtoa(text, value);
    for (int digits = 1; digits <= DBL_DECIMAL_DIG && again != value; digits++) {
        aift__dtoa_short(text, value, digits);
        aift__strtod(text, strlen(text), &again);
    }
    return text;
}

/* The digits of a number's shortest decimal and the place of its point: 0.DIGITS times 10 to the power of `point`. */
static size_t digits_of(double value, char digits[DIGITS], int *point)
{
    char text[DIGITS];
    size_t n = 0;
    bool behind = false;
    *point = 0;
    for (const char *p = shortest(text, value); *p; p++) {
        if (*p == 'e') {
            *point += atoi(p + 1);
            break;
        }
        if (*p == '.') {
            behind = true;
        } else {
            *point += !behind && (n > 0 || *p != '0');
            *point -= behind && n == 0 && *p == '0';
            if (n > 0 || *p != '0')
                digits[n++] = *p;
        }
    }
    while (n > 1 && digits[n - 1] == '0')
        n--;
    return n;
}

static aift_status put_zeros(writer *w, int n)
{
    for (int i = 0; i < n; i++)
        AIFT__TRY(put(w, "0", 1));
    return AIFT_OK;
}

/* ECMAScript's Number::toString. */
static aift_status put_number(writer *w, double value)
{
    char digits[DIGITS];
    int point;
    if (value == 0)
        return put(w, "0", 1); /* of -0 too */
    if (value < 0)
        AIFT__TRY(put(w, "-", 1));
    const size_t n = digits_of(value < 0 ? -value : value, digits, &point);
    if (point > 0 && point <= MAX_EXPONENT) {
        const size_t whole = AIFT__MIN(n, (size_t)point);
        AIFT__TRY(put(w, digits, whole));
        AIFT__TRY(put_zeros(w, point - (int)whole));
        AIFT__TRY(put(w, ".", n > whole));
        return put(w, digits + whole, n - whole);
    }
    if (point > -6 && point <= 0) {
        AIFT__TRY(put(w, "0.", 2));
        AIFT__TRY(put_zeros(w, -point));
        return put(w, digits, n);
    }
    AIFT__TRY(put(w, digits, 1));
    AIFT__TRY(put(w, ".", n > 1));
    AIFT__TRY(put(w, digits + 1, n - 1));
    return aift__buf_addf(&w->buf, "e%+d", point - 1);
}

/* ---- objects ---- */

/* The order of UTF-16 is that of UTF-8 but for what is beyond the first plane: those (F0 to F4) come before U+E000 to
 * U+FFFF (EE and EF). */
static int rank_of(unsigned char c)
{
    return c >= 0xF0 ? c - 2 : c >= 0xEE ? c + 5 : c;
}

static int compare_keys(const void *a, const void *b)
{
    const aift__json_item *x = a, *y = b;
    for (size_t i = 0; i < x->key_size && i < y->key_size; i++) {
        const int difference = rank_of((unsigned char)x->key[i]) - rank_of((unsigned char)y->key[i]);
        if (difference)
            return difference;
    }
    return (x->key_size > y->key_size) - (x->key_size < y->key_size);
}

static aift_status put_value(writer *w, const aift__json *value);

static aift_status put_items(writer *w, aift__json_item *items, size_t n)
{
    qsort(items, n, sizeof *items, compare_keys);
    for (size_t i = 0; i < n; i++) {
        AIFT__TRY(put(w, ",", i > 0));
        AIFT__TRY(put_text(w, items[i].key, items[i].key_size));
        AIFT__TRY(put(w, ":", 1));
        AIFT__TRY(put_value(w, items[i].value));
    }
    return AIFT_OK;
}

static aift_status put_object(writer *w, const aift__json *object)
{
    const size_t n = aift__json_size(object);
    aift__json_item *items = aift__calloc(w->context, AIFT__MAX(1, n), sizeof *items), item;
    if (!items)
        return AIFT_E_NOMEM;
    size_t at = 0;
    for (bool more = aift__json_first(object, &item); more && at < n; more = aift__json_next(object, &item))
        items[at++] = item;
    aift_status status = put(w, "{", 1);
    if (status == AIFT_OK)
        status = put_items(w, items, at);
    aift__free(w->context, items);
    return status == AIFT_OK ? put(w, "}", 1) : status;
}

static aift_status put_array(writer *w, const aift__json *array)
{
    AIFT__TRY(put(w, "[", 1));
    for (size_t i = 0; i < aift__json_size(array); i++) {
        AIFT__TRY(put(w, ",", i > 0));
        AIFT__TRY(put_value(w, aift__json_at(array, i)));
    }
    return put(w, "]", 1);
}

static aift_status put_value(writer *w, const aift__json *value)
{
    size_t size;
    switch (aift__json_kind(value)) {
    case AIFT__JSON_NULL:
        return put(w, "null", 4);
    case AIFT__JSON_BOOL:
        return aift__buf_add_text(&w->buf, aift__json_bool(value, false) ? "true" : "false");
    case AIFT__JSON_INT:
    case AIFT__JSON_REAL:
        return put_number(w, aift__json_real(value, 0));
    case AIFT__JSON_NUMERAL:
        return aift__fail(AIFT_E_RANGE, "%.*s is beyond the numbers that canonical JSON has", 40,
                          aift__json_numeral(value, &size));
    case AIFT__JSON_TEXT: {
        const char *text = aift__json_text(value, &size);
        return put_text(w, text, size);
    }
    case AIFT__JSON_ARRAY:
        return put_array(w, value);
    default:
        return put_object(w, value);
    }
}

aift_status aift__json_canonical(aift_context *context, const aift__json *value, char **out)
{
    writer w = {.context = context};
    *out = NULL;
    aift__buf_init(&w.buf, context, MAX_TEXT);
    aift_status status = put_value(&w, value);
    if (status == AIFT_OK)
        status = aift__buf_take(&w.buf, out);
    aift__buf_finish(&w.buf);
    return status;
}
