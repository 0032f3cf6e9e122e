/* What threads work with: as many as there were threads at a time. */
#include "tasks/workers.h"

void aift__workers_init(aift__workers *workers, aift_context *context)
{
    *workers = (aift__workers){.context = context};
    aift__lock_init(&workers->lock);
}

void aift__workers_finish(aift__workers *workers)
{
    for (aift__worker *w = workers->idle, *next; w; w = next) {
        next = w->next;
        aift__sample_finish(&w->sample);
        aift__workspace_finish(&w->space);
        aift__free(workers->context, w);
    }
    aift__lock_finish(&workers->lock);
}

aift__worker *aift__workers_take(aift__workers *workers)
{
    aift__lock_take(&workers->lock);
    aift__worker *w = workers->idle;
    if (w)
        workers->idle = w->next;
    aift__lock_give(&workers->lock);
    if (w || !(w = aift__calloc(workers->context, 1, sizeof *w)))
        return w;
    aift__sample_init(&w->sample, workers->context);
    aift__workspace_init(&w->space, workers->context);
    return w;
}

void aift__workers_give(aift__workers *workers, aift__worker *worker)
{
    aift__lock_take(&workers->lock);
    worker->next = workers->idle;
    workers->idle = worker;
    aift__lock_give(&workers->lock);
}
