/* What is counted of one column while its values pass, and the figures at the end. */
#ifndef AIFT_LIB_PROFILE_COLUMN_H
#define AIFT_LIB_PROFILE_COLUMN_H

#include "profile/cell.h"
#include "profile/rows.h"
#include "profile/sketch.h"
#include "profile/values.h"

enum { AIFT__EXACT = 100000 /* distinct values of a column */ };

/* A text of which AIFT__TEXT_KEPT bytes are kept. */
typedef struct aift__kept {
    char text[AIFT__TEXT_KEPT];
    size_t size; /* of the whole */
} aift__kept;

/* A sum of doubles that loses nothing to the order of their sizes (Neumaier 1974). */
typedef struct aift__sum {
    double sum, lost;
} aift__sum;

typedef struct aift__column {
    aift_context *context;
    int64_t there; /* values that are no nulls */
    aift__values values;
    size_t sketch_most; /* values in a sketch */
    /* Of a sketch; else all of that is made of `values` at the end. */
    bool sketch;
    unsigned looks; /* what all values so far look like */
    aift__hll texts, numbers;
    aift__ranks ranks;
    aift__sum sum;
    aift__number least, most;
    aift__kept first, last; /* in the order of texts */
    bool ordered;           /* there are such */
} aift__column;

void aift__column_init(aift__column *column, aift_context *context, size_t sketch_most);
void aift__column_finish(aift__column *column);
aift_status aift__column_add(aift__column *column, const aift__block *block, size_t number);
/* From now on it is a sketch. */
aift_status aift__column_to_sketch(aift__column *column);

unsigned aift__counted_looks(const aift__values *values, const aift__counted *item);
void aift__sum_add(aift__sum *sum, double value);
void aift__kept_set(aift__kept *kept, const char *text, size_t size);
/* As memcmp of two texts. */
int aift__kept_compare(const char *a, size_t a_size, const char *b, size_t b_size);

/* ---- at the end ---- */

enum { AIFT__QUANTILES = 7 };
extern const double aift__quantiles[AIFT__QUANTILES];

typedef struct aift__top {
    size_t item; /* in the column's values */
    int64_t count;
} aift__top;

typedef struct aift__figures {
    aift_context *context;
    const char *type;
    int64_t distinct;
    bool numeric; /* least, most, mean and quantiles are there */
    bool texts;   /* first and last are there */
    aift__number least, most;
    aift__kept first, last;
    double mean, quantiles[AIFT__QUANTILES];
    double *edges;   /* bins + 1; NULL: no histogram */
    int64_t *counts; /* bins */
    aift__top *top;
    size_t num_top;
} aift__figures;

aift_status aift__figures_make(const aift__column *column, const aift_profile_options *options,
                               aift__figures *out);
void aift__figures_finish(aift__figures *figures); /* zeroed figures are accepted */

/* The profile as JSON; `columns` and `figures` are as many as the rows have. */
typedef struct aift__profile {
    const aift__table_rows *rows;
    const aift__column *columns;
    const aift__figures *figures;
    int32_t bins;
    double seconds;
} aift__profile;
aift_status aift__profile_write(const aift__profile *profile, aift_text **out);

#endif
