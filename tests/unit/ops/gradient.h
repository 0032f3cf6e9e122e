/* One case of an operator as a graph of one node, whose floating inputs are trainable parameters. The "loss" is the
 * node's first output, and its gradient a random tensor c, so that autodiff gives the gradient of sum(c y).
 */
#ifndef AIFT_TESTS_OPS_GRADIENT_H
#define AIFT_TESTS_OPS_GRADIENT_H

#include <math.h>
#include <stdlib.h>

#include "support.h"

#include "base/philox.h"
#include "cases/ops.h"
#include "graph/execution.h"
#include "graph/passes.h"

/* One case at work. */
typedef struct trial {
    const char *sizes;
    aift_case_call call;
    aift__graph *graph;
    aift__value in[AIFT__MAX_IN], out[AIFT__MAX_OUT];
    aift__arg c;                  /* the gradient of the first output */
    aift__arg grad[AIFT__MAX_IN]; /* what autodiff gives; data is NULL for inputs without */
    bool trainable[AIFT__MAX_IN]; /* the inputs that a gradient is asked for */
} trial;

static aift_test_heap *heap;
static aift_context *context;

static inline int set_up(void **state)
{
    heap = aift_test_heap_create();
    context = aift_test_context(heap, 2);
    return 0;
}

static inline int tear_down(void **state)
{
    aift_context_release(context);
    aift_test_heap_destroy(heap);
    return 0;
}

static inline bool differentiable(const aift_case_input *input)
{
    return input->fill != AIFT_CASE_ABSENT && !aift_case_is_int(input) && !input->no_gradient;
}

static inline aift__arg like(const aift__arg *arg)
{
    aift__arg copy = *arg;
    copy.data = aift__aligned_alloc(context, (size_t)aift__arg_elements(arg) * sizeof(double));
    assert_non_null(copy.data);
    return copy;
}

/* The graph of one node, with its inputs as they are in the call. */
static inline aift_status build(aift_context *with, trial *t)
{
    AIFT__TRY(aift__graph_create(with, &t->graph));
    for (int32_t i = 0; i < t->call.n_in; i++) {
        const aift__arg *arg = &t->call.in[i];
        char name[16];
        snprintf(name, sizeof name, "in%d", (int)i);
        t->in[i] = AIFT__NO_VALUE;
        if (t->trainable[i]) {
            t->in[i] = aift__graph_parameter(t->graph, name, arg->dtype, arg->rank, arg->dim);
        } else if (arg->data) {
            aift__dim dims[AIFT__MAX_RANK];
            for (int32_t axis = 0; axis < arg->rank; axis++)
                dims[axis] = aift__dim_const(t->graph->dims, arg->dim[axis]);
            t->in[i] = aift__graph_input(t->graph, name, arg->dtype, arg->rank, dims);
        }
        AIFT__TRY(aift__graph_status(t->graph));
        if (t->trainable[i])
            t->graph->values[t->in[i]].trainable = true;
    }
    return aift__graph_node(t->graph, t->call.op->name, t->call.source->attrs, t->in, t->call.n_in, t->out,
                            t->call.op->n_out);
}

static inline void start(trial *t, const aift_case *source, const char *sizes)
{
    *t = (trial){.sizes = sizes};
    aift_case_make(context, source, sizes, 1, AIFT_DTYPE_F64, &t->call);
    t->c = like(&t->call.out[0]);
    aift__rng rng;
    aift__rng_init(&rng, 2, aift__name_key(source->op));
    for (int64_t i = 0; i < aift__arg_elements(&t->c); i++)
        aift_case_set(&t->c, i, 0.5 + aift__rng_uniform(&rng) * (i % 2 ? 1 : -1));
    for (int32_t i = 0; i < t->call.n_in; i++)
        if ((t->trainable[i] = differentiable(&source->in[i])))
            t->grad[i] = like(&t->call.in[i]);
}

static inline void end(trial *t)
{
    for (int32_t i = 0; i < t->call.n_in; i++)
        aift__aligned_free(context, t->grad[i].data);
    aift__aligned_free(context, t->c.data);
    aift__graph_destroy(t->graph);
    aift_case_free(&t->call);
}

static inline void bind(const trial *t, aift__execution *e)
{
    aift__execution_bind(e, aift__graph_find(t->graph, AIFT__VALUE_INPUT, "loss_scale"), t->c.data);
    for (int32_t i = 0; i < t->call.n_in; i++) {
        if (t->in[i] != AIFT__NO_VALUE)
            aift__execution_bind(e, t->in[i], t->call.in[i].data);
        char name[32];
        snprintf(name, sizeof name, AIFT__GRAD_PREFIX "in%d", (int)i);
        if (t->trainable[i])
            aift__execution_bind(e, aift__graph_find(t->graph, AIFT__VALUE_STATE, name), t->grad[i].data);
    }
}

#endif
