/* Counting labels. */
#include <string.h>

#include "base/map.h"
#include "data/labelled.h"

static bool is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!strchr(" \t\r\n", text[i]) || !text[i])
            return false;
    return true;
}

static aift_status add_row(aift__labelled *l, aift__map *map, size_t row, const char *label, size_t size)
{
    int64_t number;
    if (!aift__map_get(map, label, size, &number)) {
        number = (int64_t)l->labels;
        AIFT__TRY(AIFT__RESERVE(l->context, l->counts, l->labels, l->cap));
        AIFT__TRY(aift__map_put(map, label, size, number, NULL));
        l->counts[l->labels++] = 0;
    }
    l->counts[number]++;
    l->at[l->n] = row;
    l->of[l->n++] = (int32_t)number;
    return AIFT_OK;
}

static aift_status count(aift__labelled *l, const aift_dataset *dataset, size_t column)
{
    aift__map *map = aift__map_create(l->context);
    aift_status status = map ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t row = 0; row < l->rows && status == AIFT_OK; row++) {
        size_t size;
        const char *label = aift_dataset_value(dataset, row, column, &size);
        if (label && !is_blank(label, size))
            status = add_row(l, map, row, label, size);
    }
    aift__map_destroy(map);
    for (size_t k = 0; k < l->labels && status == AIFT_OK; k++) {
        l->smallest = k ? AIFT__MIN(l->smallest, l->counts[k]) : l->counts[k];
        l->largest = AIFT__MAX(l->largest, l->counts[k]);
    }
    return status;
}

aift_status aift__labelled_of(const aift_dataset *dataset, const char *label_column, aift__labelled *out)
{
    size_t column;
    *out = (aift__labelled){.context = NULL};
    AIFT__TRY(aift__dataset_need_column(dataset, label_column, &column));
    out->context = dataset->table->context;
    out->rows = dataset->num_rows;
    out->at = aift__malloc(out->context, out->rows, sizeof *out->at);
    out->of = aift__malloc(out->context, out->rows, sizeof *out->of);
    const aift_status status = out->at && out->of ? count(out, dataset, column) : AIFT_E_NOMEM;
    if (status != AIFT_OK)
        aift__labelled_free(out);
    return status;
}

void aift__labelled_free(aift__labelled *labelled)
{
    if (labelled->context) {
        aift__free(labelled->context, labelled->at);
        aift__free(labelled->context, labelled->of);
        aift__free(labelled->context, labelled->counts);
    }
    *labelled = (aift__labelled){.context = NULL};
}
