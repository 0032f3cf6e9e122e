/* The inside of a pipeline: for the files that read, write and run it. */
#ifndef AIFT_LIB_TRANSFORMS_STEPS_H
#define AIFT_LIB_TRANSFORMS_STEPS_H

#include "transforms/pipeline.h"
#include "transforms/transform.h"

typedef enum aift__when { AIFT__WHEN_ALWAYS, AIFT__WHEN_TRAINING, AIFT__WHEN_EVALUATION } aift__when;

extern const char *const aift__when_names[]; /* ended by NULL */

typedef struct aift__step {
    const aift__transform *type;
    void *self;
    aift__when when;
} aift__step;

struct aift__pipeline {
    aift_context *context;
    aift__step steps[AIFT__MOST_STEPS];
    size_t n;
    aift__sample_kind takes;
    bool scaled_decoding;
    aift__json *config; /* as it was read */
};

/* Whether a step is done in training, or outside of it. */
static inline bool aift__step_runs(aift__when when, bool training)
{
    return when == AIFT__WHEN_ALWAYS || (when == AIFT__WHEN_TRAINING) == training;
}

/* An entry of the list that is to become steps. */
typedef struct aift__entry {
    const aift__json *json;
    const aift__transform *type;
    aift__when when;
    const char *list; /* the array's name and the place in it, for messages */
    size_t at;
} aift__entry;

typedef struct aift__entries {
    aift__entry of[AIFT__MOST_STEPS];
    size_t n;
    aift__json *made; /* what a processor has made; NULL: nothing. Freed by the caller */
} aift__entries;

/* The entries of a configuration, augmentations in their places. Free `made` whatever it returns. */
aift_status aift__entries_read(const aift__json *config, aift__entries *out);

/* The class of Hugging Face that the configuration names, NULL: none. */
const char *aift__config_class(const aift__json *config);

#endif
