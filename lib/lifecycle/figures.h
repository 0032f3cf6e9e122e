/* Figures in the JSON of an evaluation, by their dotted paths. */
#ifndef AIFT_LIB_LIFECYCLE_FIGURES_H
#define AIFT_LIB_LIFECYCLE_FIGURES_H

#include "base/base.h"
#include "codec/json.h"

/* The number at "f1_macro" or "per_label.spam.recall"; names may hold dots themselves. AIFT_E_NOT_FOUND lists the figures
 * that there are. */
aift_status aift__figure_find(const aift__json *evaluation, const char *path, double *value);

#endif
