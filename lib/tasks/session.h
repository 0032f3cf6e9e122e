/* Running a model forward: its inference graph, kept with the model, and executions to run it on.
 *
 * Threads: any number at once; each run takes an execution of its own from the session's store.
 */
#ifndef AIFT_LIB_TASKS_SESSION_H
#define AIFT_LIB_TASKS_SESSION_H

#include "tasks/inputs.h"
#include "tasks/task.h"

typedef struct aift__session aift__session;
typedef struct aift__runner aift__runner; /* an execution and its inputs */

/* Takes a runner for these weights, which gives these outputs; the model's session is made when there is none yet.
 * `often`: it is to run more than once. Give it back. */
aift_status aift__runner_take(aift_model *model, aift__weights *weights, aift__outputs outputs, bool often,
                              aift__runner **out);
void aift__runner_give(aift_model *model, aift__runner *runner); /* NULL is accepted */

/* Gives the memory of idle runners back to the system until they run again. */
void aift__runners_rest(aift_model *model);

/* Drops the copies of weights that sessions keep for later runs; those of runs that go on stay until their end. */
void aift__runners_forget(aift_model *model);

/* The graph that runners run. */
aift_status aift__session_graph(const aift_model *model, aift__outputs outputs, aift__graph **out);

/* Rows that run at once, of however many: pictures and sounds run a few at a time, so that what one node writes still
 * lies in the cache when the next reads it. */
aift_status aift__session_at_once(const aift_model *model, const aift__graph *graph, aift__outputs outputs,
                                  int64_t *rows);

/* What a run gives; valid until the runner's next run or its return. */
typedef struct aift__forward {
    const float *logits; /* [rows, labels]; NULL of the body alone */
    /* Where hidden states are no output, the others are 0. */
    const float *hidden;    /* of row i [tokens, width] */
    const int32_t *offsets; /* text: rows + 1: where each row's tokens begin; else NULL: */
    size_t row_tokens;      /* all rows have so many */
    size_t width;
} aift__forward;

/* The runner's inputs, which a feed fills before a run. */
aift__inputs *aift__runner_inputs(aift__runner *runner);

/* Runs what its inputs hold. */
aift_status aift__runner_run(aift__runner *runner, aift__forward *out);

#endif
