/* Mean loss of the rows that came with one; for cross entropy, scikit-learn's log_loss. */
#include "metrics/metric.h"

static bool loss(const aift__totals *totals, const aift__counts *labels, int64_t num_labels, double *value)
{
    if (!totals->losses)
        return false;
    *value = (totals->loss_sum + totals->loss_rest) / (double)totals->losses;
    return true;
}

const aift__metric aift__metric_loss = {"loss", loss, NULL};
