/* Three times over the records: which headers are lists; which columns there are; the rows. */
#include <string.h>

#include "base/map.h"
#include "codec/csv_write.h"
#include "lifecycle/export_sheet.h"

typedef struct column {
    char *header;
    size_t width, used; /* cells of the widest row; of the present one */
    size_t first;       /* its first slot */
    bool listed;
} column;

typedef struct slot {
    size_t begin, size; /* in `row` */
} slot;

typedef enum pass { LISTS, COLUMNS, ROWS } pass;

struct aift__sheet {
    aift_context *context;
    pass pass;
    aift__map *by_header;
    column *columns;
    size_t num_columns, cap;
    slot *slots;
    size_t num_slots;
    aift__buf row;
};

static aift_status find(aift__sheet *sheet, const char *header, column **out)
{
    int64_t at;
    const size_t n = strlen(header);
    if (aift__map_get(sheet->by_header, header, n, &at)) {
        *out = &sheet->columns[at];
        return AIFT_OK;
    }
    if (sheet->num_columns >= 10000)
        return aift__fail(AIFT_E_RANGE,
                          "the records have more than 10000 different fields: a table has no room for them");
    AIFT__TRY(AIFT__RESERVE(sheet->context, sheet->columns, sheet->num_columns, sheet->cap));
    *out = &sheet->columns[sheet->num_columns];
    **out = (column){.header = aift__strdup(sheet->context, header)};
    if (!(*out)->header)
        return AIFT_E_NOMEM;
    return aift__map_put(sheet->by_header, header, n, (int64_t)sheet->num_columns++, NULL);
}

aift_status aift__sheet_put(aift__sheet *sheet, const char *header, const char *text, size_t size,
                            bool listed)
{
    column *c = NULL;
    AIFT__TRY(find(sheet, header, &c));
    c->listed |= listed;
    const size_t k = c->used++;
    if (sheet->pass != ROWS) {
        c->width = AIFT__MAX(c->width, listed && c->used < 2 ? 2 : c->used);
        return AIFT_OK;
    }
    if (k >= c->width)
        return aift__fail(AIFT_E_INTERNAL, "the column %.100s has no room for a cell", header);
    slot *s = &sheet->slots[c->first + k];
    *s = (slot){sheet->row.size, size};
    return aift__buf_add(&sheet->row, text, size);
}

aift_status aift__sheet_value(aift__sheet *sheet, const char *header, const aift__json *value)
{
    size_t size;
    char *json;
    const char *text = aift__json_text(value, &size);
    if (aift__json_kind(value) == AIFT__JSON_NULL)
        return AIFT_OK;
    if (text)
        return aift__sheet_put(sheet, header, text, size, false);
    AIFT__TRY(aift__json_write(sheet->context, value, 0, &json));
    aift_status status = aift__sheet_put(sheet, header, json, strlen(json), false);
    aift__free(sheet->context, json);
    return status;
}

bool aift__sheet_listed(const aift__sheet *sheet, const char *header)
{
    int64_t at;
    return aift__map_get(sheet->by_header, header, strlen(header), &at) && sheet->columns[at].listed;
}

static aift_status lay_out(aift__sheet *sheet)
{
    for (size_t i = 0; i < sheet->num_columns; i++) {
        sheet->columns[i].first = sheet->num_slots;
        sheet->num_slots += sheet->columns[i].width;
    }
    sheet->slots = aift__calloc(sheet->context, sheet->num_slots, sizeof *sheet->slots);
    return sheet->slots ? AIFT_OK : AIFT_E_NOMEM;
}

static aift_status write_header(const aift__sheet *sheet, aift__buf *out)
{
    const char *comma = "";
    for (size_t i = 0; i < sheet->num_columns; i++)
        for (size_t k = 0; k < sheet->columns[i].width; k++, comma = ",") {
            AIFT__TRY(aift__buf_add_text(out, comma));
            AIFT__TRY(aift__csv_cell(out, sheet->columns[i].header, strlen(sheet->columns[i].header)));
        }
    return aift__buf_add_text(out, "\r\n");
}

static aift_status write_row(const aift__sheet *sheet, aift__buf *out)
{
    for (size_t i = 0; i < sheet->num_slots; i++) {
        const slot *s = &sheet->slots[i];
        AIFT__TRY(aift__buf_add_text(out, i ? "," : ""));
        if (s->size)
            AIFT__TRY(aift__csv_cell(out, sheet->row.data + s->begin, s->size));
    }
    return aift__buf_add_text(out, "\r\n");
}

static aift_status run(aift__sheet *sheet, const aift__export *export, aift__buf *out,
                       aift_status (*fill)(aift__sheet *, const aift__json *))
{
    for (size_t i = 0; i < aift__json_size(export->records); i++) {
        for (size_t c = 0; c < sheet->num_columns; c++)
            sheet->columns[c].used = 0;
        if (sheet->num_slots)
            memset(sheet->slots, 0, sheet->num_slots * sizeof *sheet->slots);
        aift__buf_clear(&sheet->row);
        AIFT__TRY(fill(sheet, aift__json_at(export->records, i)));
        if (sheet->pass == ROWS)
            AIFT__TRY(write_row(sheet, out));
    }
    return AIFT_OK;
}

static aift_status run_all(aift__sheet *sheet, const aift__export *export, aift__buf *out,
                           aift_status (*fill)(aift__sheet *, const aift__json *))
{
    AIFT__TRY(run(sheet, export, out, fill));
    for (size_t c = 0; c < sheet->num_columns; c++)
        sheet->columns[c].width = 0; /* what the lists are was not known yet */
    sheet->pass = COLUMNS;
    AIFT__TRY(run(sheet, export, out, fill));
    AIFT__TRY(lay_out(sheet));
    AIFT__TRY(write_header(sheet, out));
    sheet->pass = ROWS;
    return run(sheet, export, out, fill);
}

aift_status aift__sheet_write(const aift__export *export, aift__buf *out,
                              aift_status (*fill)(aift__sheet *sheet, const aift__json *record))
{
    aift__sheet sheet = {.context = out->context, .by_header = aift__map_create(out->context)};
    aift__buf_init(&sheet.row, out->context, AIFT__EXPORT_MAX);
    aift_status status = sheet.by_header ? run_all(&sheet, export, out, fill) : AIFT_E_NOMEM;
    for (size_t i = 0; i < sheet.num_columns; i++)
        aift__free(out->context, sheet.columns[i].header);
    aift__free(out->context, sheet.columns);
    aift__free(out->context, sheet.slots);
    aift__buf_finish(&sheet.row);
    aift__map_destroy(sheet.by_header);
    return status;
}
