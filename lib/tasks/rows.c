/* Columns and labels of a data set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "data/dataset.h"
#include "tasks/rows.h"

const char *aift__text_column(const aift_model *model, const char *given)
{
    if (given)
        return given;
    return model->text_column ? model->text_column : aift__task_of(model)->data_column;
}

const char *aift__label_column(const aift_model *model, const char *given)
{
    if (given)
        return given;
    return model->label_column ? model->label_column : aift__task_of(model)->label_column;
}

const char *aift_model_text_column(const aift_model *model)
{
    return aift__text_column(model, NULL);
}

const char *aift_model_label_column(const aift_model *model)
{
    return aift__label_column(model, NULL);
}

static aift_status item_of(void *user, size_t row, aift__item *item)
{
    const aift__rows *rows = user;
    const char *text;
    *item = (aift__item){.kind = AIFT__ITEM_TEXT};
    AIFT__TRY(aift__dataset_need_text(rows->dataset, row, rows->data_column, &text, &item->size));
    item->data = text;
    return AIFT_OK;
}

static void place_of(void *user, size_t row, char *buf, size_t size)
{
    aift_dataset_row_place(((const aift__rows *)user)->dataset, row, buf, size);
}

static aift_status label_of(const aift_dataset *dataset, size_t row, size_t column, const char **label)
{
    size_t size = 0;
    *label = aift_dataset_value(dataset, row, column, &size);
    if (*label && size > 0 && strlen(*label) == size)
        return AIFT_OK;
    char place[256];
    aift_dataset_row_place(dataset, row, place, sizeof place);
    return aift__fail(AIFT_E_FORMAT, "%s: the label in column \"%s\" %s", place,
                      aift_dataset_column_name(dataset, column),
                      *label && size > 0 ? "holds a NUL" : "is missing or empty");
}

/* "ham, spam", cut with "..." where there are many */
static void list_labels(const aift_model *model, char *buf, size_t size)
{
    size_t used = 0;
    buf[0] = '\0';
    for (size_t i = 0; i < model->num_labels && used < size; i++) {
        bool fits = used + strlen(model->labels[i]) + 8 < size;
        used +=
            (size_t)snprintf(buf + used, size - used, "%s%s", i ? ", " : "", fits ? model->labels[i] : "...");
        if (!fits)
            return;
    }
}

static aift_status unknown_label(const aift_model *model, const aift_dataset *dataset, size_t row,
                                 const char *label)
{
    char place[256], known[256];
    aift_dataset_row_place(dataset, row, place, sizeof place);
    list_labels(model, known, sizeof known);
    return aift__fail(AIFT_E_NOT_FOUND, "%s: the label \"%s\" is not one of the model's: %s", place, label,
                      known);
}

static aift_status index_labels(const aift_model *model, aift__map *map)
{
    for (size_t i = 0; i < model->num_labels; i++)
        AIFT__TRY(aift__map_put(map, model->labels[i], strlen(model->labels[i]), (int64_t)i, NULL));
    return AIFT_OK;
}

static aift_status find_labels(const aift_model *model, const aift__map *map, aift__rows *rows)
{
    for (size_t row = 0; row < rows->items.n; row++) {
        const char *label;
        AIFT__TRY(label_of(rows->dataset, row, rows->label_column, &label));
        int64_t i;
        if (!aift__map_get(map, label, strlen(label), &i))
            return unknown_label(model, rows->dataset, row, label);
        rows->labels[row] = (int32_t)i;
    }
    return AIFT_OK;
}

aift_status aift__rows_open(const aift_model *model, const aift_dataset *dataset, const char *data_column,
                            const char *label_column, aift__rows *rows)
{
    *rows = (aift__rows){.dataset = dataset, .context = model->context};
    label_column = aift__label_column(model, label_column);
    AIFT__TRY(aift__dataset_need_column(dataset, aift__text_column(model, data_column), &rows->data_column));
    AIFT__TRY(aift__dataset_need_column(dataset, label_column, &rows->label_column));
    rows->items = (aift__items){rows, aift_dataset_num_rows(dataset), item_of, place_of};
    rows->labels = aift__malloc(model->context, rows->items.n, sizeof *rows->labels);
    aift__map *map = aift__map_create(model->context);
    aift_status status = rows->labels && map ? index_labels(model, map) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = find_labels(model, map, rows);
    aift__map_destroy(map);
    if (status != AIFT_OK)
        aift__rows_close(rows);
    return status;
}

void aift__rows_close(aift__rows *rows)
{
    if (rows->context)
        aift__free(rows->context, rows->labels);
    *rows = (aift__rows){0};
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static aift_status collect(const aift_dataset *dataset, size_t column, aift_context *context, aift__map *seen,
                           const char ***labels, size_t *n)
{
    size_t cap = 0;
    for (size_t row = 0; row < aift_dataset_num_rows(dataset); row++) {
        const char *label;
        AIFT__TRY(label_of(dataset, row, column, &label));
        bool was;
        AIFT__TRY(aift__map_put(seen, label, strlen(label), 0, &was));
        if (was)
            continue;
        AIFT__TRY(aift__reserve(context, (void **)labels, *n, &cap, sizeof **labels));
        (*labels)[(*n)++] = label;
    }
    return AIFT_OK;
}

aift_status aift__dataset_labels(const aift_dataset *dataset, const char *label_column, aift_context *context,
                                 const char ***out, size_t *n)
{
    *out = NULL;
    *n = 0;
    size_t column;
    AIFT__TRY(aift__dataset_need_column(dataset, label_column, &column));
    aift__map *seen = aift__map_create(context);
    const char **labels = NULL;
    aift_status status = seen ? collect(dataset, column, context, seen, &labels, n) : AIFT_E_NOMEM;
    aift__map_destroy(seen);
    if (status == AIFT_OK && *n < 2) {
        status =
            *n == 0
                ? aift__fail(AIFT_E_INVALID, "there is no row to train on")
                : aift__fail(AIFT_E_INVALID,
                             "all rows have the same label \"%s\" in column \"%s\": a classifier needs two "
                             "labels at least",
                             labels[0], label_column);
        if (dataset->table->name)
            aift__fail_in(status, "%s: ", dataset->table->name);
    }
    if (status != AIFT_OK) {
        aift__free(context, labels);
        *n = 0;
        return status;
    }
    qsort(labels, *n, sizeof *labels, by_bytes);
    *out = labels;
    return AIFT_OK;
}

aift_status aift_model_set_labels_from(aift_model *model, const aift_dataset *dataset,
                                       const char *label_column)
{
    const char **labels;
    size_t n;
    AIFT__TRY(
        aift__dataset_labels(dataset, aift__label_column(model, label_column), model->context, &labels, &n));
    aift_status status = model->num_labels ? AIFT_OK : aift_model_set_labels(model, labels, n);
    aift__free(model->context, labels);
    return status;
}
