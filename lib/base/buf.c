/* A growing run of bytes with a stated maximum. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

void aift__buf_init(aift__buf *buf, aift_context *context, size_t max)
{
    *buf = (aift__buf){.context = context, .max = max};
}

void aift__buf_finish(aift__buf *buf)
{
    if (buf->data)
        aift__free(buf->context, buf->data);
    buf->data = NULL;
    buf->size = buf->cap = 0;
}

void aift__buf_clear(aift__buf *buf)
{
    buf->size = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

aift_status aift__buf_reserve(aift__buf *buf, size_t n)
{
    if (n > buf->max || buf->size > buf->max - n)
        return aift__fail(AIFT_E_RANGE, "more than the maximum of %zu bytes", buf->max);
    size_t need = buf->size + n + 1;
    if (need <= buf->cap)
        return AIFT_OK;
    size_t cap = buf->cap ? buf->cap : 64;
    while (cap < need)
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    char *data = aift__realloc(buf->context, buf->data, cap, 1);
    if (!data)
        return AIFT_E_NOMEM;
    buf->data = data;
    buf->cap = cap;
    return AIFT_OK;
}

aift_status aift__buf_add(aift__buf *buf, const void *data, size_t n)
{
    AIFT__TRY(aift__buf_reserve(buf, n));
    if (n)
        memcpy(buf->data + buf->size, data, n);
    buf->size += n;
    buf->data[buf->size] = '\0';
    return AIFT_OK;
}

aift_status aift__buf_add_text(aift__buf *buf, const char *text)
{
    return aift__buf_add(buf, text, strlen(text));
}

aift_status aift__buf_addf(aift__buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        return aift__fail(AIFT_E_INTERNAL, "a text could not be formatted");
    AIFT__TRY(aift__buf_reserve(buf, (size_t)n));
    va_start(args, format);
    vsnprintf(buf->data + buf->size, (size_t)n + 1, format, args);
    va_end(args);
    buf->size += (size_t)n;
    return AIFT_OK;
}

aift_status aift__buf_take(aift__buf *buf, char **out)
{
    *out = NULL;
    AIFT__TRY(aift__buf_add(buf, "", 0));
    *out = buf->data;
    buf->data = NULL;
    buf->size = buf->cap = 0;
    return AIFT_OK;
}
