/* First tokens: what is read at them alone is computed for them alone, with the same numbers; where that cannot be, the
 * graph stays as it was. */
#include "graph/execution.h"
#include "graph/passes.h"
#include "support.h"

enum { ROWS = 3, TOKENS = 9, WIDTH = 4, EACH = TOKENS / ROWS };

typedef struct net {
    aift__graph *graph;
    double y[ROWS * WIDTH];
} net;

enum form { PLAIN, READ_TWICE, SEVERAL, LATE };

/* first_token(add(gelu(linear(x)), x)); READ_TWICE: the linear is an output too; SEVERAL: the mean of two tokens;
 * LATE: the offsets are computed after the rest. */
static void build(aift_context *context, enum form form, net *out)
{
    aift__graph *g;
    assert_ok(aift__graph_create(context, &g));
    aift__dim t = aift__dim_const(g->dims, TOKENS), width = aift__dim_const(g->dims, WIDTH);
    aift__dim ends = aift__dim_const(g->dims, ROWS + 1), rows = aift__dim_const(g->dims, ROWS);
    aift__value x = aift__graph_input(g, "x", AIFT_DTYPE_F64, 2, (aift__dim[]){t, width});
    aift__value w = aift__graph_input(g, "w", AIFT_DTYPE_F64, 2, (aift__dim[]){width, width});
    aift__value r = aift__graph_input(g, "r", AIFT_DTYPE_F64, 1, &rows);
    aift__value offsets = aift__graph_input(g, "offsets", AIFT_DTYPE_I32, 1, &ends);
    aift__value a = aift__graph_apply(g, "linear", NULL, (aift__value[]){x, w}, 2);
    aift__value b = aift__graph_apply(g, "gelu", NULL, &a, 1);
    b = aift__graph_apply(g, "add", NULL, (aift__value[]){b, x}, 2);
    if (form == LATE)
        offsets = aift__graph_apply(g, "row_offsets", (const aift__attr_set[]){{"length", .i = EACH}, {NULL}},
                                    &r, 1);
    const aift__attr_set count[] = {{"count", .i = form == SEVERAL ? 2 : 1}, {NULL}};
    b = aift__graph_apply(g, "first_token", count, (aift__value[]){b, offsets}, 2);
    assert_ok(aift__graph_output(g, "y", b));
    if (form == READ_TWICE)
        assert_ok(aift__graph_output(g, "a", a));
    out->graph = g;
}

static void run(net *n)
{
    static double x[TOKENS * WIDTH], w[WIDTH * WIDTH], r[ROWS];
    static int32_t offsets[ROWS + 1] = {0, EACH, 2 * EACH, TOKENS};
    const struct {
        const char *name;
        void *data;
    } inputs[] = {{"x", x}, {"w", w}, {"r", r}, {"offsets", offsets}};
    for (int i = 0; i < TOKENS * WIDTH; i++)
        x[i] = (i * 7 % 11 - 5) / 4.0;
    for (int i = 0; i < WIDTH * WIDTH; i++)
        w[i] = (i * 5 % 7 - 3) / 3.0;
    aift__execution *e;
    assert_ok(aift__execution_create(n->graph, NULL, &e));
    for (size_t i = 0; i < AIFT__COUNT(inputs); i++) {
        aift__value value = aift__graph_find(n->graph, AIFT__VALUE_INPUT, inputs[i].name);
        if (value != AIFT__NO_VALUE)
            aift__execution_bind(e, value, inputs[i].data);
    }
    assert_ok(aift__execution_run(e, NULL, &(aift__run){0}));
    memcpy(n->y, aift__execution_value(e, aift__graph_find_output(n->graph, "y"))->data, sizeof n->y);
    aift__execution_destroy(e);
}

static int64_t lines_of(const net *n, const char *op)
{
    for (size_t i = 0; i < n->graph->n_nodes; i++)
        if (strcmp(n->graph->nodes[i].op->name, op) == 0) {
            int64_t lines = 0;
            aift__dim_is_const(n->graph->dims, n->graph->values[n->graph->nodes[i].out[0]].type.dim[0],
                               &lines);
            return lines;
        }
    return 0;
}

static void same_numbers(void **state)
{
    static const struct {
        enum form form;
        int64_t linear, add;
    } cases[] = {
        {PLAIN, ROWS, ROWS}, {READ_TWICE, TOKENS, ROWS}, {SEVERAL, TOKENS, TOKENS}, {LATE, TOKENS, TOKENS}};
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    (void)state;
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        net before, after;
        build(context, cases[i].form, &before);
        build(context, cases[i].form, &after);
        assert_ok(aift__pass_first_token(after.graph));
        assert_int_equal(lines_of(&before, "linear"), TOKENS);
        assert_int_equal(lines_of(&after, "linear"), cases[i].linear);
        assert_int_equal(lines_of(&after, "add"), cases[i].add);
        run(&before);
        run(&after);
        assert_memory_equal(after.y, before.y, sizeof after.y);
        aift__graph_destroy(before.graph);
        aift__graph_destroy(after.graph);
    }
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
