/* Writing the trained model, so that hours of training are not lost. */
#ifndef AIFT_CLI_SAVE_H
#define AIFT_CLI_SAVE_H

#include <limits.h>
#include <stdbool.h>

#include "aift/aift.h"

/* Looks, before the training, whether the model can be written: CLI_OK, or CLI_FAILED with a message. */
int cli_save_check(const aift_model *model, const char *output, bool overwrite);

typedef struct cli_saved {
    char path[PATH_MAX]; /* where the model is now; empty: nowhere */
    char problem[2048];  /* what is to be said if that is not the output path; else empty */
    aift_status status;  /* of the output path */
} cli_saved;

/* Writes the model to the output path; if that fails nevertheless, beside it under another name, or to the folder
 * for temporary files. */
void cli_save(const aift_model *model, const char *output, bool overwrite, cli_saved *saved);

#endif
