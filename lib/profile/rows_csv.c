/* CSV, fast: a block is cut into values in one pass over its bytes. It takes and refuses what formats/csv.c does. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "codec/gzip.h"
#include "codec/unicode.h"
#include "formats/records.h"
#include "profile/csv_cut.h"

typedef struct csv {
    aift__stream *stream;
    aift__buf rest; /* bytes behind the last whole row of the block before */
    size_t checked; /* of them are known to be UTF-8 */
    bool ended;     /* the stream */
    int64_t line;   /* on which the first of those bytes stands */
} csv;

/* The line of a byte of the block. */
static int64_t line_of(const char *text, size_t n, int64_t line)
{
    for (size_t i = 0; i < n; i++)
        line += text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');
    return line;
}

/* Bytes from *checked on, before quotes are undone; a character that goes on behind them is left for the next time. */
static aift_status check_text(const aift__table_rows *rows, const char *text, size_t size, size_t *checked)
{
    const csv *c = rows->state;
    const char *from = text + *checked;
    const size_t n = size - *checked;
    const char *nul = n ? memchr(from, 0, n) : NULL;
    unsigned char high = 0;
    for (size_t i = 0; i < n; i++)
        high |= (unsigned char)from[i];
    if (nul)
        return aift__fail(AIFT_E_FORMAT, "%s: line %lld: a NUL; remove it", rows->name,
                          (long long)line_of(text, (size_t)(nul - text), c->line));
    const size_t valid = *checked + (high < 0x80 ? n : aift__utf8_valid(from, n));
    *checked = valid;
    if (valid == size || (size - valid < AIFT__UTF8_MAX && !c->ended))
        return AIFT_OK;
    return aift__fail(AIFT_E_FORMAT, "%s: line %lld: invalid UTF-8 (byte 0x%02X); save the file as UTF-8",
                      rows->name, (long long)line_of(text, valid, c->line), (unsigned char)text[valid]);
}

/* ---- blocks ---- */

/* Reads until the block has so many bytes, or the file ends; line feeds stand behind them. */
static aift_status read_to(aift__table_rows *rows, aift__block *block, size_t *size, size_t want)
{
    csv *c = rows->state;
    AIFT__TRY(aift__block_reserve(rows, block, want + AIFT__CSV_BEHIND));
    while (*size < want && !c->ended) {
        size_t n;
        AIFT__TRY(aift__stream_read(c->stream, block->text + *size, want - *size, &n));
        *size += n;
        c->ended = n == 0;
    }
    memset(block->text + *size, '\n', AIFT__CSV_BEHIND);
    return AIFT_OK;
}

/* What corrupt gzip inflates to may be malformed; then that is the matter, which its check sum at the end tells. */
static aift_status suspect_gzip(const aift__table_rows *rows, aift__block *block, aift_status status)
{
    enum { LOOKED_AT = 1 << 28 };
    const csv *c = rows->state;
    aift__error error;
    size_t n = 1;
    if (status != AIFT_E_FORMAT || c->ended || !aift__gzip_found(rows->gzip))
        return status;
    aift__error_keep(&error);
    for (size_t looked = 0; looked < LOOKED_AT && n > 0; looked += n) {
        const aift_status rest = aift__stream_read(c->stream, block->text, block->text_cap, &n);
        if (rest != AIFT_OK)
            return rest;
    }
    aift__error_set(&error);
    return status;
}

static aift_status too_long(const aift__table_rows *rows)
{
    return aift__fail(AIFT_E_FORMAT, "%s: line %lld: the row has more than the maximum of %d bytes",
                      rows->name, (long long)((const csv *)rows->state)->line, AIFT__RECORD_MAX);
}

/* What the block begins with: the bytes that were left. */
static aift_status take_rest(aift__table_rows *rows, aift__block *block, size_t *size)
{
    csv *c = rows->state;
    *size = c->rest.size;
    AIFT__TRY(
        aift__block_reserve(rows, block, AIFT__MAX(*size, (size_t)AIFT__BLOCK_BYTES) + AIFT__CSV_BEHIND));
    if (*size)
        memcpy(block->text, c->rest.data, *size);
    return AIFT_OK;
}

/* Keeps what a pass has left, at most a row's beginning and what was read with it. */
static aift_status keep_rest(const aift__csv_pass *p)
{
    csv *c = p->rows->state;
    const size_t used = (size_t)(p->at - p->block->text);
    p->block->text_size = used;
    c->checked = c->checked > used ? c->checked - used : 0;
    c->line = p->line;
    aift__buf_clear(&c->rest);
    return aift__buf_add(&c->rest, p->at, (size_t)(p->end - p->at));
}

static aift_status fill_rows(aift__table_rows *rows, aift__block *block)
{
    csv *c = rows->state;
    size_t size;
    AIFT__TRY(take_rest(rows, block, &size));
    for (size_t want = AIFT__BLOCK_BYTES;; want = size * 2) {
        AIFT__TRY(read_to(rows, block, &size, AIFT__MAX(want, size)));
        AIFT__TRY(check_text(rows, block->text, size, &c->checked));
        aift__csv_pass p = {rows, block, block->text, block->text + size, c->ended, c->line, 0, false};
        AIFT__TRY(aift__csv_cut(&p));
        if (block->num_rows > 0 || c->ended)
            return keep_rest(&p);
        if (size > AIFT__RECORD_MAX)
            return too_long(rows);
    }
}

static aift_status fill_csv(aift__table_rows *rows, aift__block *block)
{
    AIFT__TRY(aift__block_begin(rows, block));
    return suspect_gzip(rows, block, fill_rows(rows, block));
}

/* ---- the header ---- */

/* Skips UTF-8's mark; names UTF-16 by its own. */
static aift_status skip_mark(const aift__table_rows *rows, aift__csv_pass *p)
{
    const size_t size = (size_t)(p->end - p->at);
    if (size >= 2 && (memcmp(p->at, "\xFF\xFE", 2) == 0 || memcmp(p->at, "\xFE\xFF", 2) == 0))
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: is UTF-16 text; save it as UTF-8", rows->name);
    if (size >= 3 && memcmp(p->at, "\xEF\xBB\xBF", 3) == 0)
        p->at += 3;
    return AIFT_OK;
}

/* The first row; its number of values is p->column. */
static aift_status find_header(aift__table_rows *rows, aift__csv_pass *p)
{
    csv *c = rows->state;
    size_t size = 0;
    for (size_t want = AIFT__BLOCK_BYTES;; want = size * 2) {
        aift__csv_took took = AIFT__CSV_BLANK;
        AIFT__TRY(read_to(rows, p->block, &size, want));
        *p = (aift__csv_pass){rows, p->block, p->block->text, p->block->text + size, c->ended, 1, 0, false};
        AIFT__TRY(skip_mark(rows, p));
        AIFT__TRY(check_text(rows, p->block->text, size, &c->checked));
        char *begin = p->at;
        int64_t line = 1;
        while (took == AIFT__CSV_BLANK && p->at < p->end) {
            begin = p->at;
            line = p->line;
            took = aift__csv_take(p);
        }
        if (took == AIFT__CSV_BLANK && c->ended)
            return aift__fail(AIFT_E_FORMAT, "%s: is empty; a header row with the column names is expected",
                              rows->name);
        if (took == AIFT__CSV_UNQUOTED || (took == AIFT__CSV_PART && c->ended))
            return aift__csv_fail(p, took, p->line);
        if (took == AIFT__CSV_ROW || took == AIFT__CSV_RAGGED) {
            p->line = line;
            p->at = begin; /* to be taken again, with a place for each */
            return AIFT_OK;
        }
        if (size > AIFT__RECORD_MAX)
            return too_long(rows);
    }
}

static aift_status add_name(aift__table_rows *rows, aift__map *seen, const char *name, size_t size)
{
    int64_t before;
    if (size == 0)
        return aift__fail(AIFT_E_FORMAT, "%s: line 1: column %zu of the header has no name", rows->name,
                          rows->num_columns + 1);
    if (aift__map_get(seen, name, size, &before))
        return aift__fail(AIFT_E_FORMAT, "%s: line 1: columns %zu and %zu of the header are both \"%.*s\"",
                          rows->name, (size_t)before + 1, rows->num_columns + 1, (int)AIFT__MIN(size, 200),
                          name);
    AIFT__TRY(aift__map_put(seen, name, size, (int64_t)rows->num_columns, NULL));
    return aift__table_rows_add_column(rows, name, size);
}

static aift_status take_names(aift__table_rows *rows, aift__csv_pass *p)
{
    aift__block *block = p->block;
    aift_status status = AIFT_OK;
    block->num_columns = p->column;
    block->cap_rows = 1;
    block->values = aift__malloc(rows->context, block->num_columns, sizeof *block->values);
    aift__map *seen = block->values ? aift__map_create(rows->context) : NULL;
    if (!seen)
        return AIFT_E_NOMEM;
    (void)aift__csv_take(p);
    if (p->doubled)
        aift__csv_undouble(p);
    for (size_t i = 0; i < block->num_columns && status == AIFT_OK; i++)
        status = add_name(rows, seen, block->text + block->values[i].at, block->values[i].size);
    aift__map_destroy(seen);
    return status == AIFT_OK ? keep_rest(p) : status;
}

static void close_csv(aift__table_rows *rows)
{
    csv *c = rows->state;
    aift__buf_finish(&c->rest);
    aift__stream_close(c->stream);
}

static const aift__table_rows_class csv_class = {fill_csv, close_csv};

aift_status aift__table_rows_open_csv(aift__table_rows *rows, aift__stream *stream)
{
    aift__block header = {0};
    aift__csv_pass p = {.block = &header};
    csv *c = rows->state = aift__calloc(rows->context, 1, sizeof *c);
    if (!c) {
        aift__stream_close(stream);
        return AIFT_E_NOMEM;
    }
    rows->class = &csv_class;
    c->stream = stream;
    c->line = 1;
    aift__buf_init(&c->rest, rows->context, 4 * (size_t)AIFT__RECORD_MAX);
    aift_status status = suspect_gzip(rows, &header, find_header(rows, &p));
    if (status == AIFT_OK)
        status = take_names(rows, &p);
    aift__block_finish(&header, rows->context);
    return status;
}
