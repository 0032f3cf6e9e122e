/* A pointwise, a depthwise and a pointwise convolution become one node where that pays, which gives what they gave; what
 * another reads, or what has a bias, stays a node of its own. */
#include <stdlib.h>

#include "base/philox.h"
#include "graph/execution.h"
#include "graph/passes.h"
#include "kernels/inverted_residual.h"
#include "support.h"

enum { SIDE = 32, THIN = 4, WIDE = 96, KERNEL = 3, MAX_WEIGHTS = 20, SIZE = THIN * SIDE * SIDE };

typedef enum how { AS_IT_IS, NOTHING_WIDENS, ANOTHER_READS, BIASED, HOWS } variant;

static aift__value weight_of(aift__graph *g, const char *name, const char *last, int32_t rank,
                             const int64_t *shape)
{
    char full[32];
    snprintf(full, sizeof full, "%s.%s", name, last);
    return aift__graph_parameter(g, full, AIFT_DTYPE_F64, rank, shape);
}

static aift__value stage(aift__graph *g, const char *name, aift__value x, int64_t in, int64_t out,
                         int64_t kernel, bool biased, const char *act)
{
    const int64_t groups = kernel > 1 ? in : 1, pad = kernel / 2;
    const aift__attr_set conv[] = {{"pad_top", .i = pad},   {"pad_left", .i = pad},  {"pad_bottom", .i = pad},
                                   {"pad_right", .i = pad}, {"groups", .i = groups}, {NULL}};
    aift__value in_conv[3] = {x, weight_of(g, name, "conv", 4, (int64_t[]){out, in / groups, kernel, kernel}),
                              biased ? weight_of(g, name, "conv_bias", 1, &out) : AIFT__NO_VALUE};
    aift__value in_norm[5] = {aift__graph_apply(g, "conv2d", conv, in_conv, 3),
                              weight_of(g, name, "weight", 1, &out), weight_of(g, name, "bias", 1, &out),
                              weight_of(g, name, "mean", 1, &out), weight_of(g, name, "var", 1, &out)};
    const aift__attr_set norm[] = {{"eps", .f = in == THIN ? 0.01 : 0.2}, {NULL}};
    aift__value y = aift__graph_apply(g, "batch_norm", norm, in_norm, 5);
    return act ? aift__graph_apply(g, act, NULL, &y, 1) : y;
}

static aift_status build(aift_context *context, variant how, aift__graph **out)
{
    AIFT__TRY(aift__graph_create(context, out));
    aift__graph *g = *out;
    const int64_t first = how == NOTHING_WIDENS ? WIDE : THIN;
    aift__dim side = aift__dim_const(g->dims, SIDE);
    const aift__dim dims[] = {aift__dim_symbol(g->dims, "rows"), side, side, aift__dim_const(g->dims, first)};
    aift__value x = aift__graph_input(g, "x", AIFT_DTYPE_F64, 4, dims);
    aift__value wide = how == NOTHING_WIDENS ? x : stage(g, "widen", x, THIN, WIDE, 1, false, "relu6");
    aift__value y = stage(g, "depth", wide, WIDE, WIDE, KERNEL, how == BIASED, "silu");
    y = stage(g, "narrow", y, WIDE, THIN, 1, false, NULL);
    if (how != NOTHING_WIDENS)
        y = aift__graph_apply(g, "add", NULL, (aift__value[]){x, y}, 2);
    if (how == ANOTHER_READS)
        aift__graph_output(g, "wide", wide);
    aift__graph_output(g, "y", y);
    return aift__graph_status(g);
}

static aift_status fuse(aift__graph *g)
{
    AIFT__TRY(aift__pass_fuse_norm(g));
    AIFT__TRY(aift__pass_fuse_conv(g));
    return aift__pass_dead_code(g);
}

static void fill(aift__rng *rng, double low, size_t n, double *to)
{
    for (size_t i = 0; i < n; i++)
        to[i] = low + aift__rng_uniform(rng);
}

static void run(const aift__graph *g, double *y)
{
    static double x[WIDE * SIDE * SIDE], weights[MAX_WEIGHTS][WIDE * 9];
    const int64_t rows = 1;
    aift__execution *e;
    aift__rng rng;
    int n = 0;
    aift__rng_init(&rng, 3, 0);
    fill(&rng, -0.5, AIFT__COUNT(x), x);
    assert_ok(aift__execution_create(g, NULL, &e));
    for (size_t v = 0; v < g->n_values; v++) {
        if (g->values[v].kind != AIFT__VALUE_PARAMETER)
            continue;
        assert_true(n < MAX_WEIGHTS);
        fill(&rng, strstr(g->values[v].name, ".var") ? 0.5 : -0.4, AIFT__COUNT(weights[n]), weights[n]);
        aift__execution_bind(e, (aift__value)v, weights[n++]);
    }
    aift__execution_bind(e, aift__graph_find(g, AIFT__VALUE_INPUT, "x"), x);
    assert_ok(aift__execution_run(e, &rows, &(aift__run){.training = false}));
    memcpy(y, aift__execution_value(e, aift__graph_find_output(g, "y"))->data, SIZE * sizeof *y);
    aift__execution_destroy(e);
}

static int count(const aift__graph *g, const char *op)
{
    int found = 0;
    for (size_t i = 0; i < g->n_nodes; i++)
        found += strcmp(g->nodes[i].op->name, op) == 0;
    return found;
}

static void gives_the_same(void **state)
{
    static const int alone[HOWS] = {0, 2, 3, 3}; /* convolutions that stay nodes */
    static double plain[SIZE], fused[SIZE];
    for (variant how = 0; how < HOWS; how++) {
        aift_test_heap *heap = aift_test_heap_create();
        aift_context *context = aift_test_context(heap, 2);
        aift__graph *g;
        assert_ok(build(context, how, &g));
        run(g, plain);
        assert_ok(fuse(g));
        run(g, fused);
        for (int i = 0; i < SIZE; i++)
            assert_close(fused[i], plain[i], 1e-12);
        const aift__kernel_context kernel = {.context = context};
        const bool pays =
            aift__inverted_residual_pays(&kernel, &(aift__conv){1, SIDE, SIDE, WIDE, SIDE, SIDE, WIDE, KERNEL,
                                                                KERNEL, 1, 1, 1, 1, 1, 1, WIDE});
        const int convs = how == NOTHING_WIDENS ? 2 : 3;
        assert_int_equal(count(g, "conv2d_norm"), pays ? alone[how] : convs);
        assert_int_equal(count(g, "inverted_residual"), pays && how == AS_IT_IS);
        aift__graph_destroy(g);
        aift_context_release(context);
        aift_test_heap_destroy(heap);
    }
}

static aift_status scenario(aift_context *context, void *arg)
{
    aift__graph *g;
    aift_status status = build(context, AS_IT_IS, &g);
    if (status == AIFT_OK)
        status = fuse(g);
    aift__graph_destroy(g);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(scenario, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_same),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
