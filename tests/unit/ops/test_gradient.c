/* Gradients of all operators, over the table of cases: what autodiff gives (gradient.h) against finite differences in
 * double, by calling the reference kernel with one element of an input changed at a time.
 */
#include "gradient.h"

static const double tolerance = 1e-8; /* of the gradient's largest element */

/* Builds the graph with its gradients and runs it, into t->grad. */
static aift_status gradients(aift_context *with, trial *t)
{
    const aift__run run = {
        .seed = AIFT_CASE_SEED, .step = AIFT_CASE_STEP, .row_base = AIFT_CASE_ROW_BASE, .training = true};
    AIFT__TRY(build(with, t));
    AIFT__TRY(aift__pass_autodiff(t->graph, t->out[0]));
    AIFT__TRY(aift__pass_dead_code(t->graph));
    aift__execution *e;
    AIFT__TRY(aift__execution_create(t->graph, NULL, &e));
    bind(t, e);
    aift_status status = aift__execution_run(e, NULL, &run);
    aift__execution_destroy(e);
    return status;
}

static void run_gradients(trial *t)
{
    aift_status status = gradients(context, t);
    if (status != AIFT_OK)
        fail_msg("%s (%s): %s", t->call.op->name, t->sizes, aift_last_error());
}

/* sum(c y) by the reference kernel */
static double objective(const trial *t)
{
    double sum = 0;
    assert_ok(aift_case_run(&t->call));
    for (int64_t i = 0; i < aift__arg_elements(&t->c); i++)
        sum += aift_case_get(&t->c, i) * aift_case_get(&t->call.out[0], i);
    return sum;
}

/* The central difference over five points, whose error is of the fourth order in the step. */
static double difference(const trial *t, int32_t input, int64_t i)
{
    const aift__arg *arg = &t->call.in[input];
    double h = t->call.source->step != 0 ? t->call.source->step : 1e-3, x = aift_case_get(arg, i);
    const double weight[] = {1.0 / 12, -8.0 / 12, 0, 8.0 / 12, -1.0 / 12};
    double sum = 0;
    for (int k = 0; k < 5; k++) {
        aift_case_set(arg, i, x + (k - 2) * h);
        sum += weight[k] == 0 ? 0 : weight[k] * objective(t) / h;
    }
    aift_case_set(arg, i, x);
    return sum;
}

/* The largest difference between autodiff's gradient of an input, times `factor`, and finite differences, as a
 * part of the gradient's largest element. `factor` other than 1 is the wrong gradient that must be caught. */
static double gradient_error(const trial *t, int32_t input, double factor)
{
    double largest = 0, off = 0;
    for (int64_t i = 0; i < aift__arg_elements(&t->grad[input]); i++) {
        double met = factor * aift_case_get(&t->grad[input], i), want = difference(t, input, i);
        if (!isfinite(met) || !isfinite(want))
            return INFINITY;
        largest = fmax(largest, fabs(want));
        off = fmax(off, fabs(met - want));
    }
    return off == 0 ? 0 : off / largest;
}

static void check_gradients(const aift_case *source, const char *sizes)
{
    trial t;
    start(&t, source, sizes);
    run_gradients(&t);
    for (int32_t i = 0; i < t.call.n_in; i++) {
        if (!t.trainable[i])
            continue;
        double error = gradient_error(&t, i, 1);
        if (!(error <= tolerance))
            fail_msg("%s (%s): the gradient of input %d is off by %g of its largest element", source->op,
                     sizes, (int)i, error);
    }
    end(&t);
}

static void check_wrong_gradients(const aift_case *source, const char *sizes)
{
    trial t;
    start(&t, source, sizes);
    run_gradients(&t);
    for (int32_t i = 0; i < t.call.n_in; i++)
        if (t.trainable[i] && !(gradient_error(&t, i, 1.01) > tolerance))
            fail_msg("%s (%s): 1.01 times the gradient of input %d is not seen", source->op, sizes, (int)i);
    end(&t);
}

/* With all but one input frozen, its gradient stays the same. */
static void check_frozen(const aift_case *source, const char *sizes)
{
    trial all;
    start(&all, source, sizes);
    run_gradients(&all);
    for (int32_t i = 0; i < all.call.n_in; i++) {
        if (!all.trainable[i])
            continue;
        trial one;
        start(&one, source, sizes);
        memset(one.trainable, 0, sizeof one.trainable);
        one.trainable[i] = true;
        run_gradients(&one);
        size_t bytes = (size_t)aift__arg_elements(&one.grad[i]) * sizeof(double);
        if (memcmp(one.grad[i].data, all.grad[i].data, bytes) != 0)
            fail_msg("%s (%s): the gradient of input %d changes when the others are frozen", source->op,
                     sizes, (int)i);
        end(&one);
    }
    end(&all);
}

/* fn for every case whose operator has a gradient, and each of its sizes. */
static void each(void (*fn)(const aift_case *source, const char *sizes))
{
    for (size_t c = 0; c < aift_n_cases; c++)
        for (int s = 0; s < AIFT_CASE_SIZES && aift_cases[c].sizes[s]; s++)
            if (aift__op_find(aift_cases[c].op)->grad)
                fn(&aift_cases[c], aift_cases[c].sizes[s]);
}

static void gradients_agree_with_finite_differences(void **state)
{
    each(check_gradients);
}

static void a_wrong_gradient_is_caught(void **state)
{
    each(check_wrong_gradients);
}

static void frozen_inputs_change_nothing(void **state)
{
    each(check_frozen);
}

/* Inputs and outputs without a gradient are refused by the operator's name, and so is an operator without any. */
static void what_has_no_gradient_is_refused(void **state)
{
    for (size_t c = 0; c < aift_n_cases; c++) {
        const aift_case *source = &aift_cases[c];
        const aift__op *op = aift__op_find(source->op);
        if (aift_case_gives_int(source))
            continue;
        for (int32_t k = op->grad ? 1 : 0; k < op->n_out; k++) {
            if (k > 0 && k == op->marks)
                continue;
            trial t;
            start(&t, source, source->sizes[0]);
            assert_ok(build(context, &t));
            assert_fails(aift__pass_autodiff(t.graph, t.out[k]), AIFT_E_UNSUPPORTED, op->name);
            end(&t);
        }
        for (int32_t i = 0; i < aift_case_inputs(source) && op->grad; i++) {
            if (!source->in[i].no_gradient)
                continue;
            trial t;
            start(&t, source, source->sizes[0]);
            t.trainable[i] = true; /* in autodiff's eyes only: it has no memory for a gradient */
            assert_ok(build(context, &t));
            assert_fails(aift__pass_autodiff(t.graph, t.out[0]), AIFT_E_UNSUPPORTED, op->name);
            end(&t);
        }
    }
}

/* Building, differentiating and running a case's graph, as one scenario. */
static aift_status scenario(aift_context *swept, void *arg)
{
    aift_status status = gradients(swept, arg);
    aift__graph_destroy(((trial *)arg)->graph);
    ((trial *)arg)->graph = NULL;
    return status;
}

static void survives_failing_allocations(void **state)
{
    for (size_t c = 0; c < aift_n_cases; c++) {
        if (!aift__op_find(aift_cases[c].op)->grad)
            continue;
        trial t;
        start(&t, &aift_cases[c], aift_cases[c].sizes[0]);
        aift_test_sweep(scenario, &t);
        end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_agree_with_finite_differences),
        cmocka_unit_test(a_wrong_gradient_is_caught),
        cmocka_unit_test(frozen_inputs_change_nothing),
        cmocka_unit_test(what_has_no_gradient_is_refused),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
