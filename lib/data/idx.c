/* IDX pairs, the format of MNIST: a file of pictures, and one of labels that is named after it. */
#include <stdio.h>
#include <string.h>

#include "data/dataset.h"
#include "data/media.h"
#include "formats/idx.h"

/* "train-images-idx3-ubyte.gz": the labels are in "train-labels-idx1-ubyte.gz". */
static const char images[] = "images", labels[] = "labels", three[] = "idx3", one[] = "idx1";

bool aift__is_idx_name(const char *path)
{
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    return strstr(name, "-idx") || strstr(name, ".idx");
}

/* The name with `from` replaced by `to`, of the same length, in its last place. */
static bool exchange(char *path, const char *from, const char *to)
{
    char *last = NULL;
    for (char *at = strstr(path, from); at; at = strstr(at + 1, from))
        last = at;
    if (last)
        memcpy(last, to, strlen(to));
    return last != NULL;
}

static aift_status labels_path(aift_context *context, const char *path, char **out)
{
    *out = aift__strdup(context, path);
    if (!*out)
        return AIFT_E_NOMEM;
    if (exchange(*out, images, labels)) {
        exchange(*out, three, one);
        return AIFT_OK;
    }
    aift__free(context, *out);
    *out = NULL;
    return aift__fail(
        AIFT_E_INVALID,
        "%s: give the file of the pictures, whose name has \"images\" in it; that of the labels is found "
        "beside it, with \"labels\" in that place",
        path);
}

static aift_status read_file(aift_context *context, const char *path, aift__idx *out)
{
    aift__stream *stream;
    AIFT__TRY(aift__stream_open(context, path, &stream));
    aift_status status = aift__idx_read(context, stream, AIFT__IDX_MAX_BYTES, out);
    if (status != AIFT_OK)
        return status;
    if (out->dtype == AIFT_DTYPE_U8)
        return AIFT_OK;
    const char *met = aift_dtype_name(out->dtype);
    aift__idx_finish(context, out);
    return aift__fail(AIFT_E_UNSUPPORTED, "%s: holds numbers of the kind %s: expected bytes", path, met);
}

static aift_status check(const char *path, const aift__idx *x, const char *beside, const aift__idx *y)
{
    if (x->rank != 3 && !(x->rank == 4 && (x->shape[3] == 1 || x->shape[3] == 3)))
        return aift__fail(AIFT_E_SHAPE,
                          "%s: has %d dimensions: expected pictures, 3 or 4 with 1 or 3 channels", path,
                          (int)x->rank);
    if (x->elements == 0)
        return aift__fail(AIFT_E_FORMAT, "%s: holds no picture", path);
    if (y->rank == 1 && y->shape[0] == x->shape[0])
        return AIFT_OK;
    return aift__fail(AIFT_E_SHAPE, "%s: must hold one label for each of the %lld pictures of %s", beside,
                      (long long)x->shape[0], path);
}

static aift_status add_row(aift__table *table, const aift__idx *x, const uint8_t *label, int64_t row)
{
    const size_t each = (size_t)(x->elements / x->shape[0]);
    const aift_media media = {.kind = AIFT_MEDIA_PIXELS,
                              .height = (int32_t)x->shape[1],
                              .width = (int32_t)x->shape[2],
                              .channels = x->rank == 4 ? (int32_t)x->shape[3] : 1,
                              .data = (const uint8_t *)x->data + (size_t)row * each,
                              .size = each};
    char text[8];
    size_t column;
    AIFT__TRY(aift__table_begin_row(table, row + 1));
    AIFT__TRY(aift__table_column(table, "image", 5, 0, &column));
    AIFT__TRY(aift__table_add_media(table, column, &media));
    const int n = snprintf(text, sizeof text, "%d", label[row]);
    AIFT__TRY(aift__table_column(table, "label", 5, 1, &column));
    AIFT__TRY(aift__table_add(table, column, AIFT__CELL_TEXT, text, (size_t)n));
    aift__table_end_row(table);
    return AIFT_OK;
}

static aift_status fill(aift_context *context, const char *path, const aift__idx *x, const aift__idx *y,
                        aift_dataset **out)
{
    aift__table *table;
    AIFT__TRY(aift__table_create(context, path, &table));
    table->rows_numbered = true;
    aift_status status = AIFT_OK;
    for (int64_t row = 0; row < x->shape[0] && status == AIFT_OK; row++)
        status = add_row(table, x, y->data, row);
    if (status == AIFT_OK)
        return aift__dataset_create(table, out);
    aift__table_release(table);
    return status == AIFT_E_NOMEM ? status : aift__fail_in(status, "%s: ", path);
}

aift_status aift__idx_load(aift_context *context, const char *path, aift_dataset **out)
{
    char *beside;
    aift__idx x = {0}, y = {0};
    AIFT__TRY(labels_path(context, path, &beside));
    aift_status status = read_file(context, path, &x);
    if (status == AIFT_OK)
        status = read_file(context, beside, &y);
    if (status == AIFT_OK)
        status = check(path, &x, beside, &y);
    if (status == AIFT_OK)
        status = fill(context, path, &x, &y, out);
    aift__idx_finish(context, &x);
    aift__idx_finish(context, &y);
    aift__free(context, beside);
    return status;
}
