/* aift_table_profile: all columns of a table, a column a piece of work. */
#include "base/clock.h"
#include "base/options.h"
#include "base/parallel.h"
#include "profile/column.h"

enum {
    EXACT_BYTES =
        88 << 20, /* for the values of all columns; where they are more, the largest become sketches */
    SKETCH_VALUES = 1 << 14,   /* of a column */
    SKETCHES_VALUES = 1 << 19, /* of all of them */
    LEAST_VALUES = 256,
    MOST = 1000
};

void aift_profile_options_init(aift_profile_options *options)
{
    AIFT__DEFAULTS(options, aift_profile_options, AIFT_PROFILE_OPTIONS_INIT);
}

typedef struct profiler {
    aift_context *context;
    aift_profile_options options;
    aift__look look;
    aift__column *columns;
    size_t num_columns;
    aift__figures *figures;
    aift_status *statuses; /* of making them */
} profiler;

/* JSON Lines may have brought more columns. */
static aift_status grow(profiler *p, size_t num_columns)
{
    if (num_columns <= p->num_columns)
        return AIFT_OK;
    aift__column *columns = aift__realloc(p->context, p->columns, num_columns, sizeof *columns);
    if (!columns)
        return AIFT_E_NOMEM;
    const size_t share = SKETCHES_VALUES / num_columns;
    const size_t most = AIFT__MAX(AIFT__MIN(share, (size_t)SKETCH_VALUES), (size_t)LEAST_VALUES);
    p->columns = columns;
    while (p->num_columns < num_columns)
        aift__column_init(&columns[p->num_columns++], p->context, most);
    return AIFT_OK;
}

static aift_status begin(void *user, const aift__block *block)
{
    profiler *p = user;
    p->look.pieces = (int64_t)block->num_columns;
    return grow(p, block->num_columns);
}

static aift_status work(void *user, const aift__block *block, int64_t piece)
{
    profiler *p = user;
    return aift__column_add(&p->columns[piece], block, (size_t)piece);
}

/* Keeps within the memory. */
static aift_status end(void *user, const aift__block *block)
{
    profiler *p = user;
    (void)block;
    for (;;) {
        size_t bytes = 0, largest = 0;
        aift__column *column = NULL;
        for (size_t i = 0; i < p->num_columns; i++) {
            const size_t of = p->columns[i].sketch ? 0 : aift__values_bytes(&p->columns[i].values);
            bytes += of;
            if (of > largest)
                largest = of, column = &p->columns[i];
        }
        if (bytes <= EXACT_BYTES || !column)
            return AIFT_OK;
        AIFT__TRY(aift__column_to_sketch(column));
    }
}

static void make_figures(void *arg, int64_t from, int64_t to)
{
    profiler *p = arg;
    for (int64_t i = from; i < to; i++)
        p->statuses[i] = aift__figures_make(&p->columns[i], &p->options, &p->figures[i]);
}

static aift_status finish(profiler *p)
{
    p->figures = aift__calloc(p->context, p->num_columns, sizeof *p->figures);
    p->statuses = aift__calloc(p->context, p->num_columns, sizeof *p->statuses);
    if (!p->figures || !p->statuses)
        return AIFT_E_NOMEM;
    aift__parallel_for(p->context, (int64_t)p->num_columns, 1, make_figures, p);
    for (size_t i = 0; i < p->num_columns; i++)
        if (p->statuses[i] != AIFT_OK) /* which can only be memory */
            return aift__fail_nomem(sizeof *p->figures);
    return AIFT_OK;
}

static void release(profiler *p)
{
    for (size_t i = 0; i < p->num_columns; i++)
        aift__column_finish(&p->columns[i]);
    for (size_t i = 0; p->figures && i < p->num_columns; i++)
        aift__figures_finish(&p->figures[i]);
    aift__free(p->context, p->columns);
    aift__free(p->context, p->figures);
    aift__free(p->context, p->statuses);
}

static aift_status check(const aift_profile_options *given, aift_profile_options *out)
{
    AIFT__TRY(aift__options_read(out, sizeof *out, given, "aift_profile_options"));
    if (out->bins < 1 || out->bins > MOST)
        return aift__fail(AIFT_E_RANGE, "aift_profile_options.bins is %d: it must be from 1 to %d", out->bins,
                          MOST);
    if (out->top < 0 || out->top > MOST)
        return aift__fail(AIFT_E_RANGE, "aift_profile_options.top is %d: it must be from 0 to %d", out->top,
                          MOST);
    return AIFT_OK;
}

static aift_status run(profiler *p, aift__table_rows *rows, const aift_table *table, aift_text **out)
{
    const double start = aift__clock_seconds();
    p->look = (aift__look){.user = p, .begin = begin, .work = work, .end = end};
    AIFT__TRY(aift__table_rows_look(rows, table, &p->look));
    AIFT__TRY(grow(p, rows->num_columns)); /* of a table without rows */
    AIFT__TRY(finish(p));
    const aift__profile profile = {rows, p->columns, p->figures, p->options.bins,
                                   aift__clock_seconds() - start};
    return aift__profile_write(&profile, out);
}

aift_status aift_table_profile(aift_context *context, const aift_table *given,
                               const aift_profile_options *options, aift_text **out)
{
    profiler p = {.context = context, .options = AIFT_PROFILE_OPTIONS_INIT};
    aift_table table;
    aift__table_rows *rows;
    *out = NULL;
    AIFT__TRY(check(options, &p.options));
    AIFT__TRY(aift__table_rows_open(context, given, &table, &rows));
    const aift_status status = run(&p, rows, &table, out);
    release(&p);
    aift__table_rows_close(rows);
    return status;
}
