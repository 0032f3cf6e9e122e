/* Data files, and standard input in the place of one. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "data.h"
#include "progress.h"

static int64_t read_input(void *user, void *buffer, size_t size)
{
    (void)user;
    struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
    while (poll(&wait, 1, -1) < 0 && errno == EINTR && !cli_interrupted()) /* read would be begun again */
        ;
    if (cli_interrupted())
        return -EINTR;
    ssize_t n = read(STDIN_FILENO, buffer, size);
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
