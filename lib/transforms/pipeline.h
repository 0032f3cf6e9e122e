/* A pipeline: the transforms that make a model's input of what a decoder gave, in their order; one for training,
 * evaluation and prediction alike. It is saved with the model as preprocessor_config.json.
 *
 * The file is in one of two forms.
 *   1. Hugging Face's: image_processor_type or feature_extractor_type names a class, and keys like do_resize, size,
 *      image_mean say what it does (processor.h). What is done in training besides stands in our key "augmentations",
 *      which they do not read: [{"type": "random_horizontal_flip", "p": 0.5}, ...].
 *   2. Ours: "transforms": [{"type": "resize", "size": {...}, "when": "always"}, ...] says all.
 * Each entry has "type", the transform's fields, and "when": "always", "training" or "evaluation" (default: random
 * transforms "training", others "always").
 * An augmentation is put where the sample is last of a kind that it takes: one on bytes just before a picture becomes
 * floats, one on sound before the spectrum, one on a spectrum at the end; in the order of the list. One that settles the
 * size (random_resized_crop) takes the place of the first step that does (resize), and all those (resize, center_crop)
 * are for evaluation alone then.
 *
 * A pipeline is immutable and may be used by any number of threads at once, each with a sample and a space of its own.
 */
#ifndef AIFT_LIB_TRANSFORMS_PIPELINE_H
#define AIFT_LIB_TRANSFORMS_PIPELINE_H

#include "codec/json.h"
#include "transforms/sample.h"

typedef struct aift__pipeline aift__pipeline;

enum { AIFT__MOST_STEPS = 64 };

/* What random transforms draw from: the same four numbers give the same sample, whatever the thread or the time. */
typedef struct aift__draw {
    bool training; /* false: nothing is random, and the rest is not read */
    uint64_t seed, epoch;
    uint64_t row; /* the row's number in the data set */
} aift__draw;

/* Reads a preprocessor_config.json. Messages begin with the place in it; the caller puts the file in front. A wrong
 * order of transforms is AIFT_E_INVALID and names both. Keys that are not known are kept. */
aift_status aift__pipeline_create(aift_context *context, const aift__json *config, aift__pipeline **out);
/* The same of a text; `name` stands in front of messages. */
aift_status aift__pipeline_parse(aift_context *context, const char *text, size_t size, const char *name,
                                 aift__pipeline **out);

/* The configuration to save, of form 1 if that can say it; freed with aift__json_free. Read again it gives the same
 * pipeline. */
aift_status aift__pipeline_write(const aift__pipeline *pipeline, aift__json **out);

void aift__pipeline_destroy(aift__pipeline *pipeline); /* NULL is accepted */

/* What it takes: AIFT__SAMPLE_PICTURE or AIFT__SAMPLE_SOUND. */
aift__sample_kind aift__pipeline_takes(const aift__pipeline *pipeline);

/* What it gives for a sample of the shape in *shape; a size that differs from sample to sample is AIFT__SHAPE_VARIES, in
 * and out. Fails where `run` would fail for every such sample. */
aift_status aift__pipeline_shape(const aift__pipeline *pipeline, bool training, aift__shape *shape);

/* Transforms the sample in its place. After a failure the sample holds nothing of use, but it and the space can be
 * used for the next. The message begins with the step. */
aift_status aift__pipeline_run(const aift__pipeline *pipeline, const aift__draw *draw, aift__workspace *space,
                               aift__sample *sample);

/* A batch of collated rows, of `size` numbers each. */
typedef struct aift__batch {
    float *values;
    int64_t rows, size;
} aift__batch;

/* Whether something is done in training to whole batches (mixup): then the labels are mixed too. */
bool aift__pipeline_has_batch(const aift__pipeline *pipeline);

/* What is done in training to a whole batch, after its rows have run: row i becomes lambda times itself and
 * 1 - lambda times the row before it (of the first: the last), and so must its target: the loss is
 * lambda * loss(i, label of i) + (1 - lambda) * loss(i, label of the row before). *lambda is 1, and nothing is changed,
 * without such a transform. draw->row is the batch's number. */
aift_status aift__pipeline_run_batch(const aift__pipeline *pipeline, const aift__draw *draw,
                                     aift__workspace *space, const aift__batch *batch, double *lambda);

#endif
