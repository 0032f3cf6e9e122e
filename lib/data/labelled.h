/* The rows of a data set that have a label, and how many each label has. */
#ifndef AIFT_LIB_DATA_LABELLED_H
#define AIFT_LIB_DATA_LABELLED_H

#include "data/dataset.h"

typedef struct aift__labelled {
    aift_context *context;
    size_t rows;                   /* of the data set */
    size_t n;                      /* with a label */
    size_t *at;                    /* the rows that have one */
    int32_t *of;                   /* and the number of its label, in the order in which labels are met */
    size_t labels;                 /* different ones */
    size_t *counts;                /* rows of each */
    size_t cap, smallest, largest; /* the least and most rows of a label; 0: there is none */
} aift__labelled;

/* A label that is missing, empty or blanks is none. AIFT_E_NOT_FOUND: there is no such column. */
aift_status aift__labelled_of(const aift_dataset *dataset, const char *label_column, aift__labelled *out);
void aift__labelled_free(aift__labelled *labelled); /* a zeroed one is accepted */

#endif
