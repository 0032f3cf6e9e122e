/* KPIs against an evaluation: met or missed. */
#include <math.h>

#include "lifecycle/usecase.h"
#include "train/report.h"

static bool reaches(const aift_kpi *kpi, double value)
{
    return kpi->direction == AIFT_KPI_HIGHER ? value >= kpi->target : value <= kpi->target;
}

aift_status aift_usecase_judge(const aift_usecase *usecase, size_t index, const aift_evaluation *evaluation,
                               double *value, int32_t *met)
{
    *value = 0;
    *met = 0;
    aift_kpi kpi = {.struct_size = sizeof kpi};
    AIFT__TRY(aift_usecase_kpi(usecase, index, &kpi));
    double found = 0;
    aift_status status = aift_evaluation_metric(evaluation, kpi.metric, &found);
    if (status != AIFT_OK)
        return aift__fail_in(status, "kpis[%zu].metric: ", index);
    if (isnan(kpi.target))
        return aift__fail(AIFT_E_STATE, "kpis[%zu].target is missing, so \"%s\" is neither met nor missed",
                          index, kpi.name);
    *value = found;
    *met = reaches(&kpi, found);
    return AIFT_OK;
}

aift_status aift__kpi_result(const aift_kpi *kpi, double value, aift__json *to, bool *missed)
{
    const bool judged = !isnan(value) && !isnan(kpi->target), met = judged && reaches(kpi, value);
    const char *direction = kpi->direction == AIFT_KPI_HIGHER ? "higher" : "lower";
    *missed = *missed || (judged && !met);
    AIFT__TRY(aift__json_set(to, "name", aift__json_new_string(kpi->name)));
    AIFT__TRY(aift__json_set(to, "unit", aift__json_new_string(kpi->unit)));
    AIFT__TRY(aift__json_set(to, "metric", aift__json_new_string(kpi->metric)));
    AIFT__TRY(aift__json_set(to, "direction", aift__json_new_string(direction)));
    AIFT__TRY(aift__json_set(to, "target", aift__json_new_real(kpi->target))); /* NaN is written as null */
    AIFT__TRY(aift__json_set(to, "value", aift__json_new_real(value)));
    return aift__json_set(to, "state", aift__json_new_string(met ? "met" : judged ? "missed" : "pending"));
}

/* One entry of the report's `kpis`; `evaluation` may be NULL. */
static aift_status entry(const aift_usecase *usecase, size_t index, const aift_evaluation *evaluation,
                         aift__json *to, bool *missed)
{
    const aift_kpi *kpi = &usecase->kpis[index];
    double value = NAN;
    aift_status status = evaluation ? aift_evaluation_metric(evaluation, kpi->metric, &value) : AIFT_OK;
    return status == AIFT_OK ? aift__kpi_result(kpi, value, to, missed)
                             : aift__fail_in(status, "kpis[%zu].metric: ", index);
}

aift_status aift_usecase_apply(const aift_usecase *usecase, aift_train_report *report, int32_t *met)
{
    *met = 0;
    bool missed = false;
    const aift_evaluation *evaluation = aift_train_report_evaluation(report);
    aift__json *kpis = aift__json_new_array();
    aift_status status = kpis ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < usecase->num_kpis && status == AIFT_OK; i++) {
        aift__json *kpi = aift__json_new_object();
        status = aift__json_push(kpis, kpi);
        if (status == AIFT_OK)
            status = entry(usecase, i, evaluation, kpi, &missed);
    }
    if (status != AIFT_OK) {
        aift__json_free(kpis);
        return status;
    }
    AIFT__TRY(aift__train_report_set(report, "kpis", kpis));
    AIFT__TRY(aift__train_report_write(report));
    *met = !missed;
    return AIFT_OK;
}
