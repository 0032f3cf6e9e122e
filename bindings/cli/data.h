/* Data files, and standard input in the place of one. */
#ifndef AIFT_CLI_DATA_H
#define AIFT_CLI_DATA_H

#include "aift/aift.h"

/* As aift_dataset_load() and aift_reader_open(); a path of "-" is standard input. */
aift_status cli_data_load(aift_context *context, const char *path, const aift_dataset_options *options,
                          aift_dataset **out);
aift_status cli_data_open(aift_context *context, const char *path, const aift_dataset_options *options,
                          aift_reader **out);

#endif
