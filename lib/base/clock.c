/* Time and memory of this process. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
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

/* The day of the calendar that is so many days after 1970-01-01 (Howard Hinnant's civil_from_days). */
static void day_of(int64_t days, int *year, int *month, int *day)
{
    days += 719468; /* from 0000-03-01 */
    const int64_t era = days / 146097, in_era = days % 146097;
    const int64_t years = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    const int64_t in_year = in_era - (365 * years + years / 4 - years / 100);
    const int64_t m = (5 * in_year + 2) / 153;
    *day = (int)(in_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(years + era * 400 + (*month <= 2));
}

/* 2026-11-23T12:00:00, without an end; its size. */
static size_t print_time(int64_t seconds, char text[AIFT__CLOCK_UTC])
{
    int year, month, day;
    const int in_day = (int)(seconds % 86400);
    day_of(seconds / 86400, &year, &month, &day);
    return (size_t)snprintf(text, AIFT__CLOCK_UTC, "%04u-%02u-%02uT%02u:%02u:%02u", (unsigned)year % 10000u,
                            (unsigned)month % 100u, (unsigned)day % 100u, (unsigned)in_day / 3600u,
                            (unsigned)in_day / 60u % 60u, (unsigned)in_day % 60u);
}

void aift__clock_print(int64_t seconds, char text[AIFT__CLOCK_UTC])
{
    const int64_t last = 253402300799; /* of the year 9999 */
    const size_t n = print_time(AIFT__MIN(AIFT__MAX(seconds, 0), last), text);
    snprintf(text + n, AIFT__CLOCK_UTC - n, "Z");
}

void aift__clock_utc(char text[AIFT__CLOCK_UTC])
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    const size_t n = print_time(AIFT__MAX(now.tv_sec, 0), text);
    snprintf(text + n, AIFT__CLOCK_UTC - n, ".%03uZ", (unsigned)(now.tv_nsec / 1000000) % 1000u);
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
