/* Resizing: along the rows and along the columns, with bytes in between. */
#include <string.h>

#include "transforms/filters.h"

aift__window aift__window_of(const aift__sample *sample)
{
    const int64_t *size = sample->shape.size;
    return (aift__window){sample->pixels, size[1] * size[2], size[0], size[1], size[2]};
}

aift__window aift__window_cut(const aift__window *window, int64_t top, int64_t left, int64_t height,
                              int64_t width)
{
    return (aift__window){window->pixels + top * window->stride + left * window->channels, window->stride,
                          height, width, window->channels};
}

/* The pixel that the middle of an output falls on. The position is added up, as Pillow does it. */
static void nearest(const aift__window *from, int64_t height, int64_t width, int32_t *columns, uint8_t *to)
{
    double step = (double)from->width / (double)width, at = step * 0.5;
    for (int64_t x = 0; x < width; x++, at += step)
        columns[x] = (int32_t)AIFT__MIN((int64_t)at, from->width - 1);
    step = (double)from->height / (double)height;
    at = step * 0.5;
    for (int64_t y = 0; y < height; y++, at += step) {
        const uint8_t *row = from->pixels + AIFT__MIN((int64_t)at, from->height - 1) * from->stride;
        for (int64_t x = 0; x < width; x++, to += from->channels)
            memcpy(to, row + columns[x] * from->channels, (size_t)from->channels);
    }
}

/* Work memory in pieces; with `base` NULL it only counts. */
typedef struct pieces {
    char *base;
    size_t used;
} pieces;

static void *piece(pieces *of, size_t bytes)
{
    void *at = of->base ? of->base + of->used : NULL;
    of->used += (bytes + 63) / 64 * 64;
    return at;
}

typedef struct axis {
    int64_t from, to;
    aift__taps taps;
    int32_t *begin, *count, *weights;
    double *work;
} axis;

static void lay_out_axis(axis *of, aift__filter filter, pieces *memory)
{
    int32_t most = aift__filter_most(filter, of->from, of->to);
    size_t n = (size_t)of->to;
    of->begin = piece(memory, n * sizeof *of->begin);
    of->count = piece(memory, n * sizeof *of->count);
    of->weights = piece(memory, n * (size_t)most * sizeof *of->weights);
    of->work = piece(memory, (size_t)most * sizeof *of->work);
    of->taps = (aift__taps){of->to, most, of->begin, of->count, of->weights};
}

typedef struct passes {
    aift__filter filter;
    axis x, y;
    void *scratch;    /* of the rows' kernel */
    uint8_t *between; /* the picture after the first pass */
} passes;

/* Pillow 13 begins with the columns where that saves enough rows; the bytes in between are rounded, so the order can be
 * seen in the result. Older ones always begin with the rows. */
static bool columns_first(const passes *of)
{
    return of->y.to < of->y.from && of->y.from - of->y.to > 2 * (of->x.from - of->x.to);
}

static void lay_out(passes *of, int64_t channels, pieces *memory)
{
    int64_t pixels = columns_first(of) ? of->y.to * of->x.from : of->y.from * of->x.to;
    lay_out_axis(&of->x, of->filter, memory);
    lay_out_axis(&of->y, of->filter, memory);
    of->scratch = piece(memory, aift__resample_scratch(&of->x.taps, channels));
    of->between = piece(memory, (size_t)(pixels * channels) + AIFT__RESAMPLE_SLACK);
    if (memory->base) /* as behind a sample */
        memset(of->between + pixels * channels, 0, AIFT__RESAMPLE_SLACK);
}

static void fill(axis *of, aift__filter filter)
{
    aift__filter_taps(filter, of->from, of->to, of->taps.most, of->begin, of->count, of->weights, of->work);
}

static void along_rows(const passes *of, const aift__window *from, uint8_t *to)
{
    aift__kernel_context kernel = {.scratch = of->scratch};
    aift__resample_rows(&kernel, &of->x.taps, from->height, from->channels, from->pixels, from->stride, to,
                        of->x.to * from->channels);
}

static void along_columns(const passes *of, const aift__window *from, uint8_t *to)
{
    aift__kernel_context kernel = {.scratch = NULL};
    aift__resample_columns(&kernel, &of->y.taps, from->width * from->channels, from->pixels, from->stride,
                           to);
}

/* Both passes. Along the rows only those are made that the columns' pass reads. */
static void both(const passes *of, const aift__window *from, uint8_t *to)
{
    int64_t bytes = of->x.to * from->channels, y = of->y.to - 1;
    if (columns_first(of)) {
        along_columns(of, from, of->between);
        along_rows(
            of,
            &(aift__window){of->between, from->width * from->channels, of->y.to, from->width, from->channels},
            to);
        return;
    }
    int64_t first = of->y.begin[0], last = of->y.begin[y] + of->y.count[y];
    aift__window read = aift__window_cut(from, first, 0, last - first, from->width);
    uint8_t *between = of->between + first * bytes;
    along_rows(of, &read, between);
    along_columns(of, &(aift__window){of->between, bytes, from->height, of->x.to, from->channels}, to);
}

static void run(passes *of, const aift__window *from, uint8_t *to)
{
    bool rows = of->x.from != of->x.to, columns = of->y.from != of->y.to;
    size_t bytes = (size_t)(from->width * from->channels);
    if (rows)
        fill(&of->x, of->filter);
    if (columns)
        fill(&of->y, of->filter);
    if (rows && columns)
        both(of, from, to);
    else if (rows)
        along_rows(of, from, to);
    else if (columns)
        along_columns(of, from, to);
    else
        for (int64_t y = 0; y < from->height; y++)
            memcpy(to + (size_t)y * bytes, from->pixels + y * from->stride, bytes);
}

aift_status aift__picture_resize(const aift__window *window, aift__filter filter, int64_t height,
                                 int64_t width, aift__workspace *space, aift__sample *to)
{
    aift__shape shape = {AIFT__SAMPLE_PICTURE, {height, width, window->channels}, 0};
    pieces memory = {.base = NULL};
    passes plan = {.filter = filter, .x = {window->width, width}, .y = {window->height, height}};
    if (window->height < 1 || window->width < 1 || height < 1 || width < 1)
        return aift__fail(AIFT_E_SHAPE, "a picture of %lld x %lld pixels cannot be resized to %lld x %lld",
                          (long long)window->height, (long long)window->width, (long long)height,
                          (long long)width);
    if (window->height > AIFT__MOST_SOURCE_EDGE || window->width > AIFT__MOST_SOURCE_EDGE)
        return aift__fail(AIFT_E_RANGE,
                          "a picture of %lld x %lld pixels: an edge that is resized has at most %d",
                          (long long)window->height, (long long)window->width, AIFT__MOST_SOURCE_EDGE);
    AIFT__TRY(aift__sample_make(to, &shape));
    if ((size_t)window->height > AIFT__SAMPLE_MOST / ((size_t)width * (size_t)window->channels))
        return aift__fail(AIFT_E_RANGE,
                          "a picture of %lld rows resized to a width of %lld needs more than %zu bytes",
                          (long long)window->height, (long long)width, AIFT__SAMPLE_MOST);
    if (filter != AIFT__FILTER_NEAREST)
        lay_out(&plan, window->channels, &memory);
    memory.base = aift__workspace_bytes(space, AIFT__MAX(memory.used, (size_t)width * sizeof(int32_t)));
    memory.used = 0;
    if (!memory.base)
        return AIFT_E_NOMEM;
    if (filter == AIFT__FILTER_NEAREST) {
        nearest(window, height, width, (int32_t *)(void *)memory.base, to->pixels);
        return AIFT_OK;
    }
    lay_out(&plan, window->channels, &memory);
    run(&plan, window, to->pixels);
    return AIFT_OK;
}

aift_status aift__picture_resize_part(aift__sample *sample, const aift__window *part, aift__filter filter,
                                      int64_t height, int64_t width, aift__workspace *space)
{
    AIFT__TRY(aift__picture_resize(part, filter, height, width, space, &space->spare));
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}
