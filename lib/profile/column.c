/* One column while its values pass. */
#include <math.h>
#include <string.h>

#include "profile/column.h"

void aift__column_init(aift__column *column, aift_context *context, size_t sketch_most)
{
    *column = (aift__column){.context = context, .sketch_most = sketch_most};
    aift__values_init(&column->values, context, AIFT__EXACT + 1); /* the last one tells that there are more */
    aift__ranks_init(&column->ranks, context);
}

void aift__column_finish(aift__column *column)
{
    if (!column->context)
        return;
    aift__values_finish(&column->values);
    aift__ranks_finish(&column->ranks);
    aift__hll_finish(&column->texts, column->context);
    aift__hll_finish(&column->numbers, column->context);
    *column = (aift__column){0};
}

void aift__sum_add(aift__sum *sum, double value)
{
    const double total = sum->sum + value;
    sum->lost += fabs(sum->sum) >= fabs(value) ? sum->sum - total + value : value - total + sum->sum;
    sum->sum = total;
}

void aift__kept_set(aift__kept *kept, const char *text, size_t size)
{
    kept->size = size;
    memcpy(kept->text, text, AIFT__MIN(size, (size_t)AIFT__TEXT_KEPT));
}

int aift__kept_compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
    const size_t n = AIFT__MIN(AIFT__MIN(a_size, b_size), (size_t)AIFT__TEXT_KEPT);
    if (n && *a != *b) /* as most do */
        return (unsigned char)*a - (unsigned char)*b;
    const int order = memcmp(a, b, n);
    return order ? order : (a_size > b_size) - (a_size < b_size);
}

unsigned aift__counted_looks(const aift__values *values, const aift__counted *item)
{
    size_t size;
    const char *text = aift__values_text(values, item, &size);
    if ((item->size & ~AIFT__SIZE_TEXT) > AIFT__TEXT_KEPT)
        return 0;
    const unsigned looks = aift__cell_looks(text, size);
    return item->size & AIFT__SIZE_TEXT ? looks & (AIFT__LOOKS_DATE | AIFT__LOOKS_DATETIME) : looks;
}

/* ---- as a sketch ---- */

/* A number that comes so many times. */
static aift_status add_number(aift__column *column, const aift__number *number, int64_t count)
{
    uint64_t bits = (uint64_t)number->whole;
    if (!number->is_whole)
        memcpy(&bits, &number->value, sizeof bits);
    aift__hll_add(&column->numbers, aift__spread(bits + (number->is_whole ? 0 : 0x9E3779B97F4A7C15u)));
    if (column->ranks.n == 0 || aift__number_compare(number, &column->least) < 0)
        column->least = *number;
    if (column->ranks.n == 0 || aift__number_compare(number, &column->most) > 0)
        column->most = *number;
    aift__sum_add(&column->sum, number->value * (double)count);
    for (int64_t i = 0; i < count; i++)
        AIFT__TRY(aift__ranks_add(&column->ranks, number->value));
    return AIFT_OK;
}

static aift_status add_to_sketch(aift__column *column, uint64_t hash, const char *text, uint32_t size,
                                 int64_t count)
{
    aift__number number;
    bool integer;
    const size_t whole = size & ~AIFT__SIZE_TEXT;
    aift__hll_add(&column->texts, hash);
    if (!column->ordered || aift__kept_compare(text, whole, column->first.text, column->first.size) < 0)
        aift__kept_set(&column->first, text, whole);
    if (!column->ordered || aift__kept_compare(text, whole, column->last.text, column->last.size) > 0)
        aift__kept_set(&column->last, text, whole);
    column->ordered = true;
    if (!column->looks)
        return AIFT_OK;
    if (!(column->looks & AIFT__LOOKS_NUMBER)) {
        const unsigned looks = aift__cell_looks(text, whole);
        column->looks &= size & AIFT__SIZE_TEXT ? looks & (AIFT__LOOKS_DATE | AIFT__LOOKS_DATETIME) : looks;
        return AIFT_OK;
    }
    if ((size & AIFT__SIZE_TEXT) || !aift__cell_number(text, whole, &number, &integer)) {
        column->looks = 0; /* nothing is a number and something else */
        return AIFT_OK;
    }
    if (!integer)
        column->looks &= ~(unsigned)AIFT__LOOKS_INTEGER;
    return add_number(column, &number, count);
}

aift_status aift__column_to_sketch(aift__column *column)
{
    const aift__values *values = &column->values;
    column->looks = ~0u;
    for (size_t i = 0; i < values->n; i++)
        column->looks &= aift__counted_looks(values, &values->items[i]);
    AIFT__TRY(aift__hll_begin(&column->texts, column->context));
    AIFT__TRY(aift__hll_begin(&column->numbers, column->context));
    column->sketch = true;
    for (size_t i = 0; i < values->n; i++) {
        const aift__counted *item = &values->items[i];
        AIFT__TRY(add_to_sketch(column, item->hash, values->texts + item->at, item->size, item->count));
    }
    return aift__values_shrink(&column->values, column->sketch_most);
}

/* ---- a block ---- */

enum { NEAR = 32 }; /* values whose slots are brought near before they are looked at */

static uint32_t size_of(const aift__value *value)
{
    return value->size | (value->text ? AIFT__SIZE_TEXT : 0);
}

static aift_status add_value(aift__column *column, const aift__block *block, const aift__value *value,
                             uint64_t hash)
{
    const char *text = block->text + value->at;
    AIFT__TRY(aift__values_add(&column->values, hash, text, size_of(value)));
    if (column->sketch)
        return add_to_sketch(column, hash, text, size_of(value), 1);
    return column->values.n > AIFT__EXACT ? aift__column_to_sketch(column) : AIFT_OK;
}

aift_status aift__column_add(aift__column *column, const aift__block *block, size_t number)
{
    const aift__value *values = aift__block_column(block, number);
    uint64_t hashes[NEAR];
    for (size_t from = 0; from < block->num_rows; from += NEAR) {
        const size_t n = AIFT__MIN(block->num_rows - from, (size_t)NEAR);
        for (size_t i = 0; i < n; i++) {
            const aift__value *value = &values[from + i];
            if (!value->there)
                continue;
            hashes[i] = aift__value_hash(block->text + value->at, value->size);
            aift__values_near(&column->values, hashes[i]);
        }
        for (size_t i = 0; i < n; i++) {
            const aift__value *value = &values[from + i];
            if (!value->there)
                continue;
            column->there++;
            AIFT__TRY(add_value(column, block, value, hashes[i]));
        }
    }
    return AIFT_OK;
}
