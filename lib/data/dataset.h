/* The inside of a data set: a choice of rows of a table that may be shared. */
#ifndef AIFT_LIB_DATA_DATASET_H
#define AIFT_LIB_DATA_DATASET_H

#include "aift/dataset.h"
#include "data/table.h"

struct aift_dataset {
    atomic_size_t references;
    aift__table *table; /* a reference is held; its context is the data set's */
    size_t *rows;       /* numbers in the table; NULL: all of it */
    size_t num_rows;
};

/* The number of a column that must be there; AIFT_E_NOT_FOUND, with the names of those that are. */
aift_status aift__dataset_need_column(const aift_dataset *dataset, const char *name, size_t *column);

/* A value that must be a text: AIFT_E_FORMAT, with row and column, if it is missing or something else. */
aift_status aift__dataset_need_text(const aift_dataset *dataset, size_t row, size_t column, const char **text,
                                    size_t *size);

/* The messages of these two, without a place: AIFT_E_NOT_FOUND and AIFT_E_FORMAT. */
aift_status aift__data_no_column(const char *column, const void *of, size_t num_columns,
                                 const char *(*name)(const void *of, size_t column));
aift_status aift__data_no_text(const char *column, aift__cell_kind kind);

/* The rows in the order of a split, aift_dataset_train_test_split's: *num_train to train on, behind them those to test on.
 * Freed with aift__free. */
aift_status aift__dataset_split_rows(const aift_dataset *dataset, double test_size, uint64_t seed,
                                     const char *stratify_column, size_t **rows, size_t *num_train);

/* Puts the table in a data set, which takes it over, also on failure. */
aift_status aift__dataset_create(aift__table *table, aift_dataset **out);

/* A folder of pictures or recordings; `skip`: what cannot be read is reported with the data set. */
aift_status aift__folder_load(aift_context *context, const char *path, bool skip, aift_dataset **out);

/* An IDX pair: pictures, and the labels beside them. */
bool aift__is_idx_name(const char *path);
aift_status aift__idx_load(aift_context *context, const char *path, aift_dataset **out);

/* What an AIFT__CELL_PIXELS begins with. */
typedef struct aift__pixels_head {
    int32_t height, width, channels;
} aift__pixels_head;

/* Where a row's picture or recording is: a cell that no text is needed of. */
const aift__cell *aift__dataset_cell(const aift_dataset *dataset, size_t row, size_t column);

/* Reads and checks the caller's options; NULL: the defaults. */
aift_status aift__data_options(const aift_dataset_options *given, aift_dataset_options *out);

/* Opens a data file: gzip or not, in the format of the options or of the name. Of path and source one is NULL. */
aift_status aift__data_open(aift_context *context, const char *path, const aift_source *source,
                            const aift_dataset_options *options, aift__records **out);

#endif
