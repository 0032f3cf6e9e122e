/* Scores of use cases by RICE, WSJF, ICE or a weighted matrix, and their order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "lifecycle/rank.h"

static const aift__rank_method methods[] = {
    {"rice",
     {{"reach"}, {"impact", 0.25, 3}, {"confidence", 0.5, 1}, {"effort", .divides = true}},
     4,
     AIFT__RANK_PRODUCT},
    {"wsjf",
     {{"business_value"}, {"time_criticality"}, {"risk_reduction"}, {"job_size", .divides = true}},
     4,
     AIFT__RANK_SUM},
    {"ice", {{"ice_impact", 1, 10}, {"ice_confidence", 1, 10}, {"ease", 1, 10}}, 3, AIFT__RANK_PRODUCT},
};

const aift__rank_method *aift__rank_method_find(const char *name)
{
    for (size_t i = 0; i < AIFT__COUNT(methods); i++)
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    return NULL;
}

/* ---- what the portfolio knows ---- */

void aift__rank_ranges(const aift__rank_method *m, size_t rows, const double *values, aift__rank_range *known)
{
    for (size_t i = 0; i < m->n; i++)
        known[i] = (aift__rank_range){INFINITY, -INFINITY};
    for (size_t row = 0; row < rows; row++, values += m->n)
        for (size_t i = 0; i < m->n; i++) { /* a NaN is neither */
            known[i].least = values[i] < known[i].least ? values[i] : known[i].least;
            known[i].most = values[i] > known[i].most ? values[i] : known[i].most;
        }
    for (size_t i = 0; i < m->n; i++)
        if (known[i].least > known[i].most)
            known[i] = (aift__rank_range){NAN, NAN};
}

static aift_status refuse(const aift__rank_method *m, const char *id, size_t input, double x,
                          const char *expected)
{
    char number[32];
    return aift__fail(AIFT_E_RANGE, AIFT__RECORD "%s: scores.%s%s is %s: expected a number %s", id,
                      m->kind == AIFT__RANK_WEIGHTED ? "criteria." : "", m->inputs[input].name,
                      aift__dtoa(number, x), expected);
}

static aift_status check(const aift__rank_method *m, const aift__rank_row *portfolio, size_t rows,
                         const double *values)
{
    for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < m->n; i++) {
            const double x = values[row * m->n + i];
            const bool free = m->kind == AIFT__RANK_WEIGHTED && !m->inputs[i].cost;
            if (m->inputs[i].divides && x <= 0)
                return refuse(m, portfolio[row].id, i, x, "above 0");
            if (isinf(x) || (!free && x < 0))
                return refuse(m, portfolio[row].id, i, x, "of 0 or more");
        }
    return AIFT_OK;
}

/* ---- scores ---- */

/* The least or the most that an input can be for the score. */
static double bound(const aift__rank_input *input, const aift__rank_range *known, double x, bool high)
{
    if (!isnan(x))
        return x;
    const bool most = high != input->divides;
    if (input->least != 0 || input->most != 0)
        return most ? input->most : input->least;
    return most ? known->most : known->least;
}

double aift__rank_normalised(const aift__rank_input *input, const aift__rank_range *known, double x,
                             bool high)
{
    if (!(known->most > known->least))
        return 0;
    if (isnan(x))
        return high ? 1 : 0;
    const double n = (x - known->least) / (known->most - known->least);
    return input->cost ? 1 - n : n;
}

double aift__rank_score(const aift__rank_method *m, const double *weights, const aift__rank_range *known,
                        const double *x, bool high)
{
    double result = m->kind == AIFT__RANK_PRODUCT ? 1 : 0, by = 1, sum = 0;
    for (size_t i = 0; i < m->n; i++)
        if (m->kind == AIFT__RANK_WEIGHTED) {
            result += weights[i] * aift__rank_normalised(&m->inputs[i], &known[i], x[i], high);
            sum += weights[i];
        } else if (m->inputs[i].divides) {
            by = bound(&m->inputs[i], &known[i], x[i], high);
        } else if (m->kind == AIFT__RANK_SUM) {
            result += bound(&m->inputs[i], &known[i], x[i], high);
        } else {
            result *= bound(&m->inputs[i], &known[i], x[i], high);
        }
    return m->kind == AIFT__RANK_WEIGHTED ? result / sum : result / by;
}

/* ---- the order ---- */

/* NaN is behind all numbers. */
static int descending(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return (a < b) - (a > b);
}

typedef struct place {
    double low;
    const aift__rank_row *row;
} place;

static int better_first(const void *a, const void *b)
{
    const place *x = a, *y = b;
    int order = descending(x->low, y->low);
    if (order == 0)
        order = descending(-x->row->effort, -y->row->effort);
    if (order == 0)
        order = descending(x->row->confidence, y->row->confidence);
    if (order == 0)
        order = (x->row->created > y->row->created) - (x->row->created < y->row->created);
    return order ? order : strcmp(x->row->id, y->row->id);
}

static aift__ranked rate(const aift__rank_method *m, const double *weights, const aift__rank_range *known,
                         const double *values, size_t row)
{
    const double *x = values + row * m->n;
    aift__ranked item = {.row = row,
                         .low = aift__rank_score(m, weights, known, x, false),
                         .high = aift__rank_score(m, weights, known, x, true)};
    for (size_t i = 0; i < m->n; i++)
        item.missing |= isnan(x[i]) ? (uint64_t)1 << i : 0;
    return item;
}

/* The least score among the first `most`; `spare` is room for all. */
static double score_of_last(const place *places, size_t rows, size_t most, double *spare)
{
    for (size_t i = 0; i < rows; i++)
        spare[i] = isnan(places[i].low) ? INFINITY : -places[i].low;
    aift__select(spare, rows, most - 1);
    return -spare[most - 1];
}

/* Leaves those that can be among the first `most`, and sorts them; how many. */
static size_t sort(place *places, size_t rows, size_t most, double *spare)
{
    size_t n = rows;
    if (most > 0 && most < rows) {
        const double least = score_of_last(places, rows, most, spare);
        n = 0;
        for (size_t i = 0; i < rows; i++)
            if (places[i].low >= least || isinf(least))
                places[n++] = places[i];
    }
    qsort(places, n, sizeof *places, better_first);
    return n;
}

aift_status aift__rank(aift_context *context, const aift__rank_method *method, const aift__rank_range *known,
                       const aift__rank_row *portfolio, size_t rows, const double *values, size_t most,
                       aift__ranked *out)
{
    double weights[AIFT__RANK_INPUTS];
    AIFT__TRY(check(method, portfolio, rows, values));
    place *places = aift__malloc(context, rows, sizeof *places);
    double *spare = aift__malloc(context, rows, sizeof *spare);
    for (size_t i = 0; i < method->n; i++)
        weights[i] = method->inputs[i].weight;
    for (size_t row = 0; places && row < rows; row++)
        places[row] = (place){aift__rank_score(method, weights, known, values + row * method->n, false),
                              &portfolio[row]};
    const size_t n = places && spare ? AIFT__MIN(sort(places, rows, most, spare), most) : 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = rate(method, weights, known, values, (size_t)(places[i].row - portfolio));
        out[i].rank = i > 0 && descending(out[i - 1].low, out[i].low) == 0 ? out[i - 1].rank : (int64_t)i + 1;
    }
    const aift_status status = places && spare ? AIFT_OK : AIFT_E_NOMEM;
    aift__free(context, places);
    aift__free(context, spare);
    return status;
}
