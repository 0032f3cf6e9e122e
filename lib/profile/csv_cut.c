/* Cutting the bytes of a block into values. */
#include <string.h>

#include "profile/csv_cut.h"

/* ---- one row ---- */

static inline bool is_special(char c)
{
    return c == ',' || c == '\n' || c == '\r';
}

/* 0x80 for the bytes of `text` that are `c`, and maybe for some above the lowest of them. */
static inline uint64_t same(uint64_t text, char c)
{
    const uint64_t each = UINT64_MAX / 255, other = text ^ (each * (unsigned char)c);
    return (other - each) & ~other & (each << 7);
}

/* The next byte that may end a value without quotes; eight at a time, which may lie behind the bytes. */
static inline char *to_special(char *at)
{
    for (;; at += AIFT__CSV_BEHIND) {
        uint64_t text;
        memcpy(&text, at, sizeof text);
        const uint64_t found = same(text, ',') | same(text, '\n') | same(text, '\r');
        if (found)
            return at + __builtin_ctzll(found) / 8;
    }
}

static int64_t lines_in(char *at, const char *end)
{
    int64_t lines = 0;
    for (at = to_special(at); at < end; at = to_special(at + 1))
        lines += *at == '\n' || (*at == '\r' && at[1] != '\n');
    return lines;
}

static inline void put(aift__csv_pass *p, const char *from, const char *to)
{
    aift__block *block = p->block;
    if (p->column < block->num_columns)
        block->values[p->column * block->cap_rows + block->num_rows] =
            (aift__value){.at = (uint32_t)(from - block->text),
                          .size = (unsigned)(to - from) & 0xFFFFFFF,
                          .there = to > from};
    p->column++;
}

/* From a quote to behind the other one. */
static aift__csv_took take_quoted(aift__csv_pass *p)
{
    char *from = ++p->at;
    bool doubled = false;
    for (;; p->at += 2) {
        char *quote = p->at < p->end ? memchr(p->at, '"', (size_t)(p->end - p->at)) : NULL;
        if (!quote || (quote + 1 == p->end && !p->last))
            return AIFT__CSV_PART;
        p->at = quote;
        if (quote + 1 == p->end || quote[1] != '"')
            break;
        doubled = true;
    }
    p->line += lines_in(from, p->at);
    if (doubled) { /* undone when the row is whole: what is read again must be as it was */
        p->doubled = true;
        put(p, from - 1, p->at + 1);
    } else {
        put(p, from, p->at);
    }
    p->at++;
    return p->at < p->end && !is_special(*p->at) ? AIFT__CSV_UNQUOTED : AIFT__CSV_ROW;
}

/* A row, or a blank line; p->at is behind it. */
aift__csv_took aift__csv_take(aift__csv_pass *p)
{
    const char *begin = p->at;
    p->column = 0;
    p->doubled = false;
    for (;;) {
        if (*p->at == '"' && p->at < p->end) {
            const aift__csv_took quoted = take_quoted(p);
            if (quoted != AIFT__CSV_ROW)
                return quoted;
        } else {
            const char *from = p->at;
            p->at = to_special(p->at);
            put(p, from, p->at);
        }
        if (p->at >= p->end || *p->at != ',')
            break;
        p->at++;
    }
    if (p->at >= p->end && !p->last)
        return AIFT__CSV_PART;
    if (*p->at == '\r' && p->at + 1 == p->end && !p->last)
        return AIFT__CSV_PART; /* perhaps with a line feed */
    const bool blank = p->at == begin;
    if (p->at < p->end) {
        p->at += p->at[0] == '\r' && p->at + 1 < p->end && p->at[1] == '\n' ? 2 : 1;
        p->line++;
    }
    return blank ? AIFT__CSV_BLANK : p->column == p->block->num_columns ? AIFT__CSV_ROW : AIFT__CSV_RAGGED;
}

/* Doubled quotes become single ones, in their place. */
void aift__csv_undouble(aift__csv_pass *p)
{
    aift__block *block = p->block;
    for (size_t i = 0; i < block->num_columns; i++) {
        aift__value *value = &block->values[i * block->cap_rows + block->num_rows];
        const char *from = block->text + value->at, *end = from + value->size;
        if (value->size < 4 || from[0] != '"' || end[-1] != '"')
            continue;
        char *to = block->text + value->at;
        from++, end--;
        while (from < end) {
            const char *quote = memchr(from, '"', (size_t)(end - from));
            const size_t n = quote ? (size_t)(quote - from) + 1 : (size_t)(end - from);
            memmove(to, from, n);
            to += n;
            from += n + (quote != NULL);
        }
        value->size = (unsigned)(to - block->text - value->at) & 0xFFFFFFF;
    }
}

/* ---- what is wrong ---- */

aift_status aift__csv_fail(const aift__csv_pass *p, aift__csv_took what, int64_t line)
{
    const char *name = p->rows->name;
    const long long at = (long long)line;
    if (what == AIFT__CSV_UNQUOTED)
        return aift__fail(AIFT_E_FORMAT,
                          "%s: line %lld: a character follows the closing quote of field %zu; a comma or the "
                          "line's end is expected (a quote inside a quoted field is written twice)",
                          name, (long long)p->line, p->column);
    if (what == AIFT__CSV_PART)
        return aift__fail(AIFT_E_FORMAT, "%s: line %lld: the quote that begins field %zu is not closed", name,
                          (long long)p->line, p->column + 1);
    return aift__fail(
        AIFT_E_FORMAT,
        "%s: line %lld: too %s fields: %zu, but the header has %zu; a text with a comma, a quote "
        "or a line end must stand in quotes",
        name, at, p->column < p->block->num_columns ? "few" : "many", p->column, p->block->num_columns);
}

/* Cuts off whole rows; the pass is at the first byte that is left. */
aift_status aift__csv_cut(aift__csv_pass *p)
{
    aift__block *block = p->block;
    while (block->num_rows < block->cap_rows && p->at < p->end) {
        char *begin = p->at;
        const int64_t line = p->line;
        const aift__csv_took took = aift__csv_take(p);
        if (took == AIFT__CSV_ROW) {
            if (p->doubled)
                aift__csv_undouble(p);
            block->num_rows++;
        } else if (took != AIFT__CSV_BLANK) {
            if (took != AIFT__CSV_PART || p->last)
                return aift__csv_fail(p, took, line);
            p->at = begin;
            p->line = line;
            return AIFT_OK;
        }
    }
    return AIFT_OK;
}
