/* Lines of a file or of standard input, as they come. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "lines.h"

enum { CHUNK = 1 << 16, MAX_LINE = 1 << 28 };

/* What was read and is no whole line yet. */
typedef struct input {
    int from;
    const char *path; /* NULL: standard input */
    char *data;
    size_t size, cap, searched;
    long long line;
} input;

const char *cli_lines_place(const char *path, char *buf, size_t size)
{
    snprintf(buf, size, "%s%s", path ? path : "", path ? ": " : "");
    return buf;
}

/* Adds what can be read now. CLI_OK; *end at the end of the file. */
static int input_read(input *in, bool *end)
{
    char place[512];
    if (in->cap - in->size < CHUNK) {
        size_t cap = in->cap ? in->cap * 2 : 2 * CHUNK;
        char *grown = in->size > MAX_LINE ? NULL : realloc(in->data, cap);
        if (!grown)
            return cli_failed("%sline %lld: is longer than %d bytes, or there is no memory for it",
                              cli_lines_place(in->path, place, sizeof place), in->line + 1, MAX_LINE);
        in->data = grown;
        in->cap = cap;
    }
    ssize_t n;
    do
        n = read(in->from, in->data + in->size, in->cap - in->size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return cli_failed_file("", in->path ? in->path : "standard input", errno);
    in->size += (size_t)n;
    *end = n == 0;
    return CLI_OK;
}

/* Hands on the whole lines there are; at the end, the last one without a line end too. */
static int input_lines(input *in, const cli_lines *with, bool end)
{
    size_t begin = 0;
    int result = CLI_OK;
    while (result == CLI_OK && begin < in->size) {
        size_t from = begin > in->searched ? begin : in->searched;
        const char *found = memchr(in->data + from, '\n', in->size - from);
        size_t stop = found ? (size_t)(found - in->data) : in->size;
        if (!found && !end)
            break;
        result = with->line(with->user, in->data + begin, stop - begin, ++in->line);
        begin = stop + (found != NULL);
    }
    if (result == CLI_OK)
        result = with->pause(with->user);
    memmove(in->data, in->data + begin, in->size - begin);
    in->size -= begin;
    in->searched = in->size;
    return result;
}

int cli_lines_read(const char *path, const cli_lines *with)
{
    input in = {.from = path ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO, .path = path};
    if (in.from < 0)
        return cli_failed_file("", path, errno);
    int result = CLI_OK;
    for (bool end = false; result == CLI_OK && !end;) {
        result = input_read(&in, &end);
        if (result == CLI_OK)
            result = input_lines(&in, with, end);
    }
    free(in.data);
    if (path)
        close(in.from);
    return result;
}
