/* JSON values as text: numbers with the fewest digits that read back as the same double. */
#include <string.h>

#include "base/buf.h"
#include "base/number.h"
#include "codec/json.h"

enum { MAX_TEXT = 1 << 30, DIGITS = 32 };

/* Growing the buffer is the one thing that can fail: looked at once, at the end. */
typedef struct writer {
    aift__buf buf;
    int indent, depth;
    aift_status status;
} writer;

static void put(writer *w, const char *text, size_t size)
{
    if (w->status == AIFT_OK)
        w->status = aift__buf_add(&w->buf, text, size);
}

static void put_text(writer *w, const char *text, size_t size)
{
    static const char hex[] = "0123456789ABCDEF", short_names[] = "btn\0fr"; /* of 8 to 13 */
    put(w, "\"", 1);
    for (size_t i = 0, from = 0; i <= size; i++) {
        unsigned char c = i < size ? (unsigned char)text[i] : 0;
        if (i < size && c >= 0x20 && c != '"' && c != '\\')
            continue;
        put(w, text + from, i - from);
        from = i + 1;
        if (i == size)
            break;
        if (c >= 0x20)
            put(w, (const char[2]){'\\', (char)c}, 2);
        else if (c >= 8 && c <= 13 && short_names[c - 8])
            put(w, (const char[2]){'\\', short_names[c - 8]}, 2);
        else
            put(w, (const char[6]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
    }
    put(w, "\"", 1);
}

/* C writes 1, 1e+20 and 1e-05 for what is 1.0, 1e20 and 1e-5 here: a real stays one when it is read again. */
static void put_real(writer *w, double value)
{
    char digits[DIGITS];
    aift__dtoa(digits, value);
    char *e = strchr(digits, 'e');
    if (e) {
        char *from = e + 1 + (e[1] == '+' || e[1] == '-'), *to = e + 1 + (e[1] == '-');
        while (*from == '0')
            from++;
        memmove(to, from, strlen(from) + 1);
    }
    put(w, digits, strlen(digits));
    if (!e && !strchr(digits, '.'))
        put(w, ".0", 2);
}

static void put_int(writer *w, int64_t value)
{
    if (w->status == AIFT_OK)
        w->status = aift__buf_addf(&w->buf, "%lld", (long long)value);
}

static void put_line(writer *w)
{
    put(w, "\n", w->indent ? 1 : 0);
    for (int i = 0; i < w->indent * w->depth; i++)
        put(w, " ", 1);
}

static void put_value(writer *w, const aift__json *value);

static void put_array(writer *w, const aift__json *array)
{
    size_t n = aift__json_size(array);
    put(w, "[", 1);
    w->depth++;
    for (size_t i = 0; i < n && w->status == AIFT_OK; i++) {
        put(w, ",", i ? 1 : 0);
        put_line(w);
        put_value(w, aift__json_at(array, i));
    }
    w->depth--;
    if (n)
        put_line(w);
    put(w, "]", 1);
}

static void put_object(writer *w, const aift__json *object)
{
    aift__json_item item;
    bool any = aift__json_first(object, &item);
    put(w, "{", 1);
    w->depth++;
    for (bool more = any; more && w->status == AIFT_OK;) {
        put_line(w);
        put_text(w, item.key, item.key_size);
        put(w, ": ", w->indent ? 2 : 1);
        put_value(w, item.value);
        more = aift__json_next(object, &item);
        put(w, ",", more ? 1 : 0);
    }
    w->depth--;
    if (any)
        put_line(w);
    put(w, "}", 1);
}

static void put_value(writer *w, const aift__json *value)
{
    size_t size = 0;
    const char *text;
    switch (aift__json_kind(value)) {
    case AIFT__JSON_NULL:
        put(w, "null", 4);
        break;
    case AIFT__JSON_BOOL:
        text = aift__json_bool(value, false) ? "true" : "false";
        put(w, text, strlen(text));
        break;
    case AIFT__JSON_INT:
        put_int(w, aift__json_int(value, 0));
        break;
    case AIFT__JSON_REAL:
        put_real(w, aift__json_real(value, 0));
        break;
    case AIFT__JSON_NUMERAL:
        text = aift__json_numeral(value, &size);
        put(w, text, size);
        break;
    case AIFT__JSON_TEXT:
        text = aift__json_text(value, &size);
        put_text(w, text, size);
        break;
    case AIFT__JSON_ARRAY:
        put_array(w, value);
        break;
    case AIFT__JSON_OBJECT:
        put_object(w, value);
        break;
    }
}

aift_status aift__json_write(aift_context *context, const aift__json *value, int indent, char **out)
{
    *out = NULL;
    writer w = {.indent = indent, .status = AIFT_OK};
    aift__buf_init(&w.buf, context, MAX_TEXT);
    put_value(&w, value);
    if (w.status == AIFT_OK)
        return aift__buf_take(&w.buf, out);
    aift__buf_finish(&w.buf);
    return w.status;
}
