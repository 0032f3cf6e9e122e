/* What a record's cash flows are worth, as JSON. */
#include <math.h>

#include "codec/json_field.h"
#include "lifecycle/finance.h"
#include "lifecycle/validation.h"

static aift__flow flow_of(const aift__json *value)
{
    const double certain = aift__json_real(value, 0);
    if (aift__json_kind(value) != AIFT__JSON_OBJECT)
        return (aift__flow){certain, certain, certain};
    return (aift__flow){aift__json_real(aift__json_get(value, "min"), 0),
                        aift__json_real(aift__json_get(value, "mode"), 0),
                        aift__json_real(aift__json_get(value, "max"), 0)};
}

static aift_status put_irr(const aift__irr *irr, aift__json *to)
{
    static const char *const names[] = {
        [AIFT__IRR_NONE] = "none", [AIFT__IRR_ONE] = "one", [AIFT__IRR_MULTIPLE] = "multiple"};
    aift__json *object = aift__json_new_object(), *values;
    AIFT__TRY(aift__json_set(to, "irr", object));
    AIFT__TRY(aift__json_set(object, "status", aift__json_new_string(names[irr->status])));
    values = aift__json_new_array();
    AIFT__TRY(aift__json_set(object, "values", values));
    for (size_t i = 0; i < irr->n; i++)
        AIFT__TRY(aift__json_push(values, aift__json_new_real(irr->rates[i])));
    return AIFT_OK;
}

static aift_status put_monte_carlo(const aift__monte_carlo *m, int64_t draws, uint64_t seed, aift__json *to)
{
    aift__json *object = aift__json_new_object();
    AIFT__TRY(aift__json_set(to, "monte_carlo", object));
    AIFT__TRY(aift__json_set(object, "draws", aift__json_new_int(draws)));
    AIFT__TRY(aift__json_set(object, "seed", aift__json_new_int((int64_t)seed)));
    AIFT__TRY(aift__json_set(object, "p5", aift__json_new_real(m->p5)));
    AIFT__TRY(aift__json_set(object, "p50", aift__json_new_real(m->p50)));
    AIFT__TRY(aift__json_set(object, "p95", aift__json_new_real(m->p95)));
    return aift__json_set(object, "p_negative", aift__json_new_real(m->p_negative));
}

static aift_status put_figures(const aift__finance *f, double rate, aift__json *to)
{
    AIFT__TRY(aift__json_set(to, "rate", aift__json_new_real(rate)));
    AIFT__TRY(aift__json_set(to, "npv", aift__json_new_real(f->npv)));
    AIFT__TRY(aift__json_set(to, "roi", aift__json_new_real(f->roi)));
    AIFT__TRY(put_irr(&f->irr, to));
    AIFT__TRY(aift__json_set(to, "payback", aift__json_new_real(f->payback)));
    return aift__json_set(to, "payback_discounted", aift__json_new_real(f->payback_discounted));
}

static aift_status compute(aift_context *context, const aift__json *list, double rate, int64_t draws,
                           uint64_t seed, aift__json *to)
{
    aift__flow flows[AIFT__MAX_FLOWS];
    aift__finance figures;
    aift__monte_carlo simulated;
    const size_t n = aift__json_size(list);
    for (size_t i = 0; i < n && i < AIFT__MAX_FLOWS; i++)
        flows[i] = flow_of(aift__json_at(list, i));
    AIFT__TRY(aift__finance_of(flows, n, rate, &figures)); /* refuses more flows than there is room for */
    AIFT__TRY(aift__monte_carlo_of(context, flows, n, rate, draws, seed, &simulated));
    AIFT__TRY(put_figures(&figures, rate, to));
    return put_monte_carlo(&simulated, draws, seed, to);
}

aift_status aift__validation_finance(aift_context *context, const aift__json *record, int64_t draws,
                                     uint64_t seed, aift__json **out)
{
    const aift__json *finance = aift__json_get(record, "finance");
    const aift__json *flows = aift__json_get(finance, "cash_flows");
    *out = NULL;
    if (aift__json_size(flows) == 0) {
        *out = aift__json_new_null();
        return *out ? AIFT_OK : aift__fail_nomem(0);
    }
    if (!aift__json_given(finance, "rate"))
        return aift__fail(AIFT_E_RANGE,
                          "finance.rate is missing: expected the discount rate of a period, as 0.08");
    aift__json *made = aift__json_new_object();
    aift_status status = made ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status =
            compute(context, flows, aift__json_real(aift__json_get(finance, "rate"), NAN), draws, seed, made);
    if (status == AIFT_OK)
        *out = made;
    else
        aift__json_free(made);
    return status;
}
