/* Whether an evaluation will have what the KPIs are measured by: asked before hours of training. */
#include "lifecycle/usecase.h"
#include "metrics/metrics.h"
#include "tasks/rows.h"

aift_status aift_usecase_check(const aift_usecase *usecase, const aift_dataset *data,
                               const char *label_column)
{
    char **labels = NULL;
    size_t num_labels = 0;
    bool lists;
    aift_context *context = usecase->context;
    AIFT__TRY(aift__dataset_labels(data, label_column ? label_column : "label", context, &labels, &num_labels,
                                   &lists));
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < usecase->num_kpis && status == AIFT_OK; i++) {
        status = aift__metrics_check((const char *const *)labels, (int64_t)num_labels, lists,
                                     usecase->kpis[i].metric);
        if (status != AIFT_OK)
            aift__fail_in(status, "kpis[%zu].metric: ", i);
    }
    aift__dataset_labels_free(context, labels, num_labels);
    return status;
}
