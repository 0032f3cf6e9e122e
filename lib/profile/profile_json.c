/* A profile as JSON. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/unicode.h"
#include "profile/column.h"

static aift__json *number_of(const aift__number *number)
{
    return number->is_whole ? aift__json_new_int(number->whole) : aift__json_new_real(number->value);
}

/* What is kept of a text, whole characters. */
static aift__json *text_of(const char *text, size_t size)
{
    size_t n = AIFT__MIN(size, (size_t)AIFT__TEXT_KEPT);
    if (size > n)
        n = aift__utf8_valid(text, n);
    return aift__json_new_text(text, n);
}

/* A value as its column's type has it. */
static aift__json *value_of(const aift__figures *figures, const char *text, size_t size)
{
    aift__number number;
    bool integer;
    if (figures->numeric && size <= AIFT__TEXT_KEPT && aift__cell_number(text, size, &number, &integer))
        return number_of(&number);
    if (strcmp(figures->type, "boolean") == 0)
        return aift__json_new_bool(*text == 't' || *text == 'T');
    return text_of(text, size);
}

static aift_status set_distinct(aift__json *object, const aift__column *column, const aift__figures *figures)
{
    aift__json *distinct = aift__json_new_object();
    AIFT__TRY(aift__json_set(object, "distinct", distinct));
    distinct = aift__json_member(object, "distinct");
    AIFT__TRY(aift__json_set(distinct, "value", aift__json_new_int(figures->distinct)));
    return aift__json_set(distinct, "approx", aift__json_new_bool(column->sketch));
}

static aift_status set_range(aift__json *object, const aift__figures *f)
{
    aift__json *least = f->numeric ? number_of(&f->least)
                        : f->texts ? text_of(f->first.text, f->first.size)
                                   : aift__json_new_null();
    AIFT__TRY(aift__json_set(object, "min", least));
    aift__json *most = f->numeric ? number_of(&f->most)
                       : f->texts ? text_of(f->last.text, f->last.size)
                                  : aift__json_new_null();
    AIFT__TRY(aift__json_set(object, "max", most));
    return aift__json_set(object, "mean", f->numeric ? aift__json_new_real(f->mean) : aift__json_new_null());
}

static aift_status set_quantiles(aift__json *object, const aift__figures *figures)
{
    if (!figures->numeric)
        return aift__json_set(object, "quantiles", aift__json_new_null());
    AIFT__TRY(aift__json_set(object, "quantiles", aift__json_new_object()));
    aift__json *quantiles = aift__json_member(object, "quantiles");
    for (size_t i = 0; i < AIFT__QUANTILES; i++) {
        char name[32];
        AIFT__TRY(aift__json_set(quantiles, aift__dtoa(name, aift__quantiles[i]),
                                 aift__json_new_real(figures->quantiles[i])));
    }
    return AIFT_OK;
}

static aift_status set_histogram(aift__json *object, const aift__figures *figures, int32_t bins)
{
    if (!figures->edges)
        return aift__json_set(object, "histogram", aift__json_new_null());
    AIFT__TRY(aift__json_set(object, "histogram", aift__json_new_object()));
    aift__json *histogram = aift__json_member(object, "histogram");
    AIFT__TRY(aift__json_set(histogram, "edges", aift__json_new_array()));
    AIFT__TRY(aift__json_set(histogram, "counts", aift__json_new_array()));
    aift__json *edges = aift__json_member(histogram, "edges"),
               *counts = aift__json_member(histogram, "counts");
    for (int32_t i = 0; i <= bins; i++)
        AIFT__TRY(aift__json_push(edges, aift__json_new_real(figures->edges[i])));
    for (int32_t i = 0; i < bins; i++)
        AIFT__TRY(aift__json_push(counts, aift__json_new_int(figures->counts[i])));
    return AIFT_OK;
}

static aift_status set_top(aift__json *object, const aift__column *column, const aift__figures *figures)
{
    AIFT__TRY(aift__json_set(object, "top", aift__json_new_array()));
    aift__json *top = aift__json_member(object, "top");
    for (size_t i = 0; i < figures->num_top; i++) {
        const aift__counted *item = &column->values.items[figures->top[i].item];
        const size_t size = item->size & ~AIFT__SIZE_TEXT;
        AIFT__TRY(aift__json_push(top, aift__json_new_object()));
        aift__json *one = aift__json_element(top, i);
        AIFT__TRY(aift__json_set(one, "value", value_of(figures, column->values.texts + item->at, size)));
        AIFT__TRY(aift__json_set(one, "count", aift__json_new_int(figures->top[i].count)));
        if (size > AIFT__TEXT_KEPT)
            AIFT__TRY(aift__json_set(one, "cut", aift__json_new_bool(true)));
        if (item->missed > 0)
            AIFT__TRY(aift__json_set(one, "missed", aift__json_new_int(item->missed)));
    }
    return AIFT_OK;
}

static aift_status set_column(aift__json *object, const aift__profile *profile, size_t i)
{
    const aift__column *column = &profile->columns[i];
    const aift__figures *figures = &profile->figures[i];
    AIFT__TRY(aift__json_set(object, "name", aift__json_new_string(profile->rows->columns[i])));
    AIFT__TRY(aift__json_set(object, "type", aift__json_new_string(figures->type)));
    AIFT__TRY(aift__json_set(object, "nulls", aift__json_new_int(profile->rows->num_rows - column->there)));
    AIFT__TRY(set_distinct(object, column, figures));
    AIFT__TRY(set_range(object, figures));
    AIFT__TRY(set_quantiles(object, figures));
    AIFT__TRY(set_histogram(object, figures, profile->bins));
    AIFT__TRY(set_top(object, column, figures));
    return aift__json_set(object, "approx", aift__json_new_bool(column->sketch));
}

static aift_status fill(aift__json *root, const aift__profile *profile)
{
    AIFT__TRY(aift__json_set(root, "rows", aift__json_new_int(profile->rows->num_rows)));
    AIFT__TRY(aift__json_set(root, "bytes", aift__json_new_int(profile->rows->bytes)));
    AIFT__TRY(aift__json_set(root, "seconds", aift__json_new_real(profile->seconds)));
    AIFT__TRY(aift__json_set(root, "peak_rss_bytes", aift__json_new_int(aift__clock_peak_rss())));
    AIFT__TRY(aift__json_set(root, "columns", aift__json_new_array()));
    aift__json *columns = aift__json_member(root, "columns");
    for (size_t i = 0; i < profile->rows->num_columns; i++) {
        AIFT__TRY(aift__json_push(columns, aift__json_new_object()));
        AIFT__TRY(set_column(aift__json_element(columns, i), profile, i));
    }
    return AIFT_OK;
}

aift_status aift__profile_write(const aift__profile *profile, aift_text **out)
{
    aift_context *context = profile->rows->context;
    aift__json *root = aift__json_new_object();
    char *text = NULL;
    *out = NULL;
    aift_status status = root ? fill(root, profile) : aift__fail_nomem(sizeof root);
    if (status == AIFT_OK)
        status = aift__json_write(context, root, 0, &text);
    aift__json_free(root);
    return status == AIFT_OK ? aift__text_take(context, text, strlen(text), out) : status;
}
