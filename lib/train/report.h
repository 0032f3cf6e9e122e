/* What a training reports. */
#ifndef AIFT_LIB_TRAIN_REPORT_H
#define AIFT_LIB_TRAIN_REPORT_H

#include "aift/train.h"
#include "codec/json.h"
#include "data/skipped.h"

struct aift_train_report {
    aift_context *context;
    aift_evaluation *evaluation; /* that counts; NULL */
    bool interrupted;
    int64_t best_epoch;    /* 0: none */
    aift__skipped skipped; /* rows that were left out */
    aift__json *tree;
    char *json; /* the tree's text */
};

aift_status aift__train_report_create(aift_context *context, aift_train_report **out);

/* Sets a field; takes over the value, also on failure. The text is made anew by aift__train_report_write. */
aift_status aift__train_report_set(aift_train_report *report, const char *key, aift__json *value);

/* Appends to a field that is an array. */
aift_status aift__train_report_push(aift_train_report *report, const char *key, aift__json *value);

/* Makes the text of the tree; on failure the old one stays. */
aift_status aift__train_report_write(aift_train_report *report);

#endif
