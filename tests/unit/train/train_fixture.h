/* What the tests of training share: the golden tiny BERT with its rows, on a heap that counts. */
#ifndef AIFT_TESTS_TRAIN_FIXTURE_H
#define AIFT_TESTS_TRAIN_FIXTURE_H

#include <math.h>

#include "golden.h"

static const size_t all_rows[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

typedef struct fixture {
    aift_test_heap *heap;
    aift_context *context;
    golden g;
    aift_model *model;
} fixture;

static inline int setup(void **state)
{
    static fixture f;
    f.heap = aift_test_heap_create();
    f.context = aift_test_context(f.heap, 2);
    f.g = golden_open(f.context);
    f.model = golden_model(f.context);
    *state = &f;
    return 0;
}

static inline int teardown(void **state)
{
    fixture *f = *state;
    aift_model_release(f->model);
    golden_close(&f->g);
    aift_context_release(f->context);
    aift_test_heap_destroy(f->heap);
    return 0;
}

#endif
