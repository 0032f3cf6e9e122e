/* A table scanned in pieces of rows: what was found is counted, and what is written of it is written in order. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "profile/scanner.h"

enum { PIECE_BYTES = 1 << 30 };

aift_status aift__add_json(aift__buf *out, const char *text, size_t size)
{
    static const char hex[] = "0123456789abcdef";
    AIFT__TRY(aift__buf_add(out, "\"", 1));
    for (size_t i = 0, from = 0; i <= size; i++) {
        const unsigned char c = i < size ? (unsigned char)text[i] : '"';
        if (i < size && c >= ' ' && c != '"' && c != '\\')
            continue;
        AIFT__TRY(aift__buf_add(out, text + from, i - from));
        from = i + 1;
        if (i == size)
            break;
        char escape[6] = {'\\', (char)c};
        size_t n = 2;
        if (c < ' ') {
            memcpy(escape, "\\u00", 4);
            escape[4] = hex[c >> 4];
            escape[5] = hex[c & 15];
            n = 6;
        }
        AIFT__TRY(aift__buf_add(out, escape, n));
    }
    return aift__buf_add(out, "\"", 1);
}

/* ---- a block ---- */

static aift_status scan_row(const aift__table_scan *scan, const aift__block *block, size_t row,
                            aift__scan_piece *piece)
{
    for (size_t i = 0; i < block->num_columns; i++) {
        const aift__value *value = &aift__block_column(block, i)[row];
        const aift__scanned scanned = {block->text + value->at, value->size, scan->rows->columns[i]};
        if (value->there)
            AIFT__TRY(aift__scan_value(&scan->scanner, &scanned, block->first_row + (int64_t)row, i,
                                       &piece->findings));
    }
    return AIFT_OK;
}

static aift_status work(void *user, const aift__block *block, int64_t number)
{
    aift__table_scan *scan = user;
    aift__scan_piece *piece = &scan->pieces[number];
    const size_t from = (size_t)number * AIFT__PIECE_ROWS;
    const size_t to = AIFT__MIN(from + AIFT__PIECE_ROWS, block->num_rows);
    piece->findings.n = 0;
    aift__buf_clear(&piece->out);
    for (size_t row = from; row < to; row++)
        AIFT__TRY(scan_row(scan, block, row, piece));
    return scan->write ? scan->write(scan, block, from, to, piece) : AIFT_OK;
}

static aift_status begin(void *user, const aift__block *block)
{
    aift__table_scan *scan = user;
    scan->look.pieces = (int64_t)((block->num_rows + AIFT__PIECE_ROWS - 1) / AIFT__PIECE_ROWS);
    if (block->num_columns <= scan->num_columns)
        return AIFT_OK;
    aift__tally(*tallies)[AIFT__ENTITIES] =
        aift__realloc(scan->context, scan->tallies, block->num_columns, sizeof *tallies);
    if (!tallies)
        return AIFT_E_NOMEM;
    memset(tallies + scan->num_columns, 0, (block->num_columns - scan->num_columns) * sizeof *tallies);
    scan->tallies = tallies;
    scan->num_columns = block->num_columns;
    return AIFT_OK;
}

static aift_status end(void *user, const aift__block *block)
{
    aift__table_scan *scan = user;
    (void)block;
    for (int64_t i = 0; i < scan->look.pieces; i++) {
        const aift__scan_piece *piece = &scan->pieces[i];
        for (size_t k = 0; k < piece->findings.n; k++) {
            const aift__finding *finding = &piece->findings.items[k];
            aift__tally *tally = &scan->tallies[finding->column][finding->recogniser];
            tally->count++;
            tally->most = AIFT__MAX(tally->most, finding->score);
        }
        scan->findings += (int64_t)piece->findings.n;
        if (piece->out.size && scan->sink(scan->user, scan->file, piece->out.data, piece->out.size) != 0)
            return aift__fail(AIFT_E_IO, "%s: the write callback refused", scan->file);
    }
    return AIFT_OK;
}

aift_status aift__table_scan_run(aift__table_scan *scan, const aift_table *table)
{
    for (size_t i = 0; i < AIFT__PIECES; i++)
        aift__buf_init(&scan->pieces[i].out, scan->context, PIECE_BYTES);
    scan->look = (aift__look){.user = scan, .begin = begin, .work = work, .end = end};
    return aift__table_rows_look(scan->rows, table, &scan->look);
}

void aift__table_scan_finish(aift__table_scan *scan)
{
    for (size_t i = 0; i < AIFT__PIECES; i++) {
        aift__free(scan->context, scan->pieces[i].findings.items);
        aift__buf_finish(&scan->pieces[i].out);
    }
    aift__free(scan->context, scan->tallies);
    aift__table_rows_close(scan->rows);
}

/* ---- the answer ---- */

static aift_status add_entities(const aift__table_scan *scan, size_t column, aift__json *entities)
{
    for (size_t i = 0; column < scan->num_columns && i < scan->scanner.num_used; i++) {
        const aift__tally *tally = &scan->tallies[column][i];
        if (tally->count == 0)
            continue;
        AIFT__TRY(aift__json_push(entities, aift__json_new_object()));
        aift__json *one = aift__json_element(entities, aift__json_size(entities) - 1);
        AIFT__TRY(aift__json_set(one, "entity", aift__json_new_string(scan->scanner.used[i]->entity)));
        AIFT__TRY(aift__json_set(one, "count", aift__json_new_int(tally->count)));
        AIFT__TRY(aift__json_set(one, "max_score", aift__json_new_real(tally->most)));
    }
    return AIFT_OK;
}

static aift_status fill(const aift__table_scan *scan, aift__json *root)
{
    static const char *const unsupported[] = {"PERSON", "LOCATION", "NRP"};
    AIFT__TRY(aift__json_set(root, "rows", aift__json_new_int(scan->rows->num_rows)));
    AIFT__TRY(aift__json_set(root, "findings", aift__json_new_int(scan->findings)));
    AIFT__TRY(aift__json_set(root, "columns", aift__json_new_array()));
    aift__json *columns = aift__json_member(root, "columns");
    for (size_t i = 0; i < scan->rows->num_columns; i++) {
        AIFT__TRY(aift__json_push(columns, aift__json_new_object()));
        aift__json *column = aift__json_element(columns, i);
        AIFT__TRY(aift__json_set(column, "name", aift__json_new_string(scan->rows->columns[i])));
        AIFT__TRY(aift__json_set(column, "entities", aift__json_new_array()));
        AIFT__TRY(add_entities(scan, i, aift__json_member(column, "entities")));
    }
    AIFT__TRY(aift__json_set(root, "unsupported", aift__json_new_array()));
    for (size_t i = 0; i < AIFT__COUNT(unsupported); i++)
        AIFT__TRY(
            aift__json_push(aift__json_member(root, "unsupported"), aift__json_new_string(unsupported[i])));
    return AIFT_OK;
}

aift_status aift__table_scan_tell(const aift__table_scan *scan, aift_text **out)
{
    aift__json *root = aift__json_new_object();
    char *text = NULL;
    *out = NULL;
    aift_status status = root ? fill(scan, root) : aift__fail_nomem(sizeof root);
    if (status == AIFT_OK)
        status = aift__json_write(scan->context, root, 0, &text);
    aift__json_free(root);
    return status == AIFT_OK ? aift__text_take(scan->context, text, strlen(text), out) : status;
}
