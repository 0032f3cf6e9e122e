/* Looking at all rows of a table: a block is worked on while the next one is read. */
#include <stdatomic.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/parallel.h"
#include "profile/rows.h"

/* One round: what the pieces need, and the first failure with its message. */
typedef struct round {
    aift__table_rows *rows;
    const aift__look *look;
    const aift__block *block;
    aift__block *next;
    bool fill; /* piece 0 fills the next block */
    atomic_int status;
    aift__error error;
} round;

static void note(round *r, aift_status status)
{
    int ok = AIFT_OK;
    if (status != AIFT_OK && atomic_compare_exchange_strong(&r->status, &ok, (int)status))
        aift__error_keep(&r->error);
}

static aift_status fill(aift__table_rows *rows, aift__block *block)
{
    AIFT__TRY(rows->class->fill(rows, block));
    rows->num_rows += (int64_t)block->num_rows;
    block->done = rows->kind == AIFT__TABLE_SQL ? rows->num_rows : rows->done;
    block->total = rows->total;
    return AIFT_OK;
}

static void run_pieces(void *arg, int64_t begin, int64_t end)
{
    round *r = arg;
    for (int64_t i = begin; i < end; i++) {
        const int64_t piece = i - r->fill;
        note(r, piece < 0 ? fill(r->rows, r->next) : r->look->work(r->look->user, r->block, piece));
    }
}

static aift_status run_round(aift__table_rows *rows, aift__look *look, const aift__block *block,
                             aift__block *next)
{
    round r = {.rows = rows, .look = look, .block = block, .next = next, .fill = rows->aside};
    AIFT__TRY(look->begin(look->user, block));
    aift__parallel_for(rows->context, look->pieces + r.fill, 1, run_pieces, &r);
    const aift_status status = (aift_status)atomic_load(&r.status);
    if (status != AIFT_OK) {
        aift__error_set(&r.error);
        return status;
    }
    if (look->end)
        AIFT__TRY(look->end(look->user, block));
    return r.fill ? AIFT_OK : fill(rows, next);
}

aift_status aift__table_rows_look(aift__table_rows *rows, const aift_table *table, aift__look *look)
{
    aift__block blocks[2] = {{0}};
    aift_status status = fill(rows, &blocks[0]);
    for (int i = 0; status == AIFT_OK && blocks[i].num_rows > 0; i = !i) {
        status = run_round(rows, look, &blocks[i], &blocks[!i]);
        if (status == AIFT_OK && table->progress &&
            table->progress(table->user, blocks[i].done, blocks[i].total) != 0)
            status = aift__fail(AIFT_E_CANCELLED, "%s: the progress callback stopped it", rows->name);
        if (status == AIFT_OK && aift__clock_seconds() > rows->deadline)
            status = aift__fail(AIFT_E_CANCELLED, "%s: it took longer than it may", rows->name);
    }
    aift__block_finish(&blocks[0], rows->context);
    aift__block_finish(&blocks[1], rows->context);
    return status;
}
