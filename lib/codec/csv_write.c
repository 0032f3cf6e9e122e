/* Cells of CSV. */
#include <string.h>

#include "codec/csv_write.h"

/* What a spreadsheet takes for a formula, behind any number of quotes. */
static bool computes(const char *text, size_t size)
{
    while (size > 0 && *text == '\'')
        text++, size--;
    return size > 0 && memchr("=+-@\t\r", *text, 6);
}

bool aift__csv_guarded(const char *text, size_t size)
{
    return size > 1 && *text == '\'' && computes(text, size);
}

aift_status aift__csv_cell(aift__buf *out, const char *text, size_t size)
{
    const bool guard = computes(text, size);
    bool quote = false;
    for (size_t i = 0; i < size && !quote; i++)
        quote = memchr(",\"\r\n", text[i], 4);
    quote |= size > 0 && (*text == ' ' || text[size - 1] == ' ');
    AIFT__TRY(aift__buf_add_text(out, quote && guard ? "\"'" : quote ? "\"" : guard ? "'" : ""));
    for (const char *end; quote && (end = memchr(text, '"', size)); text = end + 1) {
        AIFT__TRY(aift__buf_add(out, text, (size_t)(end - text) + 1));
        AIFT__TRY(aift__buf_add(out, "\"", 1));
        size -= (size_t)(end - text) + 1;
    }
    AIFT__TRY(aift__buf_add(out, text, size));
    return aift__buf_add_text(out, quote ? "\"" : "");
}
