/* Data files, and standard input in the place of one. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "data.h"

static int64_t read_input(void *user, void *buffer, size_t size)
{
    (void)user;
    ssize_t n;
    do
        n = read(STDIN_FILENO, buffer, size);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : n;
}

static aift_source input(void)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "standard input";
    source.read = read_input;
    return source;
}

aift_status cli_data_load(aift_context *context, const char *path, const aift_dataset_options *options,
                          aift_dataset **out)
{
    const aift_source source = input();
    if (strcmp(path, "-") == 0)
        return aift_dataset_load_source(context, &source, options, out);
    return aift_dataset_load(context, path, options, out);
}

aift_status cli_data_open(aift_context *context, const char *path, const aift_dataset_options *options,
                          aift_reader **out)
{
    const aift_source source = input();
    if (strcmp(path, "-") == 0)
        return aift_reader_open_source(context, &source, options, out);
    return aift_reader_open(context, path, options, out);
}
