/* Impact and effort of use cases, and on which side of the portfolio's middle they are. */
#include <math.h>
#include <string.h>

#include "lifecycle/rank.h"

const char *const aift__quadrant_names[] = {
    [AIFT__QUADRANT_NONE] = NULL, [AIFT__QUICK_WIN] = "quick_win", [AIFT__MAJOR_PROJECT] = "major_project",
    [AIFT__FILL_IN] = "fill_in",  [AIFT__THANKLESS] = "thankless",
};

/* ---- the axes ---- */

/* Of the weighted matrix: what its costs, or its other criteria, give of 1. NaN where one is not known, or there is none. */
static double part(const aift__rank_method *m, const aift__rank_range *known, const double *x, bool cost)
{
    double sum = 0, weights = 0;
    for (size_t i = 0; i < m->n; i++)
        if (m->inputs[i].cost == cost) {
            const double good =
                isnan(x[i]) ? NAN : aift__rank_normalised(&m->inputs[i], &known[i], x[i], true);
            sum += m->inputs[i].weight * (cost ? 1 - good : good);
            weights += m->inputs[i].weight;
        }
    return sum / weights; /* 0 / 0 is NaN */
}

static void weighted(const aift__rank_method *m, const aift__rank_range *known, const aift__rank_row *row,
                     const double *x, double *impact, double *effort)
{
    bool costs = false;
    for (size_t i = 0; i < m->n; i++)
        costs |= m->inputs[i].cost;
    *impact = part(m, known, x, false);
    *effort = costs ? part(m, known, x, true) : row->effort;
}

/* The input that is the opposite of effort; m->n: there is none. */
static size_t find_ease(const aift__rank_method *m)
{
    size_t i = 0;
    while (i < m->n && strcmp(m->inputs[i].name, "ease") != 0)
        i++;
    return i;
}

static void divided(const aift__rank_method *m, size_t ease, const double *x, double *impact, double *effort)
{
    *impact = m->kind == AIFT__RANK_PRODUCT ? 1 : 0;
    for (size_t i = 0; i < m->n; i++)
        if (m->inputs[i].divides)
            *effort = x[i];
        else if (i == ease)
            *effort = 11 - x[i]; /* on the same scale of 1 to 10 */
        else
            *impact = m->kind == AIFT__RANK_PRODUCT ? *impact * x[i] : *impact + x[i];
}

/* ---- medians ---- */

/* Of what is known; `spare` is room for all. */
static double median(const double *values, size_t rows, double *spare)
{
    size_t n = 0;
    for (size_t i = 0; i < rows; i++)
        if (!isnan(values[i]))
            spare[n++] = values[i];
    if (n == 0)
        return NAN;
    aift__select(spare, n, n / 2);
    double below = spare[0];
    for (size_t i = 1; i < n / 2; i++)
        below = fmax(below, spare[i]);
    return n % 2 ? spare[n / 2] : below / 2 + spare[n / 2] / 2;
}

void aift__rank_axes_free(aift_context *context, aift__rank_axes *axes)
{
    aift__free(context, axes->impact);
    aift__free(context, axes->effort);
    *axes = (aift__rank_axes){.impact = NULL};
}

aift_status aift__rank_axes_make(aift_context *context, const aift__rank_method *m,
                                 const aift__rank_range *known, const aift__rank_row *portfolio, size_t rows,
                                 const double *values, aift__rank_axes *out)
{
    double *spare = aift__malloc(context, rows, sizeof *spare);
    *out = (aift__rank_axes){.impact = aift__malloc(context, rows, sizeof *spare),
                             .effort = aift__malloc(context, rows, sizeof *spare)};
    if (!spare || !out->impact || !out->effort) {
        aift__rank_axes_free(context, out);
        aift__free(context, spare);
        return AIFT_E_NOMEM;
    }
    const size_t ease = find_ease(m);
    for (size_t row = 0; row < rows; row++)
        if (m->kind == AIFT__RANK_WEIGHTED)
            weighted(m, known, &portfolio[row], values + row * m->n, &out->impact[row], &out->effort[row]);
        else
            divided(m, ease, values + row * m->n, &out->impact[row], &out->effort[row]);
    out->median_impact = median(out->impact, rows, spare);
    out->median_effort = median(out->effort, rows, spare);
    aift__free(context, spare);
    return AIFT_OK;
}

aift__quadrant aift__rank_quadrant(const aift__rank_axes *axes, size_t row)
{
    const double impact = axes->impact[row], effort = axes->effort[row];
    if (isnan(impact) || isnan(effort))
        return AIFT__QUADRANT_NONE;
    const bool much = impact >= axes->median_impact, hard = effort > axes->median_effort;
    return much ? (hard ? AIFT__MAJOR_PROJECT : AIFT__QUICK_WIN) : (hard ? AIFT__THANKLESS : AIFT__FILL_IN);
}
