/* Splitting a data set at random, in two parts of given sizes. */
#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/number.h"
#include "base/philox.h"
#include "data/dataset.h"

/* A value of the column whose shares are kept. */
typedef struct stratum {
    uint64_t rows, remainder; /* of its share of the test rows, in parts of all rows */
    uint64_t test;            /* how many of its rows go to the test part */
    size_t number;
} stratum;

typedef struct split {
    const aift_dataset *dataset;
    aift_context *context;
    size_t n, num_test;
    size_t *order;   /* the rows, shuffled; then the train rows followed by the test rows */
    size_t *scratch; /* n of them */
    uint32_t *of;    /* the stratum of each row */
    stratum *strata;
    size_t num_strata, cap_strata;
} split;

/* Fisher and Yates' shuffle on a stream of its own: part of the contract, since the seed is the split. */
static void shuffle(split *s, uint64_t seed)
{
    aift__rng rng;
    aift__rng_init(&rng, seed, aift__name_key("train_test_split"));
    for (size_t i = 0; i < s->n; i++)
        s->order[i] = i;
    for (size_t i = s->n - 1; i > 0; i--) {
        size_t j = (size_t)aift__rng_below(&rng, i + 1), kept = s->order[i];
        s->order[i] = s->order[j];
        s->order[j] = kept;
    }
}

static aift_status count_value(split *s, aift__map *map, int64_t *missing, size_t row, size_t column)
{
    size_t size;
    const char *value = aift_dataset_value(s->dataset, row, column, &size);
    int64_t number = *missing;
    if (value ? !aift__map_get(map, value, size, &number) : number < 0) {
        number = (int64_t)s->num_strata;
        AIFT__TRY(AIFT__RESERVE(s->context, s->strata, s->num_strata, s->cap_strata));
        s->strata[s->num_strata++] = (stratum){.number = (size_t)number};
        if (value)
            AIFT__TRY(aift__map_put(map, value, size, number, NULL));
        else
            *missing = number;
    }
    s->strata[number].rows++;
    s->of[row] = (uint32_t)number;
    return AIFT_OK;
}

static aift_status count_strata(split *s, const char *name)
{
    size_t column = 0;
    int64_t missing = -1; /* the stratum of the rows without a value */
    if (name)
        AIFT__TRY(aift__dataset_need_column(s->dataset, name, &column));
    aift__map *map = aift__map_create(s->context);
    aift_status status = map ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t row = 0; row < s->n && status == AIFT_OK; row++)
        status = count_value(s, map, &missing, row, name ? column : SIZE_MAX); /* no column: one stratum */
    aift__map_destroy(map);
    return status;
}

static int by_remainder(const void *a, const void *b)
{
    const stratum *x = a, *y = b;
    if (x->remainder != y->remainder)
        return x->remainder > y->remainder ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static int by_number(const void *a, const void *b)
{
    const stratum *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Shares by largest remainder. While it is possible every stratum keeps a row for training: a label that only
 * the test part had could not be learnt. */
static void share_out(split *s)
{
    uint64_t left = s->num_test;
    for (size_t i = 0; i < s->num_strata; i++) {
        stratum *t = &s->strata[i];
        uint64_t parts = t->rows * s->num_test; /* AIFT__ROWS_MAX squared fits */
        t->test = AIFT__MIN(parts / s->n, t->rows - 1);
        t->remainder = parts % s->n;
        left -= t->test;
    }
    qsort(s->strata, s->num_strata, sizeof *s->strata, by_remainder);
    for (uint64_t kept = 1; left > 0;) {
        uint64_t before = left;
        for (size_t i = 0; i < s->num_strata && left > 0; i++)
            if (s->strata[i].test + kept < s->strata[i].rows)
                s->strata[i].test++, left--;
        if (left == before)
            kept = 0;
    }
    qsort(s->strata, s->num_strata, sizeof *s->strata, by_number);
}

/* Of each stratum the first rows of the shuffled order go to the test part. */
static void divide(split *s)
{
    size_t train = 0, test = 0;
    for (size_t i = 0; i < s->n; i++) {
        stratum *t = &s->strata[s->of[s->order[i]]];
        if (t->test > 0) {
            t->test--;
            s->scratch[test++] = s->order[i];
        } else
            s->order[train++] = s->order[i];
    }
    for (size_t i = 0; i < test; i++)
        s->order[train + i] = s->scratch[i];
}

static aift_status order_rows(split *s, uint64_t seed, const char *column)
{
    s->order = aift__malloc(s->context, s->n, sizeof *s->order);
    s->scratch = aift__malloc(s->context, s->n, sizeof *s->scratch);
    s->of = aift__malloc(s->context, s->n, sizeof *s->of);
    if (!s->order || !s->scratch || !s->of)
        return AIFT_E_NOMEM;
    AIFT__TRY(count_strata(s, column));
    share_out(s);
    shuffle(s, seed);
    divide(s);
    return AIFT_OK;
}

aift_status aift__dataset_split_rows(const aift_dataset *dataset, double test_size, uint64_t seed,
                                     const char *stratify_column, size_t **rows, size_t *num_train)
{
    *rows = NULL;
    *num_train = 0;
    split s = {.dataset = dataset, .context = dataset->table->context, .n = dataset->num_rows};
    if (!(test_size > 0 && test_size < 1)) {
        char number[32];
        return aift__fail(AIFT_E_RANGE, "test_size is %s: it must lie between 0 and 1",
                          aift__dtoa_short(number, test_size, 6));
    }
    if (s.n < 2)
        return aift__fail(AIFT_E_INVALID, "a data set of %zu rows cannot be split: two are the least", s.n);
    double share = ceil(test_size * (double)s.n - 1e-9); /* 0.1 of 30 rows are 3, however 0.1 is rounded */
    s.num_test = AIFT__MAX(1, AIFT__MIN((size_t)AIFT__MAX(share, 1.0), s.n - 1));
    const aift_status status = order_rows(&s, seed, stratify_column);
    if (status == AIFT_OK) {
        *rows = s.order;
        *num_train = s.n - s.num_test;
    } else {
        aift__free(s.context, s.order);
    }
    aift__free(s.context, s.scratch);
    aift__free(s.context, s.of);
    aift__free(s.context, s.strata);
    return status;
}

aift_status aift_dataset_train_test_split(const aift_dataset *dataset, double test_size, uint64_t seed,
                                          const char *stratify_column, aift_dataset **train,
                                          aift_dataset **test)
{
    size_t *rows, n;
    *train = *test = NULL;
    AIFT__TRY(aift__dataset_split_rows(dataset, test_size, seed, stratify_column, &rows, &n));
    aift_status status = aift_dataset_select(dataset, rows, n, train);
    if (status == AIFT_OK)
        status = aift_dataset_select(dataset, rows + n, dataset->num_rows - n, test);
    if (status != AIFT_OK) {
        aift_dataset_release(*train);
        *train = NULL;
    }
    aift__free(dataset->table->context, rows);
    return status;
}
