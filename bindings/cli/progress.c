/* Progress on stderr: a bar that is redrawn on a terminal, a line now and then elsewhere. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"

enum { MIN_BAR = 10, MAX_BAR = 40, MAX_WIDTH = 250, USUAL_WIDTH = 80 };
static const double redraw_seconds = 0.1, line_seconds = 10, least_line_seconds = 1;

static struct {
    bool drawn;    /* a bar stands on the terminal */
    double last;   /* when the last bar or line was written */
    int64_t tenth; /* tenths of the work that the last line told */
    int64_t told;  /* what was done then */
    int64_t total; /* of that work */
    bool begun;
} progress;

double cli_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Columns of the terminal at stderr; 0: it is none. */
static size_t terminal_width(void)
{
    struct winsize size;
    const char *kind = getenv("TERM");
    if (!isatty(STDERR_FILENO) || !kind || strcmp(kind, "dumb") == 0)
        return 0;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return USUAL_WIDTH;
    return size.ws_col < MAX_WIDTH ? size.ws_col : MAX_WIDTH;
}

void cli_parts_add(cli_parts *parts, const char *format, ...)
{
    if (parts->count == CLI_MAX_PARTS)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(parts->text[parts->count++], CLI_MAX_PART, format, args);
    va_end(args);
}

bool cli_progress_due(int64_t done, int64_t total)
{
    double now = cli_seconds();
    if (!progress.begun || done < progress.told || total != progress.total) { /* other work than before */
        progress.begun = true;
        progress.total = total;
        progress.last = now;
        progress.told = progress.tenth = 0;
    }
    if (terminal_width())
        return !progress.drawn || done == total || now - progress.last >= redraw_seconds;
    double since = now - progress.last;
    bool tenth = total > 0 && done * 10 / total > progress.tenth;
    return since >= line_seconds || (tenth && since >= least_line_seconds);
}

/* " 62% [======>     ] step 166/267  0:45 left  ..." in fewer than `width` columns. */
static void compose(char *line, size_t width, bool with_bar, int64_t done, int64_t total,
                    const cli_parts *parts)
{
    double share = total > 0 ? (double)done / (double)total : 0;
    size_t used = total > 0 ? 5 : 0, shown = 0;
    while (shown < parts->count && used + strlen(parts->text[shown]) + 2 < width)
        used += strlen(parts->text[shown++]) + 2;
    size_t room = used + 3 < width ? width - used - 3 : 0, bar = room < MAX_BAR ? room : MAX_BAR;
    size_t at = 0, full = (size_t)(share * (double)bar);
    if (total > 0)
        at += (size_t)sprintf(line, "%3d%% ", (int)(share * 100));
    if (with_bar && total > 0 && bar >= MIN_BAR) {
        line[at++] = '[';
        for (size_t i = 0; i < bar; i++)
            line[at++] = i < full ? '=' : i == full ? '>' : ' ';
        line[at++] = ']';
        line[at++] = ' ';
    }
    line[at] = '\0';
    for (size_t i = 0; i < shown; i++)
        at += (size_t)sprintf(line + at, "%s%s", i ? "  " : "", parts->text[i]);
}

void cli_progress_show(int64_t done, int64_t total, const cli_parts *parts)
{
    char line[MAX_WIDTH + CLI_MAX_PART];
    size_t width = terminal_width();
    compose(line, width ? width : MAX_WIDTH, width > 0, done, total, parts);
    fprintf(stderr, width ? "\r%s\033[K" : "%s\n", line);
    fflush(stderr);
    progress.drawn = width > 0;
    progress.last = cli_seconds();
    progress.told = done;
    progress.tenth = total > 0 ? done * 10 / total : 0;
}

void cli_progress_clear(void)
{
    if (progress.drawn)
        fputs("\r\033[K", stderr);
    progress.drawn = false;
}
