/* Drawings of a report. */
#ifndef AIFT_LIB_LIFECYCLE_REPORT_MATRIX_H
#define AIFT_LIB_LIFECYCLE_REPORT_MATRIX_H

#include "lifecycle/report.h"

/* Likelihood by impact, with the numbers of the risks as they are and as they are when mitigated. */
aift_status aift__report_matrix(aift__buf *out, const aift__json *risks);

/* Bars of goals, 0 to 5. */
aift_status aift__report_goals(aift__buf *out, const aift__json *goals);

#endif
