/* The inference graph of a model and a store of executions, in the model's cache. */
#include <string.h>

#include "graph/program.h"
#include "tasks/session.h"

enum { MAX_IDLE = 16 }; /* executions kept for later; more are freed */

struct aift__runner {
    aift__session *session;
    aift__execution *execution;
    aift__program *program; /* of the run, while it is taken */
    aift__inputs inputs;
    float *logits; /* of all rows, where they do not run at once */
    size_t cap_logits;
    aift__runner *next;
};

struct aift__session {
    aift__session *next; /* of the same model; with other outputs */
    aift__outputs outputs;
    aift_context *context;
    const aift_model *model; /* whose cache this is */
    aift__graph *graph;
    aift__value logits, states;
    int64_t at_once;        /* rows of a run */
    aift__program *program; /* of the weights used last; NULL */
    aift__runner *idle;
    size_t n_idle;
    size_t taken; /* runners that somebody has */
    bool over;    /* the model has dropped it: it goes with the last runner */
};

static void destroy_runner(aift__runner *runner)
{
    aift_context *context = runner->session->context;
    aift__execution_destroy(runner->execution);
    aift__program_release(runner->program);
    aift__inputs_close(&runner->inputs);
    aift__free(context, runner->logits);
    aift__free(context, runner);
}

static void destroy_session(aift__session *session)
{
    while (session->idle) {
        aift__runner *runner = session->idle;
        session->idle = runner->next;
        destroy_runner(runner);
    }
    aift__program_release(session->program);
    aift__graph_destroy(session->graph);
    aift__free(session->context, session);
}

/* The model drops its sessions, beside predictions that were in time. */
static void drop_sessions(void *data)
{
    for (aift__session *s = data, *next; s; s = next) {
        aift__lock *lock = aift__model_lock(s->model);
        next = s->next;
        aift__lock_take(lock);
        s->over = true;
        const bool unused = s->taken == 0;
        aift__lock_give(lock);
        if (unused)
            destroy_session(s);
    }
}

static aift_status create_session(aift_model *model, aift__outputs outputs, aift__session **out)
{
    aift__session *s = aift__calloc(model->context, 1, sizeof *s);
    if (!s)
        return AIFT_E_NOMEM;
    s->context = model->context;
    s->model = model;
    s->outputs = outputs;
    aift_status status = aift__session_graph(model, outputs, &s->graph);
    if (status == AIFT_OK)
        status = aift__session_at_once(model, s->graph, outputs, &s->at_once);
    if (status != AIFT_OK) {
        destroy_session(s);
        return status;
    }
    s->logits = aift__graph_find_output(s->graph, "logits");
    s->states = aift__graph_find_output(s->graph, "hidden");
    *out = s;
    return AIFT_OK;
}

static aift_status create_runner(aift__session *session, aift__runner **out)
{
    aift__runner *runner = aift__calloc(session->context, 1, sizeof *runner);
    if (!runner)
        return AIFT_E_NOMEM;
    runner->session = session;
    aift__inputs_open(&runner->inputs, session->model, session->graph);
    aift_status status = aift__execution_create(session->graph, NULL, &runner->execution);
    if (status != AIFT_OK) {
        aift__free(session->context, runner);
        return status;
    }
    *out = runner;
    return AIFT_OK;
}

/* The session and an idle runner of it, if there is one. */
static aift_status look(aift_model *model, aift__outputs outputs, aift__session **session,
                        aift__runner **runner)
{
    aift_status status = AIFT_OK;
    aift__lock_take(&model->lock);
    *session = model->cache.data;
    while (*session && (*session)->outputs != outputs)
        *session = (*session)->next;
    if (!*session) {
        status = create_session(model, outputs, session);
        if (status == AIFT_OK) {
            (*session)->next = model->cache.data;
            model->cache = (aift__model_cache){*session, drop_sessions};
        }
    }
    *runner = NULL;
    if (status == AIFT_OK)
        (*session)->taken++;
    if (status == AIFT_OK && (*session)->idle) {
        *runner = (*session)->idle;
        (*session)->idle = (*runner)->next;
        (*session)->n_idle--;
    }
    aift__lock_give(&model->lock);
    return status;
}

/* The program of these weights: the session's, or a new one, which becomes the session's. To pack takes longer than
 * one run gains: it is done for what runs `often`, or a second time. */
static aift_status find_program(aift_model *model, aift__session *session, aift__weights *weights, bool often,
                                aift__program **out)
{
    *out = NULL;
    aift__lock_take(&model->lock);
    bool known = session->program && aift__program_weights(session->program) == weights;
    if (known && aift__program_is_packed(session->program))
        *out = aift__program_retain(session->program);
    aift__lock_give(&model->lock);
    if (*out)
        return AIFT_OK;
    AIFT__TRY(aift__program_create(session->graph, weights, known || often, out));
    if (aift__weights_change(weights))
        return AIFT_OK;
    aift__lock_take(&model->lock);
    aift__program *old = session->program;
    session->program = aift__program_retain(*out);
    aift__lock_give(&model->lock);
    aift__program_release(old);
    return AIFT_OK;
}

/* One runner fewer is out. */
static void leave(aift_model *model, aift__session *session)
{
    aift__lock_take(&model->lock);
    const bool last = --session->taken == 0 && session->over;
    aift__lock_give(&model->lock);
    if (last)
        destroy_session(session);
}

aift_status aift__runner_take(aift_model *model, aift__weights *weights, aift__outputs outputs, bool often,
                              aift__runner **out)
{
    *out = NULL;
    aift__session *session;
    aift__runner *runner;
    AIFT__TRY(look(model, outputs, &session, &runner));
    aift_status status = runner ? AIFT_OK : create_runner(session, &runner);
    if (status != AIFT_OK) {
        leave(model, session);
        return status;
    }
    status = find_program(model, session, weights, often, &runner->program);
    if (status == AIFT_OK)
        status = aift__program_bind(runner->program, runner->execution);
    if (status != AIFT_OK) {
        aift__runner_give(model, runner);
        return status;
    }
    *out = runner;
    return AIFT_OK;
}

void aift__runner_give(aift_model *model, aift__runner *runner)
{
    if (!runner)
        return;
    aift__session *session = runner->session;
    aift__program_release(runner->program);
    runner->program = NULL;
    aift__lock_take(&model->lock);
    const bool keep = session->n_idle < MAX_IDLE && !session->over;
    if (keep) {
        runner->next = session->idle;
        session->idle = runner;
        session->n_idle++;
    }
    aift__lock_give(&model->lock);
    if (!keep)
        destroy_runner(runner);
    leave(model, session);
}

void aift__runners_rest(aift_model *model)
{
    aift__lock_take(&model->lock);
    for (const aift__session *s = model->cache.data; s; s = s->next)
        for (aift__runner *r = s->idle; r; r = r->next)
            aift__execution_rest(r->execution);
    aift__lock_give(&model->lock);
}

void aift__runners_forget(aift_model *model)
{
    aift__lock_take(&model->lock);
    for (aift__session *s = model->cache.data; s; s = s->next) {
        aift__program_release(s->program);
        s->program = NULL;
    }
    aift__lock_give(&model->lock);
}

aift__inputs *aift__runner_inputs(aift__runner *runner)
{
    return &runner->inputs;
}

static void give_hidden(const aift__arg *hidden, const aift__inputs *in, aift__forward *out)
{
    int64_t n = 1;
    out->hidden = hidden->data;
    for (int32_t i = 0; i < hidden->rank; i++)
        n *= hidden->dim[i];
    out->width = (size_t)hidden->dim[hidden->rank - 1];
    out->offsets = aift__inputs_offsets(in);
    out->row_tokens = (size_t)(n / (int64_t)out->width / in->filled.rows);
}

static aift_status run_rows(aift__runner *r, int64_t first, int64_t rows)
{
    int64_t symbols[2];
    aift__inputs_symbols(&r->inputs, (aift__capacity){.rows = rows}, symbols);
    aift__execution_bind(r->execution, r->inputs.value[0],
                         (float *)r->inputs.data[0] + first * r->inputs.row_elements);
    return aift__execution_run(r->execution, symbols, &(aift__run){.training = false});
}

static aift_status run_in_turns(aift__runner *r, aift__forward *out)
{
    const aift__session *s = r->session;
    const int64_t rows = r->inputs.filled.rows;
    for (int64_t first = 0; first < rows; first += s->at_once) {
        const int64_t n = AIFT__MIN(s->at_once, rows - first);
        AIFT__TRY(run_rows(r, first, n));
        const aift__arg *logits = aift__execution_value(r->execution, s->logits);
        const size_t each = (size_t)logits->dim[1];
        AIFT__TRY(aift__reserve(s->context, (void **)&r->logits, (size_t)rows * each - 1, &r->cap_logits,
                                sizeof *r->logits));
        memcpy(r->logits + (size_t)first * each, logits->data, (size_t)n * each * sizeof *r->logits);
    }
    *out = (aift__forward){.logits = r->logits};
    return AIFT_OK;
}

aift_status aift__runner_run(aift__runner *r, aift__forward *out)
{
    const aift__session *s = r->session;
    int64_t symbols[2];
    if (r->inputs.filled.rows > s->at_once)
        return run_in_turns(r, out);
    aift__inputs_bind(&r->inputs, r->execution);
    aift__inputs_symbols(&r->inputs, r->inputs.filled, symbols);
    AIFT__TRY(aift__execution_run(r->execution, symbols, &(aift__run){.training = false}));
    const float *logits =
        s->outputs == AIFT__HIDDEN ? NULL : aift__execution_value(r->execution, s->logits)->data;
    *out = (aift__forward){.logits = logits};
    if (s->outputs != AIFT__LOGITS)
        give_hidden(aift__execution_value(r->execution, s->states), &r->inputs, out);
    return AIFT_OK;
}
