/* KPIs against an evaluation: met or missed. */
#include <math.h>

#include "lifecycle/usecase.h"
#include "train/report.h"

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
    *met = kpi.direction == AIFT_KPI_HIGHER ? found >= kpi.target : found <= kpi.target;
    return AIFT_OK;
}

/* One entry of the report's `kpis`; `evaluation` may be NULL. */
static aift_status entry(const aift_usecase *usecase, size_t index, const aift_evaluation *evaluation,
                         aift__json *to, int32_t *met)
{
    aift_kpi kpi = {.struct_size = sizeof kpi};
    const char *state = "pending";
    double value = NAN; /* written as null, as a target that is missing is */
    AIFT__TRY(aift_usecase_kpi(usecase, index, &kpi));
    if (evaluation && isnan(kpi.target)) {
        aift_status status = aift_evaluation_metric(evaluation, kpi.metric, &value);
        if (status != AIFT_OK)
            return aift__fail_in(status, "kpis[%zu].metric: ", index);
    } else if (evaluation) {
        int32_t reached;
        AIFT__TRY(aift_usecase_judge(usecase, index, evaluation, &value, &reached));
        state = reached ? "met" : "missed";
        *met = *met && reached;
    }
    const char *direction = kpi.direction == AIFT_KPI_HIGHER ? "higher" : "lower";
    AIFT__TRY(aift__json_set(to, "name", aift__json_new_string(kpi.name)));
    AIFT__TRY(aift__json_set(to, "unit", aift__json_new_string(kpi.unit)));
    AIFT__TRY(aift__json_set(to, "metric", aift__json_new_string(kpi.metric)));
    AIFT__TRY(aift__json_set(to, "direction", aift__json_new_string(direction)));
    AIFT__TRY(aift__json_set(to, "target", aift__json_new_real(kpi.target)));
    AIFT__TRY(aift__json_set(to, "value", aift__json_new_real(value)));
    return aift__json_set(to, "state", aift__json_new_string(state));
}

aift_status aift_usecase_apply(const aift_usecase *usecase, aift_train_report *report, int32_t *met)
{
    *met = 0;
    int32_t all = 1;
    const aift_evaluation *evaluation = aift_train_report_evaluation(report);
    aift__json *kpis = aift__json_new_array();
    aift_status status = kpis ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < usecase->num_kpis && status == AIFT_OK; i++) {
        aift__json *kpi = aift__json_new_object();
        status = aift__json_push(kpis, kpi);
        if (status == AIFT_OK)
            status = entry(usecase, i, evaluation, kpi, &all);
    }
    if (status != AIFT_OK) {
        aift__json_free(kpis);
        return status;
    }
    AIFT__TRY(aift__train_report_set(report, "kpis", kpis));
    AIFT__TRY(aift__train_report_write(report));
    *met = all;
    return AIFT_OK;
}
