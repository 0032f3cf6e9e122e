/* Running a model forward: its inference graph, kept with the model, and executions to run it on.
 *
 * Threads: any number at once; each run takes an execution of its own from the session's store.
 */
#ifndef AIFT_LIB_TASKS_SESSION_H
#define AIFT_LIB_TASKS_SESSION_H

#include "data/ragged.h"
#include "tasks/task.h"

typedef struct aift__session aift__session;
typedef struct aift__runner aift__runner; /* an execution and its inputs */

/* Takes a runner for these weights; the model's session is made when there is none yet. Give it back. */
aift_status aift__runner_take(aift_model *model, aift__weights *weights, aift__runner **out);
void aift__runner_give(aift_model *model, aift__runner *runner); /* NULL is accepted */

/* Gives the memory of idle runners back to the system until they run again. */
void aift__runners_rest(aift_model *model);

/* The graph that runners run. */
aift_status aift__session_graph(const aift_model *model, aift__graph **out);

/* What a run gives; valid until the runner's next run or its return. */
typedef struct aift__forward {
    const float *logits;    /* [rows, labels] */
    const float *hidden;    /* [tokens, width] */
    const int32_t *offsets; /* rows + 1 */
} aift__forward;

/* Runs rows of tokenized texts. */
aift_status aift__runner_run(aift__runner *runner, const aift__ragged *texts, const size_t *rows, size_t n,
                             aift__forward *out);

#endif
