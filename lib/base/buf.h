/* A growing run of bytes with a stated maximum. */
#ifndef AIFT_LIB_BASE_BUF_H
#define AIFT_LIB_BASE_BUF_H

#include "base/base.h"

typedef struct aift__buf {
    aift_context *context;
    char *data;  /* NUL-ended once something was added; NULL before */
    size_t size; /* without the NUL */
    size_t cap;
    size_t max;
} aift__buf;

void aift__buf_init(aift__buf *buf, aift_context *context, size_t max);
void aift__buf_finish(aift__buf *buf); /* frees; a zeroed buffer is accepted */
void aift__buf_clear(aift__buf *buf);  /* empties, keeps the memory */

/* AIFT_E_RANGE when the maximum would be passed. */
aift_status aift__buf_add(aift__buf *buf, const void *data, size_t n);
aift_status aift__buf_add_text(aift__buf *buf, const char *text);
aift_status aift__buf_addf(aift__buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes at data + size; the caller raises size itself. */
aift_status aift__buf_reserve(aift__buf *buf, size_t n);

/* Gives the text away (never NULL on success); the buffer is empty afterwards. */
aift_status aift__buf_take(aift__buf *buf, char **out);

#endif
