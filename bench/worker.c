/* The measured side of the turns: reads how many iterations, tells what each took. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "worker.h"

bool worker_start(worker *w)
{
    *w = (worker){.seconds = malloc(WORKER_MAX * sizeof(double)),
                  .units = malloc(WORKER_MAX * sizeof(double))};
    return w->seconds && w->units;
}

void worker_end(worker *w)
{
    free(w->seconds);
    free(w->units);
}

static void tell(const char *name, const double *values, int64_t n)
{
    printf("\"%s\": [", name);
    for (int64_t i = 0; i < n; i++)
        printf("%s%.9g", i ? ", " : "", values[i]);
    printf("]");
}

bool worker_more(worker *w)
{
    if (w->left > 0)
        return true;
    if (!w->ready)
        printf("{\"ready\": true}\n");
    else {
        printf("{");
        tell("seconds", w->seconds, w->done);
        printf(", ");
        tell("units", w->units, w->done);
        printf("}\n");
    }
    fflush(stdout);
    long long warm, count;
    if (scanf("%lld %lld", &warm, &count) != 2 || warm < 0 || count < 1 || count > WORKER_MAX)
        return false;
    w->ready = true;
    w->warm = warm;
    w->left = warm + count;
    w->done = 0;
    return true;
}

void worker_note(worker *w, double seconds, double units)
{
    w->left--;
    if (w->warm > 0) {
        w->warm--;
        return;
    }
    w->seconds[w->done] = seconds;
    w->units[w->done++] = units;
}

double worker_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
