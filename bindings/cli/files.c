/* Files that the command writes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "files.h"

/* stdout or stderr, if the path is another name of it (/dev/stdout, or the file that the shell opened); -1. */
static int open_already(const struct stat *info)
{
    static const int numbers[] = {STDOUT_FILENO, STDERR_FILENO};
    struct stat other;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (fstat(numbers[i], &other) == 0 && other.st_dev == info->st_dev && other.st_ino == info->st_ino)
            return numbers[i];
    return -1;
}

static int open_in_place(cli_file *file, const struct stat *info)
{
    int fd = open_already(info);
    if (!S_ISDIR(info->st_mode))
        file->stream = fd >= 0 ? fdopen(dup(fd), "w") : fopen(file->path, "w");
    if (file->stream)
        return CLI_OK;
    return cli_failed_file("--output: ", file->path, S_ISDIR(info->st_mode) ? EISDIR : errno);
}

static int open_beside(cli_file *file)
{
    file->target = realpath(file->path, NULL); /* of a link, what it leads to */
    if (!file->target)
        file->target = strdup(file->path); /* there is nothing yet */
    size_t size = file->target ? strlen(file->target) + sizeof ".aift-XXXXXX" : 0;
    file->beside = file->target ? malloc(size) : NULL;
    if (!file->beside)
        return cli_failed("out of memory");
    snprintf(file->beside, size, "%s.aift-XXXXXX", file->target);
    int fd = mkstemp(file->beside);
    if (fd >= 0)
        file->stream = fdopen(fd, "w");
    if (!file->stream) {
        int result = cli_failed_file("--output: ", file->path, errno);
        if (fd >= 0) {
            close(fd);
            unlink(file->beside);
        }
        return result;
    }
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, 0666 & ~mask); /* as any new file; mkstemp's is for its owner alone */
    return CLI_OK;
}

static void forget(cli_file *file)
{
    free(file->target);
    free(file->beside);
    file->target = file->beside = NULL;
}

int cli_file_open(cli_file *file, const char *path)
{
    struct stat info;
    *file = (cli_file){.path = path};
    bool in_place = stat(path, &info) == 0 && (!S_ISREG(info.st_mode) || open_already(&info) >= 0);
    int result = in_place ? open_in_place(file, &info) : open_beside(file);
    if (result != CLI_OK)
        forget(file);
    return result;
}

bool cli_file_same(const char *input, const char *output)
{
    struct stat a, b;
    const int there = strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &a) : stat(input, &a);
    return there == 0 && stat(output, &b) == 0 && S_ISREG(a.st_mode) && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

int cli_file_close(cli_file *file, int result)
{
    errno = 0;
    fflush(file->stream);
    bool written = cli_written(file->stream);
    int error = cli_write_error();
    if (written && file->beside && result == CLI_OK) {
        written = fsync(fileno(file->stream)) == 0 && rename(file->beside, file->target) == 0;
        error = errno;
    }
    fclose(file->stream);
    if (file->beside && (result != CLI_OK || !written))
        unlink(file->beside);
    forget(file);
    if (written || result == CLI_INTERRUPTED)
        return result;
    return cli_failed_file("--output: ", file->path, error);
}
