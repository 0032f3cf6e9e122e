/* preprocessor_config.json: a pipeline, written and read again, and run over a small picture or recording as in training
 * and as in evaluation. Memory bounds the sizes: 8 MiB. */
#include <math.h>

#include "codec/json.h"
#include "fuzz.h"
#include "transforms/pipeline.h"

static aift_status give(aift__sample *sample, aift__sample_kind kind)
{
    const aift__shape picture = {AIFT__SAMPLE_PICTURE, {7, 5, 3}, 0},
                      sound = {AIFT__SAMPLE_SOUND, {2, 500, 1}, 8000};
    const aift_status status = aift__sample_make(sample, kind == AIFT__SAMPLE_PICTURE ? &picture : &sound);
    for (size_t i = 0; status == AIFT_OK && kind == AIFT__SAMPLE_PICTURE && i < 7 * 5 * 3; i++)
        sample->pixels[i] = (uint8_t)(i * 37);
    for (size_t i = 0; status == AIFT_OK && kind == AIFT__SAMPLE_SOUND && i < 2 * 500; i++)
        sample->values[i] = sinf((float)i / 7);
    return status;
}

static void run(aift_context *context, const aift__pipeline *pipeline, bool training)
{
    aift__sample sample;
    aift__workspace space;
    const aift__draw draw = {training, 1, 2, 3};
    aift__sample_init(&sample, context);
    aift__workspace_init(&space, context);
    aift_status status = give(&sample, aift__pipeline_takes(pipeline));
    aift__shape told = sample.shape;
    const aift_status shaped = status == AIFT_OK ? aift__pipeline_shape(pipeline, training, &told) : status;
    if (status == AIFT_OK)
        status = aift__pipeline_run(pipeline, &draw, &space, &sample);
    if (status == AIFT_OK) { /* what was told before is what it is */
        fuzz_expect(shaped == AIFT_OK && told.kind == sample.shape.kind);
        for (int i = 0; i < 3; i++)
            fuzz_expect(told.size[i] == AIFT__SHAPE_VARIES || told.size[i] == sample.shape.size[i]);
        fuzz_touch(sample.data, aift__shape_bytes(&sample.shape));
    }
    fuzz_expect(status != AIFT_E_INTERNAL && shaped != AIFT_E_INTERNAL);
    aift__workspace_finish(&space);
    aift__sample_finish(&sample);
}

static void write_again(aift_context *context, const aift__pipeline *pipeline)
{
    aift__json *json;
    char *text = NULL;
    aift__pipeline *again = NULL;
    if (!fuzz_call(aift__pipeline_write(pipeline, &json), json))
        return;
    if (fuzz_call(aift__json_write(context, json, 0, &text), text)) {
        const aift_status status = aift__pipeline_parse(context, text, strlen(text), "again.json", &again);
        fuzz_call(status, again);
        fuzz_expect(status == AIFT_OK || status == AIFT_E_NOMEM);
    }
    aift__pipeline_destroy(again);
    aift__free(context, text);
    aift__json_free(json);
}

FUZZ_HARNESS(preprocessor)
{
    aift_context *context = fuzz_begin(8 << 20);
    aift__pipeline *pipeline;
    const aift_status status = aift__pipeline_parse(context, size ? (const char *)data : "", size,
                                                    "preprocessor_config.json", &pipeline);
    if (fuzz_call(status, pipeline)) {
        write_again(context, pipeline);
        run(context, pipeline, false);
        run(context, pipeline, true);
        aift__pipeline_destroy(pipeline);
    }
    fuzz_end(context);
    return 0;
}
