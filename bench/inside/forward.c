/* Where the time of a prediction goes: operator by operator, with packed weights, as `aift predict` runs them.
 *
 * forward --model DIR [--tokens N] [--rows N] [--runs N] ...
 *
 * All rows have so many tokens, drawn at random; the words do not matter to the time. */
#include <stdio.h>

#include "../arguments.h"
#include "aift/aift.h"
#include "base/clock.h"
#include "graph/program.h"
#include "profile.h"
#include "tasks/session.h"
#include "tasks/tokens.h"

static struct {
    const char *model;
    int64_t tokens, rows, runs, warmup, threads, plain;
} args = {.tokens = 128, .rows = 1, .runs = 500, .warmup = 50};

static const argument table[] = {
    {"--model", "the folder of a text model with labels", .text = &args.model},
    {"--tokens", "of each row; default 128", .number = &args.tokens},
    {"--rows", "default 1", .number = &args.rows},
    {"--runs", "default 500", .number = &args.runs},
    {"--warmup", "runs before; default 50", .number = &args.warmup},
    {"--threads", "default: one a processor", .number = &args.threads},
    {"--plain", "weights that are not packed", .flag = &args.plain},
    {NULL},
};

typedef struct forward {
    aift_context *context;
    aift_model *model;
    aift__weights *weights;
    aift__graph *graph;
    aift__program *program;
    aift__execution *execution;
    aift__inputs inputs;
    int64_t symbols[2];
} forward;

static aift_status fill(forward *f)
{
    aift__inputs *in = &f->inputs;
    in->filled = (aift__capacity){args.rows, args.rows * args.tokens};
    AIFT__TRY(aift__inputs_reserve(in, in->filled));
    int32_t *ids = in->data[0], *offsets = in->data[2];
    for (int64_t i = 0; i < in->filled.length; i++)
        ids[i] = (int32_t)((i * 7919) % 1000);
    for (int64_t i = 0; i <= args.rows; i++)
        offsets[i] = (int32_t)(i * args.tokens);
    aift__token_types(f->model, offsets, (size_t)args.rows, in->data[1]);
    aift__inputs_bind(in, f->execution);
    aift__inputs_symbols(in, in->filled, f->symbols);
    return AIFT_OK;
}

static aift_status open(forward *f)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = (int32_t)args.threads;
    AIFT__TRY(aift_context_create(&options, &f->context));
    AIFT__TRY(aift_model_load(f->context, args.model, NULL, &f->model));
    AIFT__TRY(aift__model_ready(f->model, &f->weights));
    AIFT__TRY(aift__session_graph(f->model, AIFT__LOGITS, &f->graph));
    AIFT__TRY(aift__program_create(f->graph, f->weights, !args.plain, &f->program));
    AIFT__TRY(aift__execution_create(f->graph, NULL, &f->execution));
    AIFT__TRY(aift__program_bind(f->program, f->execution));
    aift__inputs_open(&f->inputs, f->model, f->graph);
    if (f->inputs.modality != AIFT__TEXT)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: only text models are shown here", args.model);
    return fill(f);
}

static void close(forward *f)
{
    aift__inputs_close(&f->inputs);
    aift__execution_destroy(f->execution);
    aift__program_release(f->program);
    aift__graph_destroy(f->graph);
    aift__weights_release(f->weights);
    aift_model_release(f->model);
    aift_context_release(f->context);
}

static aift_status run(forward *f, profile *p)
{
    double begin = 0;
    p->tokens = f->inputs.filled.length;
    p->rows = args.rows;
    for (int64_t i = -args.warmup; i < args.runs; i++) {
        if (i == 0) {
            aift__execution_observe(f->execution, profile_observe, p);
            begin = aift__clock_seconds();
        }
        AIFT__TRY(aift__execution_run(f->execution, f->symbols, &(aift__run){.training = false}));
    }
    const double all = (aift__clock_seconds() - begin) / (double)args.runs;
    profile_show(p, (double)args.runs, all);
    double flops = 0;
    for (int i = 0; i < p->n_lines; i++)
        flops += p->lines[i].flops;
    printf("\n%.3f ms a run, of which nodes %.3f; %.1f MFLOP, %.1f GFLOP/s\n", all * 1e3,
           p->in_nodes / (double)args.runs * 1e3, flops / (double)args.runs / 1e6,
           flops / (double)args.runs / all / 1e9);
    return AIFT_OK;
}

int main(int argc, char **argv)
{
    static profile p;
    forward f = {NULL};
    if (arguments_read(table, argc, argv) != 0)
        return 2;
    aift_status status = open(&f);
    if (status == AIFT_OK)
        status = run(&f, &p);
    if (status != AIFT_OK)
        fprintf(stderr, "forward: %s\n", aift_last_error());
    close(&f);
    return status == AIFT_OK ? 0 : 1;
}
