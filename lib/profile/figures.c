/* The figures of a column, when all its values have passed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profile/column.h"

const double aift__quantiles[AIFT__QUANTILES] = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

/* A number and how often it came. */
typedef struct numbered {
    aift__number number;
    int64_t count;
    size_t item; /* the first that is it */
} numbered;

typedef struct numbers {
    numbered *items; /* in order */
    size_t n;
    int64_t all;
} numbers;

static const char *type_of(unsigned looks)
{
    return looks & AIFT__LOOKS_INTEGER    ? "integer"
           : looks & AIFT__LOOKS_NUMBER   ? "number"
           : looks & AIFT__LOOKS_BOOLEAN  ? "boolean"
           : looks & AIFT__LOOKS_DATE     ? "date"
           : looks & AIFT__LOOKS_DATETIME ? "datetime"
                                          : "string";
}

static unsigned looks_of(const aift__column *column)
{
    unsigned looks = ~0u;
    if (column->sketch)
        return column->looks;
    for (size_t i = 0; i < column->values.n && looks; i++)
        looks &= aift__counted_looks(&column->values, &column->values.items[i]);
    return looks;
}

/* ---- numbers in order ---- */

static int by_number(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    const int order = aift__number_compare(&x->number, &y->number);
    return order ? order : (x->item > y->item) - (x->item < y->item);
}

/* Of all values: "1" and "1.0" are one number. */
static aift_status exact_numbers(const aift__column *column, numbers *out)
{
    const aift__values *values = &column->values;
    out->items = aift__malloc(column->context, values->n + 1, sizeof *out->items);
    if (!out->items)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < values->n; i++) {
        size_t size;
        bool integer;
        const char *text = aift__values_text(values, &values->items[i], &size);
        numbered *item = &out->items[i];
        *item = (numbered){.count = values->items[i].count, .item = i};
        (void)aift__cell_number(text, size, &item->number, &integer);
        out->all += item->count;
    }
    qsort(out->items, values->n, sizeof *out->items, by_number);
    for (size_t i = 0; i < values->n; i++) {
        if (out->n > 0 && aift__number_compare(&out->items[out->n - 1].number, &out->items[i].number) == 0)
            out->items[out->n - 1].count += out->items[i].count;
        else
            out->items[out->n++] = out->items[i];
    }
    return AIFT_OK;
}

static aift_status sketch_numbers(const aift__column *column, numbers *out)
{
    aift__weighted *kept;
    size_t n;
    AIFT__TRY(aift__ranks_take(&column->ranks, &kept, &n));
    out->items = aift__malloc(column->context, n + 1, sizeof *out->items);
    for (size_t i = 0; out->items && i < n; i++) {
        out->items[out->n++] = (numbered){.number.value = kept[i].value, .count = kept[i].weight};
        out->all += kept[i].weight;
    }
    aift__free(column->context, kept);
    return out->items ? AIFT_OK : AIFT_E_NOMEM;
}

/* The number of a rank, from 0. */
static double at_rank(const numbers *all, int64_t rank)
{
    size_t i = 0;
    for (int64_t behind = all->items[0].count; behind <= rank && i + 1 < all->n;)
        behind += all->items[++i].count;
    return all->items[i].number.value;
}

/* Between two ranks in proportion, as NumPy and pandas do. */
static double quantile(const numbers *all, double q)
{
    const double rank = q * (double)(all->all - 1);
    const int64_t below = (int64_t)rank;
    const double low = at_rank(all, below), part = rank - (double)below;
    if (part == 0)
        return low;
    const double high = at_rank(all, below + 1);
    return low + (high - low) * part;
}

/* ---- histogram: bins of equal width from the least to the most, which the last one has too, as NumPy's ---- */

static void count_bins(const numbers *all, int32_t bins, aift__figures *out)
{
    const double least = out->edges[0], width = out->edges[bins] - least;
    for (size_t i = 0; i < all->n; i++) {
        const double value = all->items[i].number.value;
        int32_t bin = (int32_t)((value - least) / width * bins);
        bin = bin < 0 ? 0 : bin >= bins ? bins - 1 : bin;
        if (bin > 0 && value < out->edges[bin])
            bin--;
        else if (bin + 1 < bins && value >= out->edges[bin + 1])
            bin++;
        out->counts[bin] += all->items[i].count;
    }
}

static aift_status make_histogram(const numbers *all, int32_t bins, aift__figures *out)
{
    double least = out->least.value, most = out->most.value;
    if (!isfinite(most - least))
        return AIFT_OK;
    if (most == least)
        least -= 0.5, most += 0.5;
    if (most == least) /* too large for halves */
        return AIFT_OK;
    out->edges = aift__malloc(out->context, (size_t)bins + 1, sizeof *out->edges);
    out->counts = aift__calloc(out->context, (size_t)bins, sizeof *out->counts);
    if (!out->edges || !out->counts)
        return AIFT_E_NOMEM;
    for (int32_t i = 0; i <= bins; i++)
        out->edges[i] = i == bins ? most : least + (most - least) / bins * i;
    count_bins(all, bins, out);
    return AIFT_OK;
}

/* ---- the most frequent ---- */

static void offer(aift__figures *out, size_t most, size_t item, int64_t count)
{
    size_t i = out->num_top;
    if (i == most && (most == 0 || count <= out->top[i - 1].count))
        return;
    if (i < most)
        out->num_top++;
    else
        i--;
    for (; i > 0 && out->top[i - 1].count < count; i--)
        out->top[i] = out->top[i - 1];
    out->top[i] = (aift__top){item, count};
}

static int by_item(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    return (x->item > y->item) - (x->item < y->item);
}

/* Of equals that which came first. `all` is NULL for texts, and is reordered. */
static aift_status make_top(const aift__column *column, numbers *all, int32_t most, aift__figures *out)
{
    out->top = aift__malloc(out->context, (size_t)most + 1, sizeof *out->top);
    if (!out->top)
        return AIFT_E_NOMEM;
    if (all)
        qsort(all->items, all->n, sizeof *all->items, by_item);
    for (size_t i = 0; all && i < all->n; i++)
        offer(out, (size_t)most, all->items[i].item, all->items[i].count);
    for (size_t i = 0; !all && i < column->values.n; i++) {
        const aift__counted *item = &column->values.items[i];
        if (item->count > item->missed) /* else nobody knows that it is frequent */
            offer(out, (size_t)most, i, item->count);
    }
    return AIFT_OK;
}

/* ---- all together ---- */

static aift_status make_numbers(const aift__column *column, const aift_profile_options *options, numbers *all,
                                aift__figures *out)
{
    aift__sum sum = column->sum;
    AIFT__TRY(column->sketch ? sketch_numbers(column, all) : exact_numbers(column, all));
    out->numeric = true;
    out->distinct = column->sketch ? llround(aift__hll_count(&column->numbers)) : (int64_t)all->n;
    out->least = column->sketch ? column->least : all->items[0].number;
    out->most = column->sketch ? column->most : all->items[all->n - 1].number;
    for (size_t i = 0; !column->sketch && i < all->n; i++)
        aift__sum_add(&sum, all->items[i].number.value * (double)all->items[i].count);
    out->mean = (sum.sum + sum.lost) / (double)column->there;
    for (size_t i = 0; i < AIFT__QUANTILES; i++)
        out->quantiles[i] = quantile(all, aift__quantiles[i]);
    AIFT__TRY(make_histogram(all, options->bins, out));
    return make_top(column, column->sketch ? NULL : all, options->top, out);
}

static aift_status make_texts(const aift__column *column, const aift_profile_options *options,
                              aift__figures *out)
{
    const aift__values *values = &column->values;
    out->texts = strcmp(out->type, "boolean") != 0;
    out->distinct = column->sketch ? llround(aift__hll_count(&column->texts)) : (int64_t)values->n;
    out->first = column->first;
    out->last = column->last;
    for (size_t i = 0; !column->sketch && i < values->n; i++) {
        const char *text = values->texts + values->items[i].at;
        const size_t size = values->items[i].size & ~AIFT__SIZE_TEXT;
        if (i == 0 || aift__kept_compare(text, size, out->first.text, out->first.size) < 0)
            aift__kept_set(&out->first, text, size);
        if (i == 0 || aift__kept_compare(text, size, out->last.text, out->last.size) > 0)
            aift__kept_set(&out->last, text, size);
    }
    return make_top(column, NULL, options->top, out);
}

aift_status aift__figures_make(const aift__column *column, const aift_profile_options *options,
                               aift__figures *out)
{
    *out = (aift__figures){.context = column->context, .type = "null"};
    if (column->there == 0)
        return AIFT_OK;
    const unsigned looks = looks_of(column);
    out->type = type_of(looks);
    if (!(looks & AIFT__LOOKS_NUMBER))
        return make_texts(column, options, out);
    numbers all = {0};
    const aift_status status = make_numbers(column, options, &all, out);
    aift__free(column->context, all.items);
    return status;
}

void aift__figures_finish(aift__figures *figures)
{
    if (!figures->context)
        return;
    aift__free(figures->context, figures->edges);
    aift__free(figures->context, figures->counts);
    aift__free(figures->context, figures->top);
    *figures = (aift__figures){0};
}
