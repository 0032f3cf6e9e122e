/* The labels of a row: one, or a list of them as a JSON array. */
#ifndef AIFT_LIB_TASKS_LABEL_LIST_H
#define AIFT_LIB_TASKS_LABEL_LIST_H

#include "data/dataset.h"

typedef aift_status (*aift__label_fn)(void *user, const char *label);

/* Whether the column holds lists: its first value begins as one. */
bool aift__has_label_lists(const aift_dataset *dataset, size_t column);

/* Calls fn for the row's label; with `list`, for each of a list. AIFT_E_FORMAT, with the place: it is missing or empty,
 * holds a NUL, or the list is none of texts. */
aift_status aift__row_labels(const aift_dataset *dataset, size_t row, size_t column, bool list,
                             aift__label_fn fn, void *user);

#endif
