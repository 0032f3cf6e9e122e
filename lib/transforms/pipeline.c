/* A pipeline: made of entries, checked for its order, run. */
#include <stdio.h>

#include "codec/json_field.h"
#include "transforms/steps.h"

/* Each step takes what the one before gives; in training and outside of it. */
static aift_status check_order(const aift__pipeline *pipeline, bool training)
{
    aift__sample_kind kind = 0;
    const aift__step *before = NULL;
    for (size_t i = 0; i < pipeline->n; i++) {
        const aift__step *step = &pipeline->steps[i];
        if (!aift__step_runs(step->when, training))
            continue;
        if (before && before->type->batch)
            return aift__fail(AIFT_E_INVALID,
                              "%s cannot stand behind %s, which is of whole batches and the last",
                              step->type->name, before->type->name);
        if (before && !(step->type->takes & kind))
            return aift__fail(AIFT_E_INVALID, "%s cannot stand behind %s, which gives %s", step->type->name,
                              before->type->name, aift__sample_kind_name(kind));
        if (!before && !(step->type->takes & pipeline->takes))
            return aift__fail(AIFT_E_INVALID,
                              "%s cannot be the first of the transforms in %s: they are given %s",
                              step->type->name, training ? "training" : "evaluation",
                              aift__sample_kind_name(pipeline->takes));
        if (!before)
            kind = pipeline->takes;
        kind = step->type->gives ? step->type->gives : kind;
        before = step;
    }
    return AIFT_OK;
}

/* Pictures, unless the first step is for sound. */
static aift__sample_kind kind_of(const aift__pipeline *pipeline)
{
    bool sound = pipeline->n && pipeline->steps[0].type->takes & AIFT__SAMPLE_SOUND;
    return sound ? AIFT__SAMPLE_SOUND : AIFT__SAMPLE_PICTURE;
}

static aift_status add_step(aift__pipeline *pipeline, const aift__entry *entry)
{
    char where[64];
    snprintf(where, sizeof where, "%s[%zu]", entry->list, entry->at);
    aift__step *step = &pipeline->steps[pipeline->n];
    AIFT__TRY(aift__transform_create(pipeline->context, entry->type, entry->json, where, &step->self));
    step->type = entry->type;
    step->when = entry->when;
    pipeline->n++;
    return AIFT_OK;
}

aift_status aift__pipeline_create(aift_context *context, const aift__json *config, aift__pipeline **out)
{
    aift_status status;
    aift__entries entries = {.n = 0};
    *out = NULL;
    aift__pipeline *pipeline = aift__calloc(context, 1, sizeof *pipeline);
    if (!pipeline)
        return AIFT_E_NOMEM;
    pipeline->context = aift_context_retain(context);
    AIFT__GOTO(aift__json_copy(config, &pipeline->config));
    if (aift__json_given(config, "scaled_decoding"))
        AIFT__GOTO(aift__json_field_bool(config, NULL, "scaled_decoding", &pipeline->scaled_decoding));
    AIFT__GOTO(aift__entries_read(config, &entries));
    for (size_t i = 0; i < entries.n; i++)
        AIFT__GOTO(add_step(pipeline, &entries.of[i]));
    pipeline->takes = kind_of(pipeline);
    AIFT__GOTO(check_order(pipeline, true));
    AIFT__GOTO(check_order(pipeline, false));
    *out = pipeline;
out:
    aift__json_free(entries.made);
    if (status != AIFT_OK)
        aift__pipeline_destroy(pipeline);
    return status;
}

aift_status aift__pipeline_parse(aift_context *context, const char *text, size_t size, const char *name,
                                 aift__pipeline **out)
{
    aift__json *config = NULL;
    *out = NULL;
    AIFT__TRY(aift__json_parse(text, size, name, &config));
    aift_status status = aift__pipeline_create(context, config, out);
    aift__json_free(config);
    return status == AIFT_OK || status == AIFT_E_NOMEM ? status : aift__fail_in(status, "%s: ", name);
}

void aift__pipeline_destroy(aift__pipeline *pipeline)
{
    if (!pipeline)
        return;
    aift_context *context = pipeline->context;
    for (size_t i = 0; i < pipeline->n; i++)
        aift__transform_destroy(context, pipeline->steps[i].type, pipeline->steps[i].self);
    aift__json_free(pipeline->config);
    aift__free(context, pipeline);
    aift_context_release(context);
}

aift__sample_kind aift__pipeline_takes(const aift__pipeline *pipeline)
{
    return pipeline->takes;
}

void aift__pipeline_least(const aift__pipeline *pipeline, bool training, int32_t *height, int32_t *width)
{
    *height = *width = 0;
    for (size_t i = 0; i < pipeline->n && pipeline->scaled_decoding; i++) {
        const aift__step *step = &pipeline->steps[i];
        if (!aift__step_runs(step->when, training))
            continue;
        if (step->type->least)
            step->type->least(step->self, height, width);
        if (!step->type->keeps_places)
            return;
    }
}

/* Puts the step in front of the message. */
static aift_status fail(aift_status status, const aift__step *step)
{
    return status == AIFT_E_NOMEM ? status : aift__fail_in(status, "%s: ", step->type->name);
}

static aift_status expect_kind(const aift__pipeline *pipeline, const aift__shape *shape)
{
    if (shape->kind == pipeline->takes)
        return AIFT_OK;
    return aift__fail(AIFT_E_INVALID, "the transforms take %s, not %s",
                      aift__sample_kind_name(pipeline->takes), aift__sample_kind_name(shape->kind));
}

aift_status aift__pipeline_shape(const aift__pipeline *pipeline, bool training, aift__shape *shape)
{
    AIFT__TRY(expect_kind(pipeline, shape));
    for (size_t i = 0; i < pipeline->n; i++) {
        const aift__step *step = &pipeline->steps[i];
        if (!aift__step_runs(step->when, training))
            continue;
        aift_status status = step->type->shape ? step->type->shape(step->self, shape) : AIFT_OK;
        if (status != AIFT_OK)
            return fail(status, step);
        shape->kind = step->type->gives ? step->type->gives : shape->kind;
    }
    return AIFT_OK;
}

/* The random numbers of a row's step: the seed and the epoch make the key, the row and the step the counter. */
static aift__rng rng_of(const aift__draw *draw, size_t step)
{
    uint32_t counter[4] = {(uint32_t)draw->epoch, (uint32_t)(draw->epoch >> 32), 0x7472616Eu, 0};
    uint32_t seed[2] = {(uint32_t)draw->seed, (uint32_t)(draw->seed >> 32)}, key[4];
    aift__philox(counter, seed, key);
    return (aift__rng){
        .key = {key[0], key[1]},
        .counter = {0, (uint32_t)step, (uint32_t)draw->row, (uint32_t)(draw->row >> 32)},
        .used = 4,
    };
}

aift_status aift__pipeline_run(const aift__pipeline *pipeline, const aift__draw *draw, aift__workspace *space,
                               aift__sample *sample)
{
    AIFT__TRY(expect_kind(pipeline, &sample->shape));
    for (size_t i = 0; i < pipeline->n; i++) {
        const aift__step *step = &pipeline->steps[i];
        if (step->type->batch || !aift__step_runs(step->when, draw->training))
            continue;
        aift__rng rng = rng_of(draw, i);
        aift_status status = step->type->apply(step->self, &rng, space, sample);
        if (status != AIFT_OK)
            return fail(status, step);
    }
    return AIFT_OK;
}

/* The step that is of whole batches, which is the last in training; steps for evaluation may stand behind it. */
static const aift__step *batch_step(const aift__pipeline *pipeline)
{
    for (size_t i = pipeline->n; i-- > 0;)
        if (pipeline->steps[i].type->batch)
            return &pipeline->steps[i];
    return NULL;
}

bool aift__pipeline_has_batch(const aift__pipeline *pipeline)
{
    return batch_step(pipeline) != NULL;
}

aift_status aift__pipeline_run_batch(const aift__pipeline *pipeline, const aift__draw *draw,
                                     aift__workspace *space, const aift__batch *batch, double *lambda)
{
    const aift__step *step = batch_step(pipeline);
    *lambda = 1;
    if (!draw->training || !step)
        return AIFT_OK;
    aift__rng rng = rng_of(draw, (size_t)(step - pipeline->steps));
    aift_status status = step->type->batch(step->self, &rng, space, batch, lambda);
    return status == AIFT_OK ? AIFT_OK : fail(status, step);
}
