/* aift predict for pictures and recordings. */
#ifndef AIFT_CLI_PREDICT_MEDIA_H
#define AIFT_CLI_PREDICT_MEDIA_H

#include "cli.h"

/* Predicts files, and those in folders, and prints a JSON object for each. */
int cli_predict_paths(aift_context *context, const aift_model *model, const aift_predict_options *options,
                      char *const *paths, size_t n, FILE *to);

/* Predicts one chunk of the files that are listed in the file `list`: n of them, relative to its folder. They become
 * whole paths. *failed counts those that could not be read. */
int cli_predict_list(const aift_model *model, const aift_predict_options *options, const char *list,
                     char **names, size_t n, FILE *to, size_t *failed);

/* Prints the rows. */
int cli_print_predictions(const aift_predictions *predictions, FILE *to, size_t *failed);

#endif
