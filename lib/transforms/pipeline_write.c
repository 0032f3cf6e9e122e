/* A pipeline as the configuration to save. */
#include <string.h>

#include "transforms/processor.h"
#include "transforms/steps.h"

/* The default that reading gives. */
static aift__when usual(const aift__step *step)
{
    return step->type->random ? AIFT__WHEN_TRAINING : AIFT__WHEN_ALWAYS;
}

/* Adds a step to an array; `when` is left out where the reader knows it. */
static aift_status add_step(aift__json *array, const aift__step *step, bool with_when)
{
    aift__json *object = aift__json_new_object();
    if (!object)
        return AIFT_E_NOMEM;
    aift_status status = aift__transform_write(step->type, step->self, object);
    if (status == AIFT_OK && with_when && step->when != usual(step))
        status = aift__json_set(object, "when", aift__json_new_string(aift__when_names[step->when]));
    if (status == AIFT_OK)
        return aift__json_push(array, object);
    aift__json_free(object);
    return status;
}

enum { ALL = -1 };

/* The steps as an array: ALL of them, those of evaluation (0), or those of training alone (1). */
static aift_status list(const aift__pipeline *pipeline, int which, aift__json **out)
{
    *out = aift__json_new_array();
    if (!*out)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < pipeline->n; i++) {
        const aift__step *step = &pipeline->steps[i];
        if (which != ALL && (step->when == AIFT__WHEN_TRAINING) != which)
            continue;
        aift_status status = add_step(*out, step, which == ALL);
        if (status != AIFT_OK) {
            aift__json_free(*out);
            *out = NULL;
            return status;
        }
    }
    return AIFT_OK;
}

static bool is_key(const aift__processor *processor, const char *key)
{
    for (size_t i = 0; processor && processor->keys[i]; i++)
        if (strcmp(processor->keys[i], key) == 0)
            return true;
    return strcmp(key, "transforms") == 0 || strcmp(key, "augmentations") == 0;
}

/* What the file held besides what is written here. */
static aift_status others(const aift__json *config, const aift__processor *processor, aift__json **out)
{
    aift_status status = AIFT_OK;
    aift__json_item item;
    *out = aift__json_new_object();
    if (!*out)
        return AIFT_E_NOMEM;
    for (bool more = aift__json_first(config, &item); more; more = aift__json_next(config, &item)) {
        aift__json *copy = NULL;
        if (is_key(processor, item.key))
            continue;
        AIFT__GOTO(aift__json_copy(item.value, &copy));
        AIFT__GOTO(aift__json_set(*out, item.key, copy));
    }
out:
    if (status != AIFT_OK) {
        aift__json_free(*out);
        *out = NULL;
    }
    return status;
}

/* Whether the configuration, read, gives the same steps. */
static aift_status gives_same(const aift__pipeline *pipeline, const aift__json *config, bool *same)
{
    aift_status status;
    aift__pipeline *read = NULL;
    aift__json *lists[2] = {NULL, NULL};
    char *texts[2] = {NULL, NULL};
    *same = false;
    status = aift__pipeline_create(pipeline->context, config, &read);
    if (status != AIFT_OK) /* it says something else, then */
        return status == AIFT_E_NOMEM ? status : AIFT_OK;
    for (int i = 0; i < 2; i++) {
        AIFT__GOTO(list(i ? read : pipeline, ALL, &lists[i]));
        AIFT__GOTO(aift__json_write(pipeline->context, lists[i], 0, &texts[i]));
    }
    *same = strcmp(texts[0], texts[1]) == 0;
out:
    for (int i = 0; i < 2; i++) {
        aift__free(pipeline->context, texts[i]);
        aift__json_free(lists[i]);
    }
    aift__pipeline_destroy(read);
    return status;
}

/* Form 1; *out is NULL if it cannot say it. */
static aift_status write_class(const aift__pipeline *pipeline, const char *class, aift__json **out)
{
    aift_status status;
    bool said = false;
    aift__json *config = NULL, *evaluation = NULL, *training = NULL;
    const aift__processor *processor = aift__processor_find(class);
    *out = NULL;
    AIFT__GOTO(others(pipeline->config, processor, &config));
    AIFT__GOTO(list(pipeline, 0, &evaluation));
    AIFT__GOTO(processor->write(evaluation, class, config, &said));
    if (!said)
        goto out;
    AIFT__GOTO(list(pipeline, 1, &training));
    if (aift__json_size(training)) {
        status = aift__json_set(config, "augmentations", training);
        training = NULL;
        if (status != AIFT_OK)
            goto out;
    }
    AIFT__GOTO(gives_same(pipeline, config, &said));
    if (said) {
        *out = config;
        config = NULL;
    }
out:
    aift__json_free(config);
    aift__json_free(evaluation);
    aift__json_free(training);
    return status;
}

aift_status aift__pipeline_write(const aift__pipeline *pipeline, aift__json **out)
{
    aift__json *transforms = NULL;
    const char *class = aift__config_class(pipeline->config);
    const aift__processor *processor = class ? aift__processor_find(class) : NULL;
    *out = NULL;
    if (processor)
        AIFT__TRY(write_class(pipeline, class, out));
    if (*out)
        return AIFT_OK;
    AIFT__TRY(list(pipeline, ALL, &transforms));
    aift_status status = others(pipeline->config, processor, out);
    if (status != AIFT_OK)
        aift__json_free(transforms);
    else
        status = aift__json_set(*out, "transforms", transforms);
    if (status != AIFT_OK) {
        aift__json_free(*out);
        *out = NULL;
    }
    return status;
}
