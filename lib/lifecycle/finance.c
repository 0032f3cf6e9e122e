/* Net present value, return on investment and payback of cash flows. */
#include <math.h>
#include <stdlib.h>

#include "base/philox.h"
#include "lifecycle/finance.h"

static aift_status check(const aift__flow *flows, size_t n, double rate)
{
    if (!(rate > -1) || !isfinite(rate))
        return aift__fail(AIFT_E_RANGE,
                          "finance.rate: %g; expected a number above -1 (0.08 is 8 %% a period)", rate);
    if (n == 0 || n > AIFT__MAX_FLOWS)
        return aift__fail(AIFT_E_RANGE, "finance.cash_flows: %zu flows; expected 1 to %d", n,
                          AIFT__MAX_FLOWS);
    for (size_t t = 0; t < n; t++)
        if (!isfinite(flows[t].min) || !isfinite(flows[t].max) || !(flows[t].min <= flows[t].mode) ||
            !(flows[t].mode <= flows[t].max))
            return aift__fail(
                AIFT_E_RANGE,
                "finance.cash_flows[%zu]: min %g, mode %g, max %g; expected finite numbers in this order", t,
                flows[t].min, flows[t].mode, flows[t].max);
    return AIFT_OK;
}

/* What was spent and what came in, without interest; NaN where nothing was spent. */
static double return_on_investment(const aift__flow *flows, size_t n)
{
    double costs = 0, benefits = 0;
    for (size_t t = 0; t < n; t++)
        if (flows[t].mode < 0)
            costs -= flows[t].mode;
        else
            benefits += flows[t].mode;
    return costs > 0 ? (benefits - costs) / costs : NAN;
}

/* The moment at which what came in is first as much as what was spent; NaN: never. */
static double payback(const aift__flow *flows, size_t n, double rate)
{
    double sum = 0, worth = 1;
    for (size_t t = 0; t < n; t++, worth /= 1 + rate) {
        const double flow = flows[t].mode * worth;
        if (sum + flow >= 0)
            return t == 0 ? 0 : (double)(t - 1) + (flow > 0 ? -sum / flow : 0);
        sum += flow;
    }
    return NAN;
}

aift_status aift__finance_of(const aift__flow *flows, size_t n, double rate, aift__finance *out)
{
    *out = (aift__finance){0};
    AIFT__TRY(check(flows, n, rate));
    double modes[AIFT__MAX_FLOWS];
    for (size_t t = n; t-- > 0;) {
        modes[t] = flows[t].mode;
        out->npv = out->npv / (1 + rate) + modes[t];
    }
    out->roi = return_on_investment(flows, n);
    out->payback = payback(flows, n, 0);
    out->payback_discounted = payback(flows, n, rate);
    aift__irr_of(modes, n, &out->irr);
    return AIFT_OK;
}

/* ---- Monte Carlo ---- */

static double draw(const aift__flow *flow, double u)
{
    const double width = flow->max - flow->min;
    if (width <= 0)
        return flow->mode;
    const double left = flow->mode - flow->min, right = flow->max - flow->mode;
    return u * width < left ? flow->min + sqrt(u * width * left) : flow->max - sqrt((1 - u) * width * right);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(const double *sorted, int64_t n, double q)
{
    const double at = q * (double)(n - 1);
    const int64_t below = (int64_t)at, above = AIFT__MIN(below + 1, n - 1);
    return sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
}

aift_status aift__monte_carlo_of(aift_context *context, const aift__flow *flows, size_t n, double rate,
                                 int64_t draws, uint64_t seed, aift__monte_carlo *out)
{
    *out = (aift__monte_carlo){0};
    AIFT__TRY(check(flows, n, rate));
    if (draws < 1 || draws > AIFT__MAX_DRAWS)
        return aift__fail(AIFT_E_RANGE, "draws: %lld; expected 1 to %d", (long long)draws, AIFT__MAX_DRAWS);
    double *values = aift__malloc(context, (size_t)draws, sizeof *values);
    if (!values)
        return AIFT_E_NOMEM;
    aift__rng rng;
    aift__rng_init(&rng, seed, aift__name_key("cash flows"));
    int64_t negative = 0;
    for (int64_t d = 0; d < draws; d++) {
        double npv = 0, worth = 1;
        for (size_t t = 0; t < n; t++, worth /= 1 + rate)
            npv += draw(&flows[t], aift__rng_uniform(&rng)) * worth;
        values[d] = npv;
        negative += npv < 0;
    }
    qsort(values, (size_t)draws, sizeof *values, ascending);
    *out = (aift__monte_carlo){quantile(values, draws, 0.05), quantile(values, draws, 0.5),
                               quantile(values, draws, 0.95), (double)negative / (double)draws};
    aift__free(context, values);
    return AIFT_OK;
}
