/* Pieces of a page that needs nothing beside itself. */
#ifndef AIFT_LIB_CODEC_HTML_H
#define AIFT_LIB_CODEC_HTML_H

#include "base/buf.h"

/* The page's beginning with its style, and its end. A page loads nothing from anywhere. */
aift_status aift__html_begin(aift__buf *out, const char *title);
/* The same with another style, text of this library. */
aift_status aift__html_begin_style(aift__buf *out, const char *title, const char *css);
aift_status aift__html_end(aift__buf *out);

/* A text with what HTML gives a meaning written as itself; what is not UTF-8 becomes U+FFFD. */
aift_status aift__html_text(aift__buf *out, const char *text, size_t size);

/* Bytes as base64. */
aift_status aift__html_base64(aift__buf *out, const void *bytes, size_t n);

/* "data:TYPE;base64,..." */
aift_status aift__html_data(aift__buf *out, const char *type, const void *bytes, size_t n);

/* One line of a chart: a name, a bar of value/most, the value. */
typedef struct aift__html_bar {
    const char *name;
    int64_t value;
} aift__html_bar;

/* A chart of bars, as SVG. */
aift_status aift__html_bars(aift__buf *out, const aift__html_bar *bars, size_t n);

#endif
