/* The golden tiny BERT and what PyTorch computes with it (tests/golden/README.md). */
#ifndef AIFT_TESTS_GOLDEN_H
#define AIFT_TESTS_GOLDEN_H

#include "support.h"

#include "aift/aift.h"
#include "codec/json.h"
#include "formats/safetensors.h"

typedef struct golden {
    aift__json *json;            /* expected.json */
    aift__safetensors *expected; /* expected.safetensors */
    const char *texts[12];
    const char *labels[12];
    aift_dataset *dataset;
} golden;

/* Reads the files; fails the test if they are not there. */
golden golden_open(aift_context *context);
void golden_close(golden *g);

/* Opens another file of tests/golden. */
aift__safetensors *golden_tensors(aift_context *context, const char *name);

/* A tensor's floats; fails the test if it is missing. */
const float *golden_floats(const aift__safetensors *file, const char *name, size_t *n);

/* The tiny model, loaded. */
aift_model *golden_model(aift_context *context);

/* The largest |a - b|; NaN counts as infinite. */
double golden_distance(const float *a, const float *b, size_t n);
double golden_largest(const float *a, size_t n);

#endif
