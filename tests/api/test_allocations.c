/* Memory that training allocates, by the library that asks for it: malloc stands here in front of the C library's
 * and looks at who calls. 100 steps with 100 different numbers of tokens, after the plan: none from libaift. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "support.h"

#include "aift/aift.h"

static atomic_bool counting;
static atomic_llong of_libaift, of_others;

static void count(const void *caller)
{
    Dl_info info;
    if (!atomic_load(&counting))
        return;
    atomic_store(&counting, false); /* dladdr may allocate */
    bool ours = dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "libaift");
    atomic_fetch_add(ours ? &of_libaift : &of_others, 1);
    atomic_store(&counting, true);
}

/* glibc's own names, which need no look-up. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size)
{
    count(__builtin_return_address(0));
    return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    count(__builtin_return_address(0));
    return __libc_calloc(n, size);
}

void *realloc(void *block, size_t size)
{
    count(__builtin_return_address(0));
    return __libc_realloc(block, size);
}

enum { ROWS = 64, STEPS = 100 };

/* Row i has i + 1 words. */
static aift_dataset *make_data(aift_context *context)
{
    static char texts[ROWS][ROWS * 4 + 1];
    const char *values[2 * ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t k = 0; k <= i; k++)
            strcat(texts[i], "sun ");
        values[2 * i] = texts[i];
        values[2 * i + 1] = i % 2 ? "bills" : "travel";
    }
    aift_dataset *data;
    assert_ok(
        aift_dataset_from_rows(context, (const char *const[]){"text", "label"}, 2, values, ROWS, &data));
    return data;
}

static void steps_allocate_nothing(void **state)
{
    aift_context_options context_options = AIFT_CONTEXT_OPTIONS_INIT;
    aift_context *context;
    context_options.num_threads = 2;
    assert_ok(aift_context_create(&context_options, &context));
    aift_dataset *data = make_data(context);
    aift_model *model;
    assert_ok(aift_model_load(context, aift_test_path("golden/tiny-bert"), NULL, &model));
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = 2;
    aift_trainer *trainer;
    atomic_store(&counting, true);
    aift_status created = aift_trainer_create(model, data, &options, &trainer);
    atomic_store(&counting, false);
    assert_ok(created);
    assert_true(atomic_load(&of_libaift) > 100); /* the count works */
    atomic_store(&of_libaift, 0);
    atomic_store(&of_others, 0);
    atomic_store(&counting, true);
    for (size_t step = 0; step < STEPS; step++) { /* 16 to 65 tokens, then 67 to 116 */
        size_t a = step < 50 ? 0 : 50;
        const size_t rows[2] = {a > step ? 0 : step - a, a ? ROWS - 1 : 10};
        double loss;
        aift_status status = aift_trainer_backward(trainer, rows, 2, &loss);
        if (status == AIFT_OK)
            status = aift_trainer_step(trainer, NULL);
        if (status != AIFT_OK)
            break;
    }
    atomic_store(&counting, false);
    print_message("allocations in %d steps: %lld by libaift, %lld by other libraries\n", (int)STEPS,
                  (long long)atomic_load(&of_libaift), (long long)atomic_load(&of_others));
    assert_int_equal(atomic_load(&of_libaift), 0);
    aift_trainer_release(trainer);
    aift_model_release(model);
    aift_dataset_release(data);
    aift_context_release(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(steps_allocate_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
