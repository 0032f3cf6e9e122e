/* Tables for people: an evaluation's figures, and a use case's KPIs. */
#ifndef AIFT_CLI_REPORT_H
#define AIFT_CLI_REPORT_H

#include <stdio.h>

#include "aift/aift.h"

void cli_report_evaluation(FILE *to, const aift_model *model, const aift_evaluation *evaluation);
/* What was left out, the first of it by name; nothing if nothing was. `of` tells of what: "training". Either object may be
 * NULL. */
void cli_report_skipped(FILE *to, const char *of, const aift_train_report *report,
                        const aift_evaluation *evaluation);
/* `evaluation` may be NULL: then no KPI is judged. */
void cli_report_kpis(FILE *to, const aift_usecase *usecase, const aift_evaluation *evaluation);

#endif
