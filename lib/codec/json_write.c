/* Values as text. The JSON library writes a double with 17 digits or fewer for all; here each has as few as
 * read back the same. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/number.h"
#include "codec/json.h"

enum { MAX_TEXT = 1 << 30 };

typedef struct writer {
    aift__buf buf;
    int indent; /* 0: one line */
    int depth;
} writer;

static aift_status write_value(writer *w, const aift__json *value);

static aift_status put(writer *w, const char *text)
{
    return aift__buf_add_text(&w->buf, text);
}

static aift_status write_escape(writer *w, char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *at = c ? strchr(from, c) : NULL;
    if (!at)
        return aift__buf_addf(&w->buf, "\\u%04X", (unsigned)c);
    const char text[2] = {'\\', to[at - from]};
    return aift__buf_add(&w->buf, text, 2);
}

static aift_status write_text(writer *w, const char *text, size_t size)
{
    AIFT__TRY(put(w, "\""));
    while (size > 0) {
        size_t n = 0;
        while (n < size && (unsigned char)text[n] >= 0x20 && text[n] != '"' && text[n] != '\\')
            n++;
        AIFT__TRY(aift__buf_add(&w->buf, text, n));
        if (n < size)
            AIFT__TRY(write_escape(w, text[n++]));
        text += n;
        size -= n;
    }
    return put(w, "\"");
}

/* A real stays one when it is read again. */
static aift_status write_real(writer *w, double value)
{
    char number[32];
    aift__dtoa(number, value);
    return aift__buf_addf(&w->buf, "%s%s", number, strpbrk(number, ".e") ? "" : ".0");
}

static aift_status begin_line(writer *w)
{
    if (!w->indent)
        return AIFT_OK;
    AIFT__TRY(put(w, "\n"));
    for (int i = 0; i < w->indent * w->depth; i++)
        AIFT__TRY(put(w, " "));
    return AIFT_OK;
}

static aift_status write_array(writer *w, const aift__json *array)
{
    size_t n = aift__json_size(array);
    AIFT__TRY(put(w, "["));
    w->depth++;
    for (size_t i = 0; i < n; i++) {
        AIFT__TRY(put(w, i ? "," : ""));
        AIFT__TRY(begin_line(w));
        AIFT__TRY(write_value(w, aift__json_at(array, i)));
    }
    w->depth--;
    if (n > 0)
        AIFT__TRY(begin_line(w));
    return put(w, "]");
}

static aift_status write_object(writer *w, const aift__json *object)
{
    aift__json_item item;
    bool any = false;
    AIFT__TRY(put(w, "{"));
    w->depth++;
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        AIFT__TRY(put(w, any ? "," : ""));
        any = true;
        AIFT__TRY(begin_line(w));
        AIFT__TRY(write_text(w, item.key, item.key_size));
        AIFT__TRY(put(w, w->indent ? ": " : ":"));
        AIFT__TRY(write_value(w, item.value));
    }
    w->depth--;
    if (any)
        AIFT__TRY(begin_line(w));
    return put(w, "}");
}

static aift_status write_value(writer *w, const aift__json *value)
{
    size_t size;
    switch (aift__json_kind(value)) {
    case AIFT__JSON_NULL:
        break;
    case AIFT__JSON_BOOL:
        return put(w, aift__json_bool(value, false) ? "true" : "false");
    case AIFT__JSON_INT:
        return aift__buf_addf(&w->buf, "%lld", (long long)aift__json_int(value, 0));
    case AIFT__JSON_REAL:
        return write_real(w, aift__json_real(value, 0));
    case AIFT__JSON_TEXT: {
        const char *text = aift__json_text(value, &size);
        return write_text(w, text, size);
    }
    case AIFT__JSON_ARRAY:
        return write_array(w, value);
    case AIFT__JSON_OBJECT:
        return write_object(w, value);
    }
    return put(w, "null");
}

aift_status aift__json_write(aift_context *context, const aift__json *value, int indent, char **out)
{
    *out = NULL;
    writer w = {.indent = indent};
    aift__buf_init(&w.buf, context, MAX_TEXT);
    aift_status status = write_value(&w, value);
    if (status == AIFT_OK)
        return aift__buf_take(&w.buf, out);
    aift__buf_finish(&w.buf);
    return status;
}
