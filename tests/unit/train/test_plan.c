/* train: the preflight: its counts against a real run, its memory against a real trainer, its limit and proposals. */
#include <math.h>
#include <stdlib.h>

#include "golden.h"
#include "train/preflight.h"

typedef struct fixture {
    aift_test_heap *heap;
    aift_context *context;
    golden g;
    aift_model *model;
} fixture;

static int setup(void **state)
{
    static fixture f;
    f.heap = aift_test_heap_create();
    f.context = aift_test_context(f.heap, 2);
    f.g = golden_open(f.context);
    f.model = golden_model(f.context);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    aift_model_release(f->model);
    golden_close(&f->g);
    aift_context_release(f->context);
    aift_test_heap_destroy(f->heap);
    return 0;
}

static aift_plan_figures plan_of(const fixture *f, const aift_dataset *rows, const aift_dataset *eval,
                                 const aift_train_options *options)
{
    aift_plan *made;
    assert_ok(aift_plan_create(f->model, rows, eval, options, NULL, &made));
    aift_plan_figures figures = *aift_plan_get(made);
    aift_plan_release(made);
    assert_int_equal(figures.struct_size, sizeof figures);
    assert_int_equal(figures.peak_bytes, figures.weights_bytes + figures.gradients_bytes +
                                             figures.optimizer_bytes + figures.activations_bytes +
                                             figures.third_party_bytes + figures.other_bytes);
    assert_true(figures.weights_bytes > 0 && figures.gradients_bytes > 0 && figures.activations_bytes > 0 &&
                figures.third_party_bytes >= 0 && figures.other_bytes > 0);
    assert_int_equal(figures.optimizer_bytes, 2 * figures.gradients_bytes);
    return figures;
}

static aift_plan_figures plan(const fixture *f, const aift_dataset *eval, const aift_train_options *options)
{
    return plan_of(f, f->g.dataset, eval, options);
}

/* Steps, rows and tokens are those that a run reports. */
static void counts_are_of_the_run(void **state)
{
    fixture *f = *state;
    static const struct {
        int64_t max_steps;
        double epochs;
        int32_t batch, micro;
    } runs[] = {{-1, 1, 5, 1}, {-1, 2.5, 4, 2}, {1, 1, 4, 2}, {7, 1, 5, 1}, {-1, 1, 64, 1}, {-1, 130, 12, 1}};
    for (size_t i = 0; i < AIFT__COUNT(runs); i++) {
        aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
        options.max_steps = runs[i].max_steps;
        options.num_train_epochs = runs[i].epochs;
        options.per_device_train_batch_size = runs[i].batch;
        options.gradient_accumulation_steps = runs[i].micro;
        aift_plan_figures got = plan(f, NULL, &options);
        aift_train_report *report;
        char want[128];
        assert_ok(aift_train(f->model, f->g.dataset, NULL, &options, &report));
        snprintf(want, sizeof want, "\"rows\":%lld,\"tokens\":%lld,", (long long)got.rows,
                 (long long)got.tokens);
        assert_contains(aift_train_report_json(report), want);
        snprintf(want, sizeof want, "\"steps\":%lld,", (long long)got.steps);
        assert_contains(aift_train_report_json(report), want);
        assert_int_equal(got.batch_rows, AIFT__MIN(runs[i].batch, 12));
        assert_close(got.flops_per_step * (double)got.steps, got.flops, 1e-9 * got.flops);
        aift_train_report_release(report);
    }
}

static void parameters_are_counted(void **state)
{
    fixture *f = *state;
    const char *embeddings[] = {"bert.embeddings.*"};
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    int64_t all = 0, frozen = 0;
    for (size_t i = 0; i < aift_model_num_parameters(f->model); i++) {
        const char *name = aift_model_parameter_name(f->model, i);
        aift_tensor *tensor;
        assert_ok(aift_model_parameter(f->model, name, &tensor));
        int64_t n = (int64_t)(aift_tensor_nbytes(tensor) / sizeof(float));
        all += n;
        frozen += strncmp(name, "bert.embeddings.", 16) == 0 ? n : 0;
        aift_tensor_release(tensor);
    }
    aift_plan_figures whole = plan(f, NULL, &options);
    options.freeze = embeddings;
    options.num_freeze = 1;
    aift_plan_figures part = plan(f, NULL, &options);
    assert_int_equal(whole.parameters, all);
    assert_int_equal(whole.trainable_parameters, all);
    assert_int_equal(part.parameters, all);
    assert_int_equal(part.trainable_parameters, all - frozen);
    assert_true(part.gradients_bytes < whole.gradients_bytes && part.flops < whole.flops);
}

static void add_flops(void *user, const aift__node *node, const aift__call *call, double seconds)
{
    (void)seconds;
    *(double *)user += node->op->flops ? node->op->flops(call) : 0;
}

/* One batch of all rows: the arena and the FLOPs are those of a trainer that runs it. */
static void equals_a_trainer(void **state)
{
    fixture *f = *state;
    static const size_t rows[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = 12;
    options.num_train_epochs = 1;
    aift_plan_figures got = plan(f, NULL, &options);
    aift_trainer *trainer;
    double loss, flops = 0;
    assert_ok(aift_trainer_create(f->model, f->g.dataset, &options, &trainer));
    aift__execution_observe(trainer->execution, add_flops, &flops);
    assert_ok(aift_trainer_backward(trainer, rows, 12, &loss));
    assert_int_equal(got.activations_bytes, aift__execution_arena_bytes(trainer->execution));
    assert_int_equal(aift__execution_plans(trainer->execution), 1);
    assert_close(got.flops, flops, 1e-6 * flops);
    aift_trainer_release(trainer);
}

/* An evaluation takes turns with training; the best of several is kept. */
static void evaluation_counts(void **state)
{
    fixture *f = *state;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = options.per_device_eval_batch_size = 1;
    options.num_train_epochs = 1;
    aift_plan_figures without = plan(f, NULL, &options), with = plan(f, f->g.dataset, &options);
    assert_int_equal(with.activations_bytes, without.activations_bytes);
    assert_int_equal(with.weights_bytes, without.weights_bytes);
    size_t often[240];
    aift_dataset *many;
    for (size_t i = 0; i < AIFT__COUNT(often); i++)
        often[i] = i % 12;
    assert_ok(aift_dataset_select(f->g.dataset, often, AIFT__COUNT(often), &many));
    options.per_device_eval_batch_size = 240;
    assert_true(plan(f, many, &options).activations_bytes > without.activations_bytes);
    aift_dataset_release(many);
    options.num_train_epochs = 2;
    int64_t kept = plan(f, f->g.dataset, &options).weights_bytes - without.weights_bytes;
    assert_true(kept >= without.trainable_parameters * 4);
    options.load_best_model_at_end = 0;
    assert_int_equal(plan(f, f->g.dataset, &options).weights_bytes, without.weights_bytes);
}

enum { MANY = 480 };

/* Rows enough that what they take is more than what a sanitizer keeps from one plan to the next. */
static aift_dataset *many_rows(const fixture *f)
{
    size_t often[MANY];
    aift_dataset *many;
    for (size_t i = 0; i < MANY; i++)
        often[i] = i % 12;
    assert_ok(aift_dataset_select(f->g.dataset, often, MANY, &many));
    return many;
}

/* The proposal keeps the rows of a step, and is what a plan with these sizes says. */
static void proposes_what_fits(void **state)
{
    fixture *f = *state;
    aift_dataset *rows = many_rows(f);
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = MANY;
    options.num_train_epochs = 1;
    aift_plan_figures whole = plan_of(f, rows, rows, &options);
    options.memory_limit = whole.peak_bytes - whole.activations_bytes / 4;
    aift_plan_figures refused = plan_of(f, rows, rows, &options);
    assert_int_equal(refused.fits, 0);
    int32_t batch = refused.proposed_train_batch_size;
    assert_true(batch >= 1);
    assert_true(refused.proposed_peak_bytes <= options.memory_limit);
    assert_int_equal(batch * refused.proposed_accumulation_steps, MANY);
    options.per_device_train_batch_size = batch;
    options.gradient_accumulation_steps = refused.proposed_accumulation_steps;
    options.per_device_eval_batch_size = refused.proposed_eval_batch_size;
    options.memory_limit = 0;
    aift_plan_figures tried = plan_of(f, rows, rows, &options);
    assert_int_equal(tried.steps, refused.steps);
    assert_int_equal(tried.fits, 1);
    assert_close(tried.peak_bytes - tried.other_bytes, refused.proposed_peak_bytes - refused.other_bytes,
                 16 * (double)refused.batch_tokens);
    options.memory_limit =
        tried.peak_bytes + (64 << 20); /* other tests' and sanitizers' memory comes and goes */
    aift_train_report *report;
    assert_ok(aift_train(f->model, rows, rows, &options, &report));
    aift_train_report_release(report);
    aift_dataset_release(rows);
}

/* No batch but one of a single row makes up 479 rows: the proposal has hardly more, in as few batches as fit. */
static void proposes_where_nothing_divides(void **state)
{
    fixture *f = *state;
    enum { PRIME = MANY - 1 };
    aift_dataset *rows = many_rows(f);
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = PRIME;
    options.num_train_epochs = 1;
    aift_plan_figures whole = plan_of(f, rows, NULL, &options);
    options.memory_limit = whole.peak_bytes - whole.activations_bytes * 7 / 12; /* some 200 rows */
    aift_plan_figures refused = plan_of(f, rows, NULL, &options);
    int32_t batch = refused.proposed_train_batch_size, times = refused.proposed_accumulation_steps;
    assert_int_equal(refused.fits, 0);
    assert_true(times >= 2 && batch > PRIME / 8);
    assert_true(batch * times >= PRIME && batch * times < PRIME + times);
    options.per_device_train_batch_size = (PRIME + times - 2) / (times - 1); /* a batch less a step */
    assert_int_equal(plan_of(f, rows, NULL, &options).fits, 0);
    options.per_device_train_batch_size = PRIME;
    aift_train_report *report;
    char said[96];
    snprintf(said, sizeof said, "(a step then has %d rows, not %d)", batch * times, PRIME);
    assert_fails(aift_train(f->model, rows, NULL, &options, &report), AIFT_E_RANGE, said);
    aift_dataset_release(rows);
}

/* A step of more rows than accumulation can make up: what fits is proposed all the same. */
static void proposes_for_giant_steps(void **state)
{
    fixture *f = *state;
    aift_dataset *rows = many_rows(f);
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = options.gradient_accumulation_steps = 65536;
    options.num_train_epochs = 1;
    aift_plan_figures whole = plan_of(f, rows, NULL, &options);
    options.memory_limit = whole.peak_bytes - whole.activations_bytes / 4;
    aift_plan_figures refused = plan_of(f, rows, NULL, &options);
    assert_int_equal(refused.fits, 0);
    assert_true(refused.proposed_train_batch_size > MANY / 4);
    assert_int_equal(refused.proposed_accumulation_steps, 65536);
    aift_dataset_release(rows);
}

static void refuses_beyond_the_limit(void **state)
{
    fixture *f = *state;
    char before[65], after[65];
    aift_train_report *report;
    assert_ok(aift_model_digest(f->model, before));
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = 12;
    options.num_train_epochs = 1;
    options.memory_limit = 1;
    assert_fails(aift_train(f->model, f->g.dataset, NULL, &options, &report), AIFT_E_RANGE,
                 "memory_limit is 1 bytes");
    assert_contains(aift_last_error(), "even one row a batch needs ");
    assert_null(report);
    assert_int_equal(plan(f, NULL, &options).proposed_train_batch_size, 0);
    options.memory_limit = -1;
    assert_fails(aift_train(f->model, f->g.dataset, NULL, &options, &report), AIFT_E_RANGE,
                 "memory_limit is -1");
    assert_ok(aift_model_digest(f->model, after));
    assert_string_equal(before, after);
}

static void calibrates_on_a_copy(void **state)
{
    fixture *f = *state;
    char before[65], after[65];
    aift_plan *made;
    aift_plan_options o = AIFT_PLAN_OPTIONS_INIT;
    assert_ok(aift_model_digest(f->model, before));
    assert_ok(aift_plan_create(f->model, f->g.dataset, f->g.dataset, NULL, &o, &made));
    assert_true(aift_plan_get(made)->seconds == 0);
    assert_contains(aift_plan_json(made), "\"seconds\":null,");
    assert_contains(aift_plan_json(made), "\"memory_limit\":null,\"fits\":true,\"proposal\":null}");
    aift_plan_release(made);
    o.calibration_seconds = 1e-3;
    assert_ok(aift_plan_create(f->model, f->g.dataset, f->g.dataset, NULL, &o, &made));
    assert_true(aift_plan_get(made)->seconds > 0);
    aift_plan_release(made);
    assert_ok(aift_model_digest(f->model, after));
    assert_string_equal(before, after);
    o.calibration_seconds = NAN;
    assert_fails(aift_plan_create(f->model, f->g.dataset, NULL, NULL, &o, &made), AIFT_E_RANGE,
                 "calibration_seconds");
    assert_null(made);
}

enum { LARGEST = 6 << 20 };

static void *malloc_small(void *user, size_t size)
{
    (void)user;
    return size > LARGEST ? NULL : malloc(size);
}

static void *realloc_small(void *user, void *block, size_t size)
{
    (void)user;
    return size > LARGEST ? NULL : realloc(block, size);
}

static void free_small(void *user, void *block)
{
    (void)user;
    free(block);
}

/* What a training needs is told where there is not memory enough to try it. */
static void tells_without_trying(void **state)
{
    fixture *f = *state;
    aift_context_options small = AIFT_CONTEXT_OPTIONS_INIT;
    small.allocator = (aift_allocator){NULL, malloc_small, realloc_small, free_small};
    aift_context *context;
    aift_plan *made;
    aift_dataset *rows = many_rows(f);
    assert_ok(aift_context_create(&small, &context));
    aift_model *model = golden_model(context);
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    aift_plan_options o = AIFT_PLAN_OPTIONS_INIT;
    options.per_device_train_batch_size = MANY;
    o.calibration_seconds = 1e-3;
    assert_ok(aift_plan_create(model, rows, NULL, &options, &o, &made));
    assert_true(aift_plan_get(made)->activations_bytes > LARGEST);
    assert_int_equal(aift_plan_get(made)->fits, 1);
    assert_true(aift_plan_get(made)->seconds == 0);
    assert_contains(aift_plan_json(made), "\"seconds\":null,");
    aift_plan_release(made);
    aift_model_release(model);
    aift_context_release(context);
    aift_dataset_release(rows);
}

/* Nor is it tried where the system would end the process for it. */
static void tries_what_the_machine_holds(void **state)
{
    fixture *f = *state;
    aift_trainer *trainer;
    aift__preflight p;
    aift_plan_figures figures;
    assert_ok(aift__trainer_open(f->model, f->g.dataset, NULL, &trainer));
    assert_ok(aift__preflight_open(trainer, NULL, &p));
    assert_ok(aift__preflight_figures(&p, &trainer->options, &figures));
    assert_true(p.memory >= figures.peak_bytes);
    p.memory = figures.peak_bytes - 1;
    assert_fails(aift__preflight_calibrate(&p, 1e-3, &figures), AIFT_E_NOMEM, "out of memory");
    assert_true(figures.seconds == 0 && !trainer->flat.params);
    p.memory++;
    assert_ok(aift__preflight_calibrate(&p, 1e-3, &figures));
    assert_true(figures.seconds > 0);
    aift__preflight_close(&p);
    aift__trainer_end(trainer, false);
}

/* Whether the system keeps large pages away from this memory; -1: it does not say. */
static int has_small_pages(const void *at)
{
    FILE *file = fopen("/proc/self/smaps", "r");
    char line[512];
    int result = -1;
    for (bool here = false; file && result < 0 && fgets(line, sizeof line, file);) {
        unsigned long long begin, end;
        if (sscanf(line, "%llx-%llx ", &begin, &end) == 2)
            here = begin <= (uintptr_t)at && (uintptr_t)at < end;
        else if (here && strncmp(line, "VmFlags:", 8) == 0)
            result = strstr(line, " nh") != NULL;
    }
    if (file)
        fclose(file);
    return result;
}

/* The plan counts the pages that rows occur in; large pages would bring those around them. */
static void rows_take_small_pages(void **state)
{
    fixture *f = *state;
    aift_context *standard;
    aift_trainer *trainer;
    if (!aift_test_exists("/sys/kernel/mm/transparent_hugepage") ||
        has_small_pages(&(char){0}) < 0) /* the stack */
        skip_because("this system has no large pages, or does not tell");
    assert_ok(aift_context_create(NULL, &standard));
    aift_model *model = golden_model(standard);
    assert_ok(aift_trainer_create(model, f->g.dataset, NULL, &trainer));
    const aift__flat *flat = &trainer->flat;
    aift_tensor *const buffers[] = {flat->grads, flat->m, flat->v};
    int sparse = 0;
    for (size_t i = 0; i < flat->n_parts; i++) {
        const aift__flat_part *part = &flat->parts[i];
        if (!part->rows || (size_t)part->n * sizeof(float) < 3 * aift__page_bytes())
            continue; /* no whole page for sure */
        sparse++;
        for (size_t k = 0; k < AIFT__COUNT(buffers); k++)
            if (has_small_pages((float *)buffers[k]->data + part->start + part->n / 2) != 1)
                fail_msg("%s: its buffer %zu may have large pages", part->name, k);
    }
    assert_true(sparse > 0);
    aift_trainer_release(trainer);
    aift_model_release(model);
    aift_context_release(standard);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(counts_are_of_the_run),
        CASE(parameters_are_counted),
        CASE(equals_a_trainer),
        CASE(evaluation_counts),
        CASE(proposes_what_fits),
        CASE(proposes_where_nothing_divides),
        CASE(proposes_for_giant_steps),
        CASE(refuses_beyond_the_limit),
        CASE(calibrates_on_a_copy),
        CASE(tells_without_trying),
        CASE(tries_what_the_machine_holds),
        CASE(rows_take_small_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
