/* Data sets of the caller's pictures or recordings; and how one looks to those who decode it. */
#include <string.h>

#include "base/buf.h"
#include "codec/unicode.h"
#include "data/dataset.h"
#include "data/media.h"

aift_status aift__media_check(const aift_media *media)
{
    if (media->kind == AIFT_MEDIA_FILE)
        return media->path ? AIFT_OK : aift__fail(AIFT_E_INVALID, "path is NULL");
    if (media->kind < AIFT_MEDIA_FILE || media->kind > AIFT_MEDIA_TENSOR)
        return aift__fail(AIFT_E_RANGE, "kind is %d: it must be 0 to 3", (int)media->kind);
    if (!media->data)
        return aift__fail(AIFT_E_INVALID, "data is NULL");
    if (media->kind != AIFT_MEDIA_PIXELS)
        return AIFT_OK;
    if (media->height < 1 || media->width < 1 || (media->channels != 1 && media->channels != 3))
        return aift__fail(
            AIFT_E_RANGE,
            "a picture of %d x %d pixels and %d channels: it must have pixels, and 1 or 3 channels",
            (int)media->width, (int)media->height, (int)media->channels);
    const int64_t pixels = (int64_t)media->height * media->width;
    if (pixels > INT32_MAX)
        return aift__fail(AIFT_E_INVALID, "a picture of %d x %d pixels: at most %d together are supported",
                          (int)media->width, (int)media->height, INT32_MAX);
    if ((size_t)(pixels * media->channels) != media->size)
        return aift__fail(AIFT_E_INVALID, "size is %zu: %d x %d pixels of %d channels are %lld bytes",
                          media->size, (int)media->width, (int)media->height, (int)media->channels,
                          (long long)(pixels * media->channels));
    return AIFT_OK;
}

static aift_status add_pixels(aift__table *table, size_t column, const aift_media *media)
{
    const aift__pixels_head head = {media->height, media->width, media->channels};
    aift__buf whole;
    aift__buf_init(&whole, table->context, PTRDIFF_MAX);
    aift_status status = aift__buf_add(&whole, &head, sizeof head);
    if (status == AIFT_OK)
        status = aift__buf_add(&whole, media->data, media->size);
    if (status == AIFT_OK)
        status = aift__table_add(table, column, AIFT__CELL_PIXELS, whole.data, whole.size);
    aift__buf_finish(&whole);
    return status;
}

aift_status aift__table_add_media(aift__table *table, size_t column, const aift_media *media)
{
    AIFT__TRY(aift__media_check(media));
    switch (media->kind) {
    case AIFT_MEDIA_FILE:
        return aift__table_add(table, column, AIFT__CELL_FILE, media->path, strlen(media->path));
    case AIFT_MEDIA_BYTES:
        return aift__table_add(table, column, AIFT__CELL_BYTES, media->data, media->size);
    case AIFT_MEDIA_PIXELS:
        return add_pixels(table, column, media);
    default:
        return aift__table_add(table, column, AIFT__CELL_VALUES, media->data, media->size);
    }
}

static aift_status add_row(aift__table *table, const char *name, const aift_media *media, const char *label,
                           size_t row)
{
    size_t column;
    AIFT__TRY(aift__table_begin_row(table, (int64_t)row + 1));
    AIFT__TRY(aift__table_column(table, name, strlen(name), 0, &column));
    AIFT__TRY(aift__table_add_media(table, column, media));
    if (label) {
        size_t n = strlen(label);
        if (aift__utf8_valid(label, n) != n)
            return aift__fail(AIFT_E_FORMAT, "the label is not UTF-8");
        AIFT__TRY(aift__table_column(table, "label", 5, 1, &column));
        AIFT__TRY(aift__table_add(table, column, AIFT__CELL_TEXT, label, n));
    }
    aift__table_end_row(table);
    return AIFT_OK;
}

aift_status aift_dataset_from_media(aift_context *context, const char *column, const aift_media *items,
                                    const char *const *labels, size_t num_items, aift_dataset **out)
{
    *out = NULL;
    if (num_items == 0)
        return aift__fail(AIFT_E_INVALID, "the data set has no row");
    if (strcmp(column, "image") != 0 && strcmp(column, "audio") != 0)
        return aift__fail(AIFT_E_INVALID, "column is \"%s\": it must be \"image\" or \"audio\"", column);
    aift__table *table;
    AIFT__TRY(aift__table_create(context, NULL, &table));
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < num_items && status == AIFT_OK; i++) {
        status = add_row(table, column, &items[i], labels ? labels[i] : NULL, i);
        if (status != AIFT_OK && status != AIFT_E_NOMEM)
            status = aift__fail_in(status, "row %zu: ", i + 1);
    }
    if (status == AIFT_OK)
        return aift__dataset_create(table, out);
    aift__table_release(table);
    return status;
}
