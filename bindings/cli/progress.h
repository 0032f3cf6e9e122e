/* Progress on stderr: a bar that is redrawn on a terminal, a line now and then elsewhere. */
#ifndef AIFT_CLI_PROGRESS_H
#define AIFT_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLI_MAX_PARTS = 6, CLI_MAX_PART = 48 };

/* What stands beside the bar, the most important first: where there is no room, the last are left out. */
typedef struct cli_parts {
    char text[CLI_MAX_PARTS][CLI_MAX_PART];
    size_t count;
} cli_parts;

void cli_parts_add(cli_parts *parts, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether cli_progress_show would draw now; so that its parts need not be made for nothing. */
bool cli_progress_due(int64_t done, int64_t total);
/* total 0: not known. */
void cli_progress_show(int64_t done, int64_t total, const cli_parts *parts);
/* Takes the bar off the terminal; every message does it. */
void cli_progress_clear(void);

double cli_seconds(void); /* since some moment in the past */

/* The first SIGINT or SIGTERM after cli_interrupt_catch is noted and `note` is printed; the second ends the
 * process. */
void cli_interrupt_catch(const char *note);
bool cli_interrupted(void);

#endif
