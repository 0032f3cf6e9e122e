/* How a model's pictures or sounds are prepared: preprocessor_config.json. */
#include "models/load.h"

static const char file_name[] = "preprocessor_config.json";

/* A size that config.json leaves open is the preprocessing's; one that the preprocessing leaves as it is must be
 * config.json's, which each row is compared with when it is read. */
static aift_status agree(const char *what, int64_t given, int64_t *size)
{
    if (given == AIFT__SHAPE_VARIES && *size)
        return AIFT_OK;
    if (given == AIFT__SHAPE_VARIES)
        return aift__fail(AIFT_E_RANGE,
                          "the %s differs from row to row: all must have one size; put a resize into it",
                          what);
    if (*size && *size != given)
        return aift__fail(AIFT_E_SHAPE, "the %s is %lld, but config.json says %lld", what, (long long)given,
                          (long long)*size);
    *size = given;
    return AIFT_OK;
}

static aift_status settle_picture(aift_model *model, aift__config *c)
{
    aift__shape shape = {
        AIFT__SAMPLE_PICTURE, {AIFT__SHAPE_VARIES, AIFT__SHAPE_VARIES, c->channels == 1 ? 1 : 3}, 0};
    AIFT__TRY(aift__pipeline_shape(model->pipeline, false, &shape));
    if (shape.kind != AIFT__SAMPLE_FLOATS)
        return aift__fail(AIFT_E_INVALID,
                          "the last step gives %s: a picture of floats is expected, as of "
                          "do_rescale or do_normalize",
                          aift__sample_kind_name(shape.kind));
    AIFT__TRY(agree("height", shape.size[0], &c->height));
    AIFT__TRY(agree("width", shape.size[1], &c->width));
    return agree("number of channels", shape.size[2], &c->channels);
}

static aift_status settle_sound(aift_model *model, aift__config *c)
{
    aift__shape shape = {
        AIFT__SAMPLE_SOUND, {AIFT__SHAPE_VARIES, AIFT__SHAPE_VARIES, 1}, 0}; /* of any rate */
    AIFT__TRY(aift__pipeline_shape(model->pipeline, false, &shape));
    if (shape.kind != AIFT__SAMPLE_SPECTRUM)
        return aift__fail(AIFT_E_INVALID, "the last step gives %s: a spectrum is expected",
                          aift__sample_kind_name(shape.kind));
    AIFT__TRY(agree("number of frames", shape.size[0], &c->frames));
    return agree("number of bins", shape.size[1], &c->bins);
}

static aift_status settle(aift_model *model)
{
    aift__config *c = (aift__config *)model->config;
    bool image = model->arch->modality == AIFT__IMAGE;
    aift__sample_kind takes = aift__pipeline_takes(model->pipeline);
    if (takes != (image ? AIFT__SAMPLE_PICTURE : AIFT__SAMPLE_SOUND))
        return aift__fail(AIFT_E_INVALID, "prepares %s, but the model takes %s",
                          takes == AIFT__SAMPLE_PICTURE ? "pictures" : "recordings",
                          image ? "pictures" : "recordings");
    return image ? settle_picture(model, c) : settle_sound(model, c);
}

aift_status aift__load_pipeline(aift_model *model, const aift__folder_files *files)
{
    aift__json *json;
    AIFT__TRY(aift__files_read_json(files, file_name, &json));
    if (!json)
        return aift__fail(
            AIFT_E_IO,
            "%s is missing: it says how pictures or recordings are prepared; save the image processor or "
            "feature extractor with save_pretrained()",
            file_name);
    aift_status status = aift__pipeline_create(model->context, json, &model->pipeline);
    aift__json_free(json);
    if (status == AIFT_OK)
        status = settle(model);
    return status == AIFT_OK ? AIFT_OK : aift__fail_in(status, "%s: ", file_name);
}
