/* JSON Lines: rows of formats/jsonl.c, gathered in blocks. */
#include <string.h>

#include "base/map.h"
#include "formats/records.h"
#include "profile/rows.h"

typedef struct jsonl {
    aift__records *records;
    aift__map *index; /* from a column's name to its number */
    bool waiting;     /* the present row is in no block yet */
    bool ended;
} jsonl;

/* The column of each field of the row; new ones are added. */
static aift_status find_columns(aift__table_rows *rows, size_t field, size_t *column)
{
    jsonl *j = rows->state;
    const aift__field *f = &j->records->fields[field];
    int64_t found;
    if (field < rows->num_columns && strlen(rows->columns[field]) == f->name_size &&
        memcmp(rows->columns[field], f->name, f->name_size) == 0) {
        *column = field;
        return AIFT_OK;
    }
    if (aift__map_get(j->index, f->name, f->name_size, &found)) {
        *column = (size_t)found;
        return AIFT_OK;
    }
    *column = rows->num_columns;
    AIFT__TRY(aift__map_put(j->index, f->name, f->name_size, (int64_t)*column, NULL));
    return aift__table_rows_add_column(rows, f->name, f->name_size);
}

/* JSON's \u0000 is the one character that no text of a block has. */
static bool has_nul(const aift__field *field)
{
    return field->kind == AIFT__CELL_TEXT && memchr(field->text, 0, field->size) != NULL;
}

static aift_status put_field(aift__table_rows *rows, aift__block *block, size_t field)
{
    jsonl *j = rows->state;
    const aift__field *f = &j->records->fields[field];
    size_t column;
    AIFT__TRY(find_columns(rows, field, &column));
    aift__value *value = &block->values[column * block->cap_rows + block->num_rows];
    if (f->kind == AIFT__CELL_NULL) {
        value->null = 1;
        return AIFT_OK;
    }
    if (has_nul(f))
        return aift__records_fail(j->records, j->records->line, "column \"%.*s\" has a NUL; remove it",
                                  (int)AIFT__MIN(f->name_size, 200), f->name);
    AIFT__TRY(aift__block_reserve(rows, block, block->text_size + f->size + 1));
    memcpy(block->text + block->text_size, f->text, f->size);
    *value = (aift__value){.at = (uint32_t)block->text_size,
                           .size = (unsigned)f->size & 0xFFFFFFF,
                           .there = 1,
                           .text = f->kind == AIFT__CELL_TEXT,
                           .literal = f->kind != AIFT__CELL_TEXT};
    block->text_size += f->size;
    return AIFT_OK;
}

/* Whether the row has a column that the block has no place for. */
static aift_status is_wider(aift__table_rows *rows, const aift__block *block, bool *wider)
{
    const jsonl *j = rows->state;
    size_t column;
    *wider = false;
    for (size_t i = 0; i < j->records->num_fields; i++) {
        AIFT__TRY(find_columns(rows, i, &column));
        *wider = *wider || column >= block->num_columns;
    }
    return AIFT_OK;
}

static aift_status put_row(aift__table_rows *rows, aift__block *block)
{
    const jsonl *j = rows->state;
    for (size_t i = 0; i < block->num_columns; i++)
        block->values[i * block->cap_rows + block->num_rows] = (aift__value){0};
    for (size_t i = 0; i < j->records->num_fields; i++)
        AIFT__TRY(put_field(rows, block, i));
    block->num_rows++;
    return AIFT_OK;
}

static aift_status fill_jsonl(aift__table_rows *rows, aift__block *block)
{
    jsonl *j = rows->state;
    AIFT__TRY(aift__block_begin(rows, block));
    while (!j->ended && block->num_rows < block->cap_rows && block->text_size < AIFT__BLOCK_BYTES) {
        bool wider = false;
        if (!j->waiting)
            AIFT__TRY(aift__records_next(j->records, &j->waiting));
        j->ended = !j->waiting;
        if (j->ended)
            break;
        AIFT__TRY(is_wider(rows, block, &wider));
        if (wider && block->num_rows > 0)
            break;
        if (wider)
            AIFT__TRY(aift__block_begin(rows, block));
        AIFT__TRY(put_row(rows, block));
        j->waiting = false;
    }
    return AIFT_OK;
}

static void close_jsonl(aift__table_rows *rows)
{
    jsonl *j = rows->state;
    aift__records_close(j->records);
    aift__map_destroy(j->index);
}

static const aift__table_rows_class jsonl_class = {fill_jsonl, close_jsonl};

aift_status aift__table_rows_open_jsonl(aift__table_rows *rows, aift__stream *stream)
{
    jsonl *j = rows->state = aift__calloc(rows->context, 1, sizeof *j);
    if (!j) {
        aift__stream_close(stream);
        return AIFT_E_NOMEM;
    }
    rows->class = &jsonl_class;
    AIFT__TRY(
        aift__records_open(rows->context, stream, AIFT_DATA_JSONL, AIFT_INVALID_UTF8_ERROR, &j->records));
    j->index = aift__map_create(rows->context);
    return j->index ? AIFT_OK : AIFT_E_NOMEM;
}
