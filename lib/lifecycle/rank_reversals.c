/* Which pairs of use cases change their order when an input, or a weight, was somewhat wrong. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "lifecycle/rank.h"

typedef struct scored {
    double score, after;
    size_t row;
} scored;

typedef struct search {
    aift_context *context;
    const aift__rank_method *method;
    const double *values;
    size_t rows;
    const aift__rank_range *known;
    double weights[AIFT__RANK_INPUTS];
    scored *order, *spare; /* best first; what is not known is left out */
    size_t n;
    aift__reversal change; /* that is tried */
    aift__reversal *found;
    size_t n_found, room, n_all;
} search;

static aift_status keep(search *s, size_t a, size_t b)
{
    if (s->n_found == s->room) {
        const size_t room = s->room ? 2 * s->room : 64;
        aift__reversal *more = aift__realloc(s->context, s->found, room, sizeof *more);
        if (!more)
            return AIFT_E_NOMEM;
        s->found = more;
        s->room = room;
    }
    s->change.a = a;
    s->change.b = b;
    s->found[s->n_found++] = s->change;
    return AIFT_OK;
}

/* A row changes its order with those at these places: it was behind them, or before. Of too many the number alone is told. */
static aift_status note(search *s, size_t first, size_t end, size_t row, bool behind)
{
    s->n_all += end - first;
    for (size_t i = first; i < end && s->n_found < AIFT__MAX_REVERSALS; i++)
        AIFT__TRY(behind ? keep(s, s->order[i].row, row) : keep(s, row, s->order[i].row));
    return AIFT_OK;
}

static double score_of(const search *s, const double *x)
{
    return aift__rank_score(s->method, s->weights, s->known, x, false);
}

/* Where scores were equal, the order afterwards: such pairs are not turned round. */
static int best_first(const void *a, const void *b)
{
    const scored *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->after < y->after) - (x->after > y->after);
}

static void sort(search *s)
{
    s->n = 0;
    for (size_t row = 0; row < s->rows; row++) {
        const double score = score_of(s, s->values + row * s->method->n);
        if (!isnan(score))
            s->order[s->n++] = (scored){score, 0, row};
    }
    qsort(s->order, s->n, sizeof *s->order, best_first);
}

/* ---- one use case's score changes ---- */

/* The first place whose score is at most, or below, this. */
static size_t place_of(const search *s, double score, bool below)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (s->order[middle].score > score || (below && s->order[middle].score == score))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static aift_status move(search *s, size_t row, double from, double to)
{
    const bool up = to > from;
    const size_t first = up ? place_of(s, to, true) : place_of(s, from, true);
    const size_t end = up ? place_of(s, from, false) : place_of(s, to, false);
    return first < end ? note(s, first, end, row, up) : AIFT_OK;
}

static aift_status change_rows(search *s, double share)
{
    double x[AIFT__RANK_INPUTS];
    sort(s);
    for (size_t row = 0; row < s->rows; row++)
        for (size_t i = 0; i < s->method->n; i++)
            for (int up = 0; up < 2; up++) {
                const double factor = up ? 1 + share : 1 - share;
                memcpy(x, s->values + row * s->method->n, s->method->n * sizeof *x);
                const double from = score_of(s, x);
                x[i] *= factor;
                const double to = score_of(s, x);
                s->change = (aift__reversal){i, row, factor, 0, 0};
                if (!isnan(from) && !isnan(to))
                    AIFT__TRY(move(s, row, from, to));
            }
    return AIFT_OK;
}

/* ---- a weight changes: every score does ---- */

/* Merges two halves by the scores afterwards, the best first: whoever overtakes changes order with all that are left. */
static aift_status merge(search *s, size_t begin, size_t middle, size_t end)
{
    size_t a = begin, b = middle, to = begin;
    while (a < middle || b < end) {
        const bool left = b == end || (a < middle && s->order[a].after >= s->order[b].after);
        if (!left)
            AIFT__TRY(note(s, a, middle, s->order[b].row, true));
        s->spare[to++] = s->order[left ? a++ : b++];
    }
    memcpy(s->order + begin, s->spare + begin, (end - begin) * sizeof *s->order);
    return AIFT_OK;
}

static aift_status merge_sort(search *s, size_t begin, size_t end)
{
    if (end - begin < 2)
        return AIFT_OK;
    const size_t middle = begin + (end - begin) / 2;
    AIFT__TRY(merge_sort(s, begin, middle));
    AIFT__TRY(merge_sort(s, middle, end));
    return merge(s, begin, middle, end);
}

static aift_status change_weights(search *s, double share)
{
    for (size_t i = 0; i < s->method->n; i++)
        for (int up = 0; up < 2; up++) {
            const double weight = s->weights[i], factor = up ? 1 + share : 1 - share;
            sort(s);
            s->weights[i] = weight * factor; /* scores divide by the sum */
            for (size_t k = 0; k < s->n; k++)
                s->order[k].after = score_of(s, s->values + s->order[k].row * s->method->n);
            s->weights[i] = weight;
            qsort(s->order, s->n, sizeof *s->order, best_first);
            s->change = (aift__reversal){i, s->rows, factor, 0, 0};
            AIFT__TRY(merge_sort(s, 0, s->n));
        }
    return AIFT_OK;
}

aift_status aift__rank_reversals(aift_context *context, const aift__rank_method *method,
                                 const aift__rank_range *known, size_t rows, const double *values,
                                 double share, aift__reversal **out, size_t *n, size_t *all)
{
    search s = {.context = context, .method = method, .values = values, .rows = rows, .known = known};
    char number[32];
    *out = NULL;
    *n = *all = 0;
    if (!(share > 0) || !(share < 1))
        return aift__fail(AIFT_E_RANGE, "sensitivity is %s: expected a share above 0 and below 1",
                          aift__dtoa(number, share));
    s.order = aift__malloc(context, rows, sizeof *s.order);
    s.spare = aift__malloc(context, rows, sizeof *s.spare);
    aift_status status = s.order && s.spare ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < method->n; i++)
        s.weights[i] = method->inputs[i].weight;
    if (status == AIFT_OK)
        status = method->kind == AIFT__RANK_WEIGHTED ? change_weights(&s, share) : change_rows(&s, share);
    aift__free(context, s.order);
    aift__free(context, s.spare);
    if (status != AIFT_OK) {
        aift__free(context, s.found);
        return status;
    }
    *out = s.found;
    *n = s.n_found;
    *all = s.n_all;
    return AIFT_OK;
}
