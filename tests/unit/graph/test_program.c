/* A program: its packed weights give the numbers of the plain ones, and belong to one version of the weights. */
#include "graph/program.h"
#include "support.h"

enum { IN = 800 /* several blocks */, OUT = 37, TOKENS = 5 };

typedef struct scene {
    aift__graph *graph;
    aift__weights *weights;
    aift__value x, y;
} scene;

static aift_status make_weights(aift_context *context, float first, aift__weights **out)
{
    AIFT__TRY(aift__weights_create(context, out));
    aift_tensor *tensor;
    AIFT__TRY(aift__tensor_create(context, AIFT_DTYPE_F32, 2, (const int64_t[]){OUT, IN}, &tensor));
    for (int i = 0; i < OUT * IN; i++)
        ((float *)tensor->data)[i] = first + (float)(i % 11) / 7 - 0.7f;
    return aift__weights_add(*out, "w", tensor);
}

static aift_status make(aift_context *context, scene *s)
{
    *s = (scene){0};
    AIFT__TRY(make_weights(context, 0, &s->weights));
    AIFT__TRY(aift__graph_create(context, &s->graph));
    aift__dims *dims = s->graph->dims;
    s->x = aift__graph_input(s->graph, "x", AIFT_DTYPE_F32, 2,
                             (const aift__dim[]){aift__dim_symbol(dims, "t"), aift__dim_const(dims, IN)});
    aift__value w = aift__graph_parameter(s->graph, "w", AIFT_DTYPE_F32, 2, (const int64_t[]){OUT, IN});
    s->y = aift__graph_apply(s->graph, "linear", NULL, (const aift__value[]){s->x, w}, 2);
    aift__graph_output(s->graph, "y", s->y);
    return aift__graph_status(s->graph);
}

static void end(scene *s)
{
    aift__graph_destroy(s->graph);
    aift__weights_release(s->weights);
}

/* Runs with these weights, by way of a program or bound directly. */
static aift_status run(scene *s, aift__weights *weights, bool program, float *out)
{
    float x[TOKENS * IN];
    const int64_t tokens = TOKENS;
    aift__execution *e;
    aift__program *p = NULL;
    for (int i = 0; i < TOKENS * IN; i++)
        x[i] = (float)(i % 13) / 11 - 0.5f;
    AIFT__TRY(aift__execution_create(s->graph, NULL, &e));
    aift_status status = program ? aift__program_create(s->graph, weights, true, &p) : AIFT_OK;
    if (status == AIFT_OK)
        status = program ? aift__program_bind(p, e) : aift__weights_bind(weights, s->graph, e);
    aift__execution_bind(e, s->x, x);
    if (status == AIFT_OK)
        status = aift__execution_run(e, &tokens, &(aift__run){0});
    if (status == AIFT_OK)
        memcpy(out, aift__execution_value(e, s->y)->data, TOKENS * OUT * sizeof *out);
    aift__execution_destroy(e);
    aift__program_release(p);
    return status;
}

static void packed_is_plain(void **state)
{
    aift_context *context = aift_test_context(*state, 2);
    float plain[TOKENS * OUT], packed[TOKENS * OUT];
    scene s;
    assert_ok(make(context, &s));
    assert_ok(run(&s, s.weights, false, plain));
    assert_ok(run(&s, s.weights, true, packed));
    assert_true(plain[0] != plain[1]);
    assert_memory_equal(plain, packed, sizeof plain); /* summed up in one order */
    end(&s);
    aift_context_release(context);
}

/* What a trainer works on is read where it lies: a copy would be old after the next step. */
static void changing_weights_are_not_packed(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    float before[TOKENS * OUT], after[TOKENS * OUT];
    const int64_t tokens = TOKENS;
    float x[TOKENS * IN];
    scene s;
    aift__program *p;
    aift__execution *e;
    assert_ok(make(context, &s));
    for (int i = 0; i < TOKENS * IN; i++)
        x[i] = 1;
    aift__weights_set_change(s.weights, true);
    assert_ok(aift__program_create(s.graph, s.weights, true, &p));
    assert_ptr_equal(aift__program_weights(p), s.weights);
    assert_ok(aift__execution_create(s.graph, NULL, &e));
    assert_ok(aift__program_bind(p, e));
    aift__execution_bind(e, s.x, x);
    assert_ok(aift__execution_run(e, &tokens, &(aift__run){0}));
    memcpy(before, aift__execution_value(e, s.y)->data, sizeof before);
    ((float *)aift__weights_find(s.weights, "w")->data)[0] += 100;
    assert_ok(aift__execution_run(e, &tokens, &(aift__run){0}));
    memcpy(after, aift__execution_value(e, s.y)->data, sizeof after);
    assert_close(after[0] - before[0], 100, 1e-4);
    aift__execution_destroy(e);
    aift__program_release(p);
    end(&s);
    aift_context_release(context);
}

static aift_status whole(aift_context *context, void *arg)
{
    scene s;
    float out[TOKENS * OUT];
    aift_status status = make(context, &s);
    if (status == AIFT_OK)
        status = run(&s, s.weights, true, out);
    end(&s);
    return status;
}

static void survives_allocation_failure(void **state)
{
    aift_test_sweep(whole, NULL);
}

static int setup(void **state)
{
    *state = aift_test_heap_create();
    return 0;
}

static int teardown(void **state)
{
    aift_test_heap_destroy(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(packed_is_plain, setup, teardown),
        cmocka_unit_test_setup_teardown(changing_weights_are_not_packed, setup, teardown),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
