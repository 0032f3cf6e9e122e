/* The data and label columns of a data set, as a model's task reads them. */
#ifndef AIFT_LIB_TASKS_ROWS_H
#define AIFT_LIB_TASKS_ROWS_H

#include "aift/dataset.h"
#include "tasks/task.h"
#include "tasks/items.h"

typedef struct aift__rows {
    const aift_dataset *dataset;
    aift__modality modality;
    size_t data_column, label_column;
    aift__items items; /* over this object, which must not move */
    int32_t *labels;   /* by row: the model's label numbers */
    uint8_t *targets;  /* in their place [rows, labels], where a row has any number of them: 1 for each */
    aift_context *context;
} aift__rows;

/* Finds the columns (NULL: the model's, else the task's) and the label of each row. AIFT_E_NOT_FOUND names a
 * column that is missing and lists those there are, or names a label that the model does not have, with its
 * place. The rows must not be moved. */
aift_status aift__rows_open(const aift_model *model, const aift_dataset *dataset, const char *data_column,
                            const char *label_column, aift__rows *rows);
void aift__rows_close(aift__rows *rows);

/* The data column alone, of a data set whose labels nobody asks for. */
aift_status aift__rows_of(const aift_dataset *dataset, aift__modality modality, const char *data_column,
                          aift__rows *rows);

/* The columns' names that are used when these are given. */
const char *aift__text_column(const aift_model *model, const char *given);
const char *aift__label_column(const aift_model *model, const char *given);

/* The labels of a data set, ordered by bytes, as aift_model_set_labels takes them; freed by aift__dataset_labels_free.
 * *lists: rows have lists of them. AIFT_E_INVALID if there is only one, AIFT_E_FORMAT (with the place) where a row has
 * none. */
aift_status aift__dataset_labels(const aift_dataset *dataset, const char *label_column, aift_context *context,
                                 char ***out, size_t *n, bool *lists);
void aift__dataset_labels_free(aift_context *context, char **labels, size_t n);

/* What aift_model_set_labels_from does, for whoever holds the model. */
aift_status aift__model_labels_from(aift_model *model, const aift_dataset *dataset, const char *label_column);

#endif
