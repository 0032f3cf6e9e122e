/* aift train: what its command line says. */
#ifndef AIFT_CLI_TRAIN_H
#define AIFT_CLI_TRAIN_H

#include "cli.h"

typedef struct train_args {
    const char *model, *data, *eval_data, *output, *usecase, *store, *actor;
    double eval_split; /* -1: not given */
    bool overwrite, json, new_head, from_config, dry_run;
    int32_t task; /* 0: what the model does */
    aift_data_format format;
    aift_invalid_utf8 invalid_utf8;
    int32_t threads;
    int32_t greater_is_better; /* -1: by the metric's name */
    cli_list freeze;
    aift_train_options options;
} train_args;

extern const cli_option cli_train_options[];
void cli_train_defaults(void *args);

/* What a training works on. */
typedef struct train_run {
    aift_context *context;
    aift_usecase *usecase; /* or NULL */
    aift_store *store;     /* that it comes from, or NULL */
    aift_dataset *train, *eval;
    aift_model *model;
    aift_train_report *report;
    char data_sha256[65]; /* of the rows before some are set aside; with a store */
} train_run;

/* Tells on stderr what the training will do, if its options are such that it can begin. */
int cli_train_plan(const train_args *args, const train_run *run, const aift_train_options *options);

/* Prints what it will take, and does nothing. */
int cli_train_dry_run(const train_args *args, const train_run *run, const aift_train_options *options);

/* The use case, of a file or of a store. */
aift_status cli_train_usecase(const train_args *args, train_run *run);

/* With a store: the digest of the data, before the training; and the run, after the model is saved. CLI_OK, or CLI_FAILED
 * with a message. */
int cli_train_digest(const train_args *args, train_run *run);
int cli_train_bind(const train_args *args, const train_run *run, const char *folder);

/* The progress callback. */
int cli_train_progress(void *user, const aift_train_progress *progress);

#endif
