/* aift_table_mask: the table again, with something else where personal data stood. */
#include <string.h>

#include "base/options.h"
#include "base/sha256.h"
#include "profile/scanner.h"

enum { LEAST_SALT = 16 };

void aift_mask_options_init(aift_mask_options *options)
{
    AIFT__DEFAULTS(options, aift_mask_options, AIFT_MASK_OPTIONS_INIT);
}

typedef enum becomes { REPLACE, REDACT, MASK, HASH, KEEP, OPERATORS } becomes;
static const char *const names[OPERATORS] = {"replace", "redact", "mask", "hash", "keep"};

typedef struct masker {
    aift_mask_options options;
    becomes of[AIFT__ENTITIES]; /* of each recogniser in use */
} masker;

/* ---- operators ---- */

static aift_status unknown_operator(const char *name, size_t size)
{
    return aift__fail(AIFT_E_INVALID,
                      "operators: \"%.*s\" is none; known are replace, redact, mask, hash and keep",
                      (int)AIFT__MIN(size, (size_t)100), name);
}

static aift_status read_operator(const char *name, size_t size, becomes *out)
{
    for (int i = 0; i < OPERATORS; i++)
        if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0) {
            *out = (becomes)i;
            return AIFT_OK;
        }
    return unknown_operator(name, size);
}

/* "hash" for all, or "IBAN_CODE=hash". */
static aift_status read_one(masker *m, const aift__scanner *scanner, const char *text, size_t size)
{
    const char *sign = memchr(text, '=', size);
    const size_t entity = sign ? (size_t)(sign - text) : 0;
    becomes of = REPLACE;
    AIFT__TRY(sign ? read_operator(sign + 1, size - entity - 1, &of) : read_operator(text, size, &of));
    bool found = !sign;
    for (size_t i = 0; i < scanner->num_used; i++) {
        const char *name = scanner->used[i]->entity;
        if (sign && (strlen(name) != entity || memcmp(name, text, entity) != 0))
            continue;
        m->of[i] = of;
        found = true;
    }
    return found ? AIFT_OK
                 : aift__fail(AIFT_E_INVALID, "operators: %.*s is not among the entities that are looked for",
                              (int)AIFT__MIN(entity, (size_t)100), text);
}

static aift_status read_operators(masker *m, const aift__scanner *scanner)
{
    const char *text = m->options.operators ? m->options.operators : "replace";
    for (int single = 0; single < 2; single++) /* what is for all comes first, wherever it stands */
        for (const char *p = text; *p;) {
            const size_t size = strcspn(p, ",");
            if ((memchr(p, '=', size) != NULL) == single)
                AIFT__TRY(read_one(m, scanner, p, size));
            p += size + (p[size] == ',');
        }
    bool hashes = false;
    for (size_t i = 0; i < scanner->num_used; i++)
        hashes = hashes || m->of[i] == HASH;
    if (hashes && (!m->options.salt || m->options.salt_size < LEAST_SALT))
        return aift__fail(AIFT_E_INVALID, "salt: it has %zu bytes; hash needs %d at least",
                          m->options.salt ? m->options.salt_size : (size_t)0, LEAST_SALT);
    return AIFT_OK;
}

static aift_status add_hash(const masker *m, const char *text, size_t size, aift__buf *out)
{
    aift__sha256 sha;
    char hex[65];
    aift__sha256_init(&sha);
    aift__sha256_add(&sha, text, size);
    aift__sha256_add(&sha, m->options.salt, m->options.salt_size);
    aift__sha256_hex(&sha, hex);
    return aift__buf_add_text(out, hex);
}

static aift_status add_stars(const char *text, size_t size, aift__buf *out)
{
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            AIFT__TRY(aift__buf_add(out, "*", 1));
    return AIFT_OK;
}

static aift_status add_masked(const aift__table_scan *scan, const aift__finding *f, const char *text,
                              aift__buf *out)
{
    const masker *m = scan->options;
    const size_t size = f->end - f->start;
    text += f->start;
    switch (m->of[f->recogniser]) {
    case REPLACE:
        return aift__buf_addf(out, "<%s>", scan->scanner.used[f->recogniser]->entity);
    case MASK:
        return add_stars(text, size, out);
    case HASH:
        return add_hash(m, text, size, out);
    case KEEP:
        return aift__buf_add(out, text, size);
    default:
        return AIFT_OK;
    }
}

/* ---- rows ---- */

/* A value with its findings, which begin at *next, masked, in `cell`. */
static aift_status mask_value(const aift__table_scan *scan, const aift__findings *all, size_t *next,
                              int64_t row, size_t column, const char *text, size_t size, aift__buf *cell)
{
    size_t from = 0;
    aift__buf_clear(cell);
    for (; *next < all->n && all->items[*next].row == row && all->items[*next].column == column; ++*next) {
        const aift__finding *f = &all->items[*next];
        AIFT__TRY(aift__buf_add(cell, text + from, f->start - from));
        AIFT__TRY(add_masked(scan, f, text, cell));
        from = f->end;
    }
    return aift__buf_add(cell, text + from, size - from);
}

/* As RFC 4180 has it. Nothing is added to what a spreadsheet would compute: this is data, and stays the same. */
static aift_status add_csv(aift__buf *out, const char *text, size_t size, bool alone)
{
    bool quotes = alone && size == 0; /* else the line would be blank */
    for (size_t i = 0; i < size && !quotes; i++)
        quotes = text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r';
    if (!quotes)
        return aift__buf_add(out, text, size);
    AIFT__TRY(aift__buf_add(out, "\"", 1));
    for (size_t i = 0; i < size; i++)
        AIFT__TRY(text[i] == '"' ? aift__buf_add(out, "\"\"", 2) : aift__buf_add(out, text + i, 1));
    return aift__buf_add(out, "\"", 1);
}

/* A number or list of JSON stays one if nothing in it was masked, or if it can still be read. */
static aift_status add_jsonl(aift__buf *out, const aift__value *value, const aift__buf *cell,
                             const char *text)
{
    const bool same = cell->size == value->size && memcmp(cell->data, text, cell->size) == 0;
    aift__json *read = NULL;
    bool literal = value->literal;
    if (literal && !same) {
        const aift_status status = aift__json_parse(cell->data, cell->size, "value", &read);
        if (status == AIFT_E_NOMEM)
            return status;
        literal = status == AIFT_OK;
        aift__json_free(read);
    }
    return literal ? aift__buf_add(out, cell->data, cell->size) : aift__add_json(out, cell->data, cell->size);
}

static aift_status write_value(const aift__table_scan *scan, const aift__block *block, size_t row,
                               size_t column, const aift__buf *cell, bool *first, aift__buf *out)
{
    const aift__value *value = &aift__block_column(block, column)[row];
    const char *name = scan->rows->columns[column];
    if (scan->rows->kind != AIFT__TABLE_JSONL) {
        if (column > 0)
            AIFT__TRY(aift__buf_add(out, ",", 1));
        return add_csv(out, cell->data, cell->size, block->num_columns == 1);
    }
    if (!value->there && !value->null)
        return AIFT_OK;
    AIFT__TRY(aift__buf_add_text(out, *first ? "" : ","));
    *first = false;
    AIFT__TRY(aift__add_json(out, name, strlen(name)));
    AIFT__TRY(aift__buf_add_text(out, value->null ? ":null" : ":"));
    return value->null ? AIFT_OK : add_jsonl(out, value, cell, block->text + value->at);
}

static aift_status write_row(const aift__table_scan *scan, const aift__block *block, size_t row, size_t *next,
                             aift__buf *cell, aift__scan_piece *piece)
{
    const bool json = scan->rows->kind == AIFT__TABLE_JSONL;
    bool first = true;
    if (json)
        AIFT__TRY(aift__buf_add(&piece->out, "{", 1));
    for (size_t i = 0; i < block->num_columns; i++) {
        const aift__value *value = &aift__block_column(block, i)[row];
        AIFT__TRY(mask_value(scan, &piece->findings, next, block->first_row + (int64_t)row, i,
                             block->text + (value->there ? value->at : 0), value->there ? value->size : 0,
                             cell));
        AIFT__TRY(write_value(scan, block, row, i, cell, &first, &piece->out));
    }
    return aift__buf_add_text(&piece->out, json ? "}\n" : "\n");
}

static aift_status write_rows(aift__table_scan *scan, const aift__block *block, size_t from, size_t to,
                              aift__scan_piece *piece)
{
    aift__buf cell;
    size_t next = 0;
    aift_status status = AIFT_OK;
    aift__buf_init(&cell, scan->context, (size_t)1 << 30);
    for (size_t row = from; row < to && status == AIFT_OK; row++)
        status = write_row(scan, block, row, &next, &cell, piece);
    aift__buf_finish(&cell);
    return status;
}

static aift_status write_header(aift__table_scan *scan)
{
    const aift__table_rows *rows = scan->rows;
    aift__buf line;
    aift_status status = AIFT_OK;
    if (rows->kind == AIFT__TABLE_JSONL)
        return AIFT_OK;
    aift__buf_init(&line, scan->context, (size_t)1 << 30);
    for (size_t i = 0; i < rows->num_columns && status == AIFT_OK; i++) {
        status = aift__buf_add_text(&line, i ? "," : "");
        if (status == AIFT_OK)
            status = add_csv(&line, rows->columns[i], strlen(rows->columns[i]), false);
    }
    if (status == AIFT_OK)
        status = aift__buf_add(&line, "\n", 1);
    if (status == AIFT_OK && scan->sink(scan->user, scan->file, line.data, line.size) != 0)
        status = aift__fail(AIFT_E_IO, "%s: the write callback refused", scan->file);
    aift__buf_finish(&line);
    return status;
}

static aift_status mask(aift__table_scan *scan, masker *m, const aift_table *table, aift_text **out)
{
    scan->options = m;
    scan->write = write_rows;
    scan->file = scan->rows->kind == AIFT__TABLE_JSONL ? "table.jsonl" : "table.csv";
    AIFT__TRY(write_header(scan));
    AIFT__TRY(aift__table_scan_run(scan, table));
    return aift__table_scan_tell(scan, out);
}

aift_status aift_table_mask(aift_context *context, const aift_table *given, const aift_mask_options *options,
                            aift_write_fn write, void *user, aift_text **out)
{
    masker m = {.options = AIFT_MASK_OPTIONS_INIT};
    aift__table_scan scan = {.context = context, .sink = write, .user = user};
    aift_table table;
    *out = NULL;
    AIFT__TRY(aift__options_read(&m.options, sizeof m.options, options, "aift_mask_options"));
    AIFT__TRY(aift__scanner_init(&scan.scanner, context, m.options.entities, m.options.threshold));
    AIFT__TRY(read_operators(&m, &scan.scanner));
    AIFT__TRY(aift__table_rows_open(context, given, &table, &scan.rows));
    const aift_status status = mask(&scan, &m, &table, out);
    aift__table_scan_finish(&scan);
    return status;
}
