/* Columns and labels of a data set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "data/dataset.h"
#include "tasks/label_list.h"
#include "tasks/rows.h"

const char *aift__text_column(const aift_model *model, const char *given)
{
    if (given)
        return given;
    const char *column = aift__model_settings_of(model).text_column;
    return column ? column : aift__task_of(model)->data_column;
}

const char *aift__label_column(const aift_model *model, const char *given)
{
    if (given)
        return given;
    const char *column = aift__model_settings_of(model).label_column;
    return column ? column : aift__task_of(model)->label_column;
}

const char *aift_model_text_column(const aift_model *model)
{
    return aift__text_column(model, NULL);
}

const char *aift_model_label_column(const aift_model *model)
{
    return aift__label_column(model, NULL);
}

static aift_status text_of(const aift__rows *rows, size_t row, aift__item *item)
{
    const char *text;
    *item = (aift__item){.kind = AIFT__ITEM_TEXT};
    AIFT__TRY(aift__dataset_need_text(rows->dataset, row, rows->data_column, &text, &item->size));
    item->data = text;
    return AIFT_OK;
}

/* A path of a data file is a text; an empty one is none. */
static aift_status item_of(void *user, size_t row, aift__item *item)
{
    const aift__rows *rows = user;
    const aift__cell *cell = aift__dataset_cell(rows->dataset, row, rows->data_column);
    if (rows->modality == AIFT__TEXT || !cell || cell->kind < AIFT__CELL_FILE)
        AIFT__TRY(text_of(rows, row, item));
    if (rows->modality == AIFT__TEXT)
        return AIFT_OK;
    const char *data = aift_dataset_value(rows->dataset, row, rows->data_column, &item->size);
    item->data = data;
    item->folder = rows->dataset->table->folder;
    switch ((aift__cell_kind)cell->kind) {
    case AIFT__CELL_BYTES:
        item->kind = AIFT__ITEM_BYTES;
        return AIFT_OK;
    case AIFT__CELL_VALUES:
        item->kind = AIFT__ITEM_VALUES;
        return AIFT_OK;
    case AIFT__CELL_PIXELS:
        aift__item_pixels(data, item);
        return AIFT_OK;
    default:
        item->kind = AIFT__ITEM_PATH;
        if (item->size > 0 && strlen(data) == item->size)
            return AIFT_OK;
    }
    char place[256];
    aift_dataset_row_place(rows->dataset, row, place, sizeof place);
    return aift__fail(AIFT_E_FORMAT, "%s: the path in column \"%s\" %s", place,
                      aift_dataset_column_name(rows->dataset, rows->data_column),
                      item->size ? "holds a NUL" : "is empty");
}

static void place_of(void *user, size_t row, char *buf, size_t size)
{
    aift_dataset_row_place(((const aift__rows *)user)->dataset, row, buf, size);
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
    return aift__fail(
        AIFT_E_NOT_FOUND,
        "%s: the label \"%s\" is not one of the model's: %s (a model that is loaded with new_head "
        "learns other labels)",
        place, label, known);
}

static aift_status index_labels(const aift_model *model, aift__map *map)
{
    for (size_t i = 0; i < model->num_labels; i++)
        AIFT__TRY(aift__map_put(map, model->labels[i], strlen(model->labels[i]), (int64_t)i, NULL));
    return AIFT_OK;
}

/* The search for the labels of one row. */
typedef struct finding {
    const aift_model *model;
    const aift__map *map;
    aift__rows *rows;
    size_t row;
} finding;

static aift_status find_label(void *user, const char *label)
{
    const finding *f = user;
    int64_t i;
    if (!aift__map_get(f->map, label, strlen(label), &i))
        return unknown_label(f->model, f->rows->dataset, f->row, label);
    if (f->rows->targets)
        f->rows->targets[f->row * f->model->num_labels + (size_t)i] = 1;
    else
        f->rows->labels[f->row] = (int32_t)i;
    return AIFT_OK;
}

static aift_status find_labels(const aift_model *model, bool lists, const aift__map *map, aift__rows *rows)
{
    finding f = {.model = model, .map = map, .rows = rows};
    for (; f.row < rows->items.n; f.row++)
        AIFT__TRY(aift__row_labels(rows->dataset, f.row, rows->label_column, lists, find_label, &f));
    return AIFT_OK;
}

aift_status aift__rows_of(const aift_dataset *dataset, aift__modality modality, const char *data_column,
                          aift__rows *rows)
{
    *rows = (aift__rows){.dataset = dataset, .modality = modality};
    AIFT__TRY(aift__dataset_need_column(dataset, data_column, &rows->data_column));
    rows->items = (aift__items){rows, aift_dataset_num_rows(dataset), item_of, place_of};
    return AIFT_OK;
}

aift_status aift__rows_open(const aift_model *model, const aift_dataset *dataset, const char *data_column,
                            const char *label_column, aift__rows *rows)
{
    *rows = (aift__rows){.dataset = dataset, .modality = model->arch->modality, .context = model->context};
    label_column = aift__label_column(model, label_column);
    AIFT__TRY(aift__dataset_need_column(dataset, aift__text_column(model, data_column), &rows->data_column));
    AIFT__TRY(aift__dataset_need_column(dataset, label_column, &rows->label_column));
    rows->items = (aift__items){rows, aift_dataset_num_rows(dataset), item_of, place_of};
    const bool lists = aift__model_is_multi_label(model);
    if (lists)
        rows->targets = aift__calloc(model->context, rows->items.n, model->num_labels);
    else
        rows->labels = aift__malloc(model->context, rows->items.n, sizeof *rows->labels);
    aift__map *map = aift__map_create(model->context);
    aift_status status = (rows->labels || rows->targets) && map ? index_labels(model, map) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = find_labels(model, lists, map, rows);
    aift__map_destroy(map);
    if (status != AIFT_OK)
        aift__rows_close(rows);
    return status;
}

void aift__rows_close(aift__rows *rows)
{
    if (rows->context) {
        aift__free(rows->context, rows->labels);
        aift__free(rows->context, rows->targets);
    }
    *rows = (aift__rows){0};
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The labels met so far; their texts are copies, since those of a list live no longer than it. */
typedef struct collection {
    aift_context *context;
    aift__map *seen;
    char **labels;
    size_t n, cap;
} collection;

static aift_status collect(void *user, const char *label)
{
    collection *c = user;
    bool was;
    AIFT__TRY(aift__map_put(c->seen, label, strlen(label), 0, &was));
    if (was)
        return AIFT_OK;
    AIFT__TRY(AIFT__RESERVE(c->context, c->labels, c->n, c->cap));
    if (!(c->labels[c->n] = aift__strdup(c->context, label)))
        return AIFT_E_NOMEM;
    c->n++;
    return AIFT_OK;
}

static aift_status too_few(const aift_dataset *dataset, const char *column, const collection *c)
{
    aift_status status =
        c->n == 0 ? aift__fail(AIFT_E_INVALID, "there is no row to train on")
                  : aift__fail(AIFT_E_INVALID,
                               "all rows have the same label \"%s\" in column \"%s\": a classifier needs two "
                               "labels at least",
                               c->labels[0], column);
    return dataset->table->name ? aift__fail_in(status, "%s: ", dataset->table->name) : status;
}

void aift__dataset_labels_free(aift_context *context, char **labels, size_t n)
{
    for (size_t i = 0; i < n; i++)
        aift__free(context, labels[i]);
    aift__free(context, labels);
}

aift_status aift__dataset_labels(const aift_dataset *dataset, const char *label_column, aift_context *context,
                                 char ***out, size_t *n, bool *lists)
{
    *out = NULL;
    *n = 0;
    size_t column;
    AIFT__TRY(aift__dataset_need_column(dataset, label_column, &column));
    *lists = aift__has_label_lists(dataset, column);
    collection c = {.context = context, .seen = aift__map_create(context)};
    aift_status status = c.seen ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t row = 0; row < aift_dataset_num_rows(dataset) && status == AIFT_OK; row++)
        status = aift__row_labels(dataset, row, column, *lists, collect, &c);
    aift__map_destroy(c.seen);
    if (status == AIFT_OK && c.n < 2)
        status = too_few(dataset, label_column, &c);
    if (status != AIFT_OK) {
        aift__dataset_labels_free(context, c.labels, c.n);
        return status;
    }
    qsort(c.labels, c.n, sizeof *c.labels, by_bytes);
    *out = c.labels;
    *n = c.n;
    return AIFT_OK;
}

/* A head that nobody has trained takes the kind of the data. */
static aift_status settle_kind(aift_model *model, bool lists)
{
    if (lists && (model->num_labels == 0 || model->new_head))
        aift__model_set_multi_label(model, true);
    if (!lists || model->multi_label)
        return AIFT_OK;
    return aift__fail(AIFT_E_INVALID,
                      "the rows have lists of labels, but the model chooses one label; new_head gives it a "
                      "head for lists");
}

aift_status aift__model_labels_from(aift_model *model, const aift_dataset *dataset, const char *label_column)
{
    char **labels;
    size_t n;
    bool lists;
    AIFT__TRY(aift__dataset_labels(dataset, aift__label_column(model, label_column), model->context, &labels,
                                   &n, &lists));
    const bool before = model->multi_label;
    aift_status status = settle_kind(model, lists);
    if (status == AIFT_OK && !model->num_labels)
        status = aift__model_change_labels(model, (const char *const *)labels, n);
    if (status != AIFT_OK)
        aift__model_set_multi_label(model, before);
    aift__dataset_labels_free(model->context, labels, n);
    return status;
}

aift_status aift_model_set_labels_from(aift_model *model, const aift_dataset *dataset,
                                       const char *label_column)
{
    AIFT__TRY(aift__model_hold(model));
    aift_status status = aift__model_labels_from(model, dataset, label_column);
    aift__model_let_go(model);
    return status;
}
