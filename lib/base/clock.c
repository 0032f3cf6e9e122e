/* Time and memory of this process. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "base/file_calls.h"

double aift__clock_seconds(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A small text of the kernel's; false if it cannot be read. */
static bool read_text(const char *path, char *text, size_t size)
{
    int fd = aift__file_open_fd(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return false;
    size_t filled = 0;
    int64_t n;
    while ((n = aift__file_read_fd(fd, text + filled, size - 1 - filled)) > 0)
        filled += (size_t)n;
    close(fd);
    text[filled] = '\0';
    return n == 0 && filled > 0;
}

int64_t aift__clock_rss(void)
{
    char text[256];
    const char *pages = read_text("/proc/self/statm", text, sizeof text) ? strchr(text, ' ') : NULL;
    return pages ? strtoll(pages, NULL, 10) * (int64_t)aift__page_bytes() : 0;
}

/* The number in a file of the kernel's; INT64_MAX if there is none. */
static int64_t read_limit(const char *path)
{
    char text[64];
    if (!read_text(path, text, sizeof text) || text[0] < '0' || text[0] > '9')
        return INT64_MAX;
    return strtoll(text, NULL, 10);
}

int64_t aift__clock_memory(void)
{
    char text[4096];
    const char *line = read_text("/proc/meminfo", text, sizeof text) ? strstr(text, "MemAvailable:") : NULL;
    int64_t bytes = line ? strtoll(line + 13, NULL, 10) * 1024 + aift__clock_rss() : INT64_MAX;
    const int64_t limits[] = {read_limit("/sys/fs/cgroup/memory.max"),
                              read_limit("/sys/fs/cgroup/memory/memory.limit_in_bytes")};
    for (size_t i = 0; i < AIFT__COUNT(limits); i++)
        bytes = AIFT__MIN(bytes, limits[i]);
    return bytes;
}

/* getrusage also counts what the process held before its exec, so the kernel's own mark comes first. */
static int64_t high_water_mark(void)
{
    char text[4096];
    const char *line = read_text("/proc/self/status", text, sizeof text) ? strstr(text, "VmHWM:") : NULL;
    return line ? strtoll(line + 6, NULL, 10) * 1024 : 0;
}

int64_t aift__clock_peak_rss(void)
{
    int64_t bytes = high_water_mark();
    struct rusage usage;
    if (bytes <= 0 && getrusage(RUSAGE_SELF, &usage) == 0)
        bytes = (int64_t)usage.ru_maxrss * 1024;
    return bytes;
}
