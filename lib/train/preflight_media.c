/* What pictures and sounds take beside the graph: what decodes and transforms them, measured, and files read ahead. */
#include "base/clock.h"
#include "base/context_struct.h"
#include "base/prefetch.h"
#include "tasks/decode.h"
#include "train/preflight.h"

enum { EACH = 8, LOOKED_AT = 64 }; /* rows tried by a thread; files whose sizes are looked at */

/* Decodes rows as the training will. What cannot be read is left to the training to name. */
static aift_status try_rows(aift__preflight *p)
{
    const aift_trainer *t = p->trainer;
    const size_t all = t->rows.items.n, threads = (size_t)t->context->num_threads;
    const int64_t before = aift__clock_rss();
    const size_t *kept;
    size_t n;
    aift__inputs inputs;
    aift__inputs_of(&inputs, t->model);
    aift__sample_epoch(&t->options, 0, p->order, all);
    aift_status status =
        aift__feed_fill(t->feed, p->order, AIFT__MIN(all, EACH * threads), &inputs, &kept, &n);
    aift__inputs_close(&inputs);
    p->decoding = AIFT__MAX(aift__clock_rss() - before, 0);
    return status == AIFT_E_NOMEM ? status : AIFT_OK;
}

/* 0: the row has no file, or it cannot be opened. */
static aift_status file_size(const aift_trainer *t, size_t row, int64_t *size)
{
    const aift__items *items = &t->rows.items;
    aift__file_bytes bytes = {0};
    aift__file_kind kind;
    aift__item item;
    char *path;
    *size = 0;
    if (items->get(items->user, row, &item) != AIFT_OK || item.kind != AIFT__ITEM_PATH)
        return AIFT_OK;
    AIFT__TRY(aift__item_file(t->context, &item, &path));
    aift_status status = aift__file_kind_of(path, &kind);
    if (status == AIFT_OK && kind == AIFT__FILE_REGULAR)
        status = aift__file_map(t->context, path, false, &bytes);
    *size = (int64_t)bytes.size;
    aift__file_unmap(&bytes);
    aift__free(t->context, path);
    return status == AIFT_E_NOMEM ? status : AIFT_OK;
}

/* By the mean of some that lie all over the data. */
static aift_status read_ahead(aift__preflight *p)
{
    const size_t all = p->trainer->rows.items.n, n = AIFT__MIN(all, LOOKED_AT);
    int64_t sum = 0, largest = 0, size;
    for (size_t i = 0; i < n; i++) {
        AIFT__TRY(file_size(p->trainer, all / n * i, &size));
        sum += size;
        largest = AIFT__MAX(largest, size);
    }
    const int64_t files = (int64_t)AIFT__MIN(all, (size_t)AIFT__PREFETCH_FILES);
    p->ahead = AIFT__MIN(files * (sum / (int64_t)n), AIFT__PREFETCH_BYTES + largest);
    return AIFT_OK;
}

aift_status aift__preflight_media(aift__preflight *p)
{
    if (p->trainer->model->arch->modality == AIFT__TEXT)
        return AIFT_OK;
    AIFT__TRY(try_rows(p));
    return read_ahead(p);
}
