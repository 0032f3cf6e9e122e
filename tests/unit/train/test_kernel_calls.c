/* train: what a step of a BERT asks of the machine, counted: its kernel calls, by operator, and its arena. A pass that no
 * longer does its work is seen here, where no clock is asked. */
#include "golden.h"
#include "graph/plan.h"
#include "train/trainer.h"

enum { BATCHES = 2 };

typedef struct counts {
    int64_t of[256]; /* by operator's place in the registry */
} counts;

static void count(void *user, const aift__node *node, const aift__call *call, double seconds)
{
    counts *c = user;
    (void)call, (void)seconds;
    for (int32_t i = 0; i < aift__op_count(); i++)
        c->of[i] += aift__op_at(i) == node->op;
}

static int64_t calls(const counts *c, const char *op)
{
    for (int32_t i = 0; i < aift__op_count(); i++)
        if (strcmp(aift__op_at(i)->name, op) == 0)
            return c->of[i];
    fail_msg("there is no operator %s", op);
    return -1;
}

typedef struct fixture {
    aift_test_heap *heap;
    aift_context *context;
    golden g;
    aift_model *model;
    aift_trainer *trainer;
} fixture;

static int setup(void **state)
{
    static fixture f;
    f.heap = aift_test_heap_create();
    f.context = aift_test_context(f.heap, 1);
    f.g = golden_open(f.context);
    f.model = golden_model(f.context);
    assert_ok(aift_trainer_create(f.model, f.g.dataset, NULL, &f.trainer));
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    aift_trainer_release(f->trainer);
    aift_model_release(f->model);
    golden_close(&f->g);
    aift_context_release(f->context);
    aift_test_heap_destroy(f->heap);
    return 0;
}

enum { LAYERS = 2, WIDTH = 32, WIDE = 64, HEADS = 2 }; /* of the golden model, which has no dropout */

/* Calls of a batch. Two products beside those of the layers: pooler and classifier. The last layer's query is asked
 * of first tokens only, so that it is not with key and value. */
static void kernel_calls_of_a_batch(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *op;
        int64_t calls;
    } expected[] = {
        {"linear_qkv", LAYERS - 1},
        {"linear", 2 * LAYERS + 3 + 2},
        {"linear_gelu", LAYERS},
        {"attention", LAYERS},
        {"add_norm", 2 * LAYERS + 1},
        {"softmax_cross_entropy", 1},
        {"linear_grad_input", 5 * LAYERS + 2},
        {"linear_grad_input_gelu", LAYERS},
        {"linear_grad_weight", 6 * LAYERS + 2},
        {"attention_grad", LAYERS},
        {"layer_norm_grad_input", 2 * LAYERS + 1},
        {"gelu", LAYERS},               /* again, for the gradients of weights */
        {"layer_norm", 2 * LAYERS + 1}, /* the same */
        {"first_token", 1},
        {"add", 2}, /* of embeddings, and of first tokens' gradients: the other sums are other kernels' */
        {"gelu_grad", 0},
        {"add_norm_grad", 0}, /* without dropout the two gradients are one */
        {"dropout", 0},
        {"copy", 0},
        {"softmax", 0},
    };
    const size_t rows[] = {0, 1, 2, 3};
    counts c = {0};
    double loss;
    aift__execution_observe(f->trainer->execution, count, &c);
    for (int i = 0; i < BATCHES; i++)
        assert_ok(aift_trainer_backward(f->trainer, rows, AIFT__COUNT(rows), &loss));
    for (size_t i = 0; i < AIFT__COUNT(expected); i++)
        if (calls(&c, expected[i].op) != BATCHES * expected[i].calls)
            fail_msg("%s: %lld calls in %d batches: expected %lld a batch", expected[i].op,
                     (long long)calls(&c, expected[i].op), BATCHES, (long long)expected[i].calls);
}

/* What a token keeps for the gradients, in floats: q, k, v, what attention gives, two sums and what GELU is applied to;
 * statistics of two norms and of each head. */
static void arena_of_a_batch(void **state)
{
    fixture *f = *state;
    const int64_t kept = LAYERS * (6 * WIDTH + WIDE + 4 + HEADS), at_once = WIDE + 3 * WIDTH, tokens = 10000;
    int64_t capacity[2];
    aift__plan *plan;
    aift__inputs_symbols(&f->trainer->inputs, (aift__capacity){100, tokens}, capacity);
    assert_ok(aift__plan_create(f->trainer->graph, capacity, &plan));
    if ((double)plan->arena_bytes > 4.0 * (double)(tokens * (kept + at_once)))
        fail_msg("the arena has %.1f floats a token: expected %lld that are kept and %lld at once",
                 (double)plan->arena_bytes / 4 / (double)tokens, (long long)kept, (long long)at_once);
    aift__plan_destroy(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kernel_calls_of_a_batch, setup, teardown),
        cmocka_unit_test_setup_teardown(arena_of_a_batch, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
