/* Decodes a JPEG and makes a model's input of it, on one thread, again and again: photograph --file JPEG [--config JSON]
 * [--scaled] [--write FILE] A worker (worker.h); a unit is a picture. --scaled lets the decoder leave out what the resize
 * would. --write writes the input, floats, and that is all then. */
#include <stdio.h>
#include <string.h>

#include <aift/aift.h>

#include "../arguments.h"
#include "../worker.h"
#include "base/file.h"
#include "formats/image.h"
#include "transforms/pipeline.h"

static struct {
    const char *file, *config, *write;
    int64_t scaled;
} args = {.write = "", .config = "{\"image_processor_type\": \"ViTImageProcessor\"}"};

static const argument table[] = {
    {"--file", "a JPEG file", .text = &args.file},
    {"--config", "the text of a preprocessor_config.json; default: 224 x 224, bilinear",
     .text = &args.config},
    {"--scaled", "decode at 1/2, 1/4 or 1/8 where that leaves 224 x 224", .flag = &args.scaled},
    {"--write", "where to write the model's input, once", .text = &args.write},
    {NULL},
};

typedef struct bench {
    aift_context *context;
    aift__file_bytes file;
    aift__pipeline *pipeline;
    aift__sample sample;
    aift__workspace space;
} bench;

static aift_status one_picture(bench *b)
{
    aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
    aift__image image;
    options.min_width = options.min_height = args.scaled ? 224 : 0;
    aift_status status =
        aift__image_decode(b->context, b->file.data, b->file.size, args.file, &options, &image);
    if (status != AIFT_OK)
        return status;
    aift__shape shape = {AIFT__SAMPLE_PICTURE, {image.height, image.width, image.channels}, 0};
    status = aift__sample_make(&b->sample, &shape);
    if (status == AIFT_OK)
        memcpy(b->sample.pixels, image.pixels, aift__shape_bytes(&shape));
    aift__image_finish(b->context, &image);
    return status == AIFT_OK
               ? aift__pipeline_run(b->pipeline, &(aift__draw){.training = false}, &b->space, &b->sample)
               : status;
}

static aift_status write_picture(bench *b)
{
    aift_status status = one_picture(b);
    return status == AIFT_OK ? aift__file_write_atomic(b->context, args.write, b->sample.values,
                                                       aift__shape_bytes(&b->sample.shape))
                             : status;
}

static aift_status serve(bench *b)
{
    worker w;
    aift_status status = worker_start(&w) ? AIFT_OK : AIFT_E_NOMEM;
    while (status == AIFT_OK && worker_more(&w)) {
        double begin = worker_clock();
        status = one_picture(b);
        worker_note(&w, worker_clock() - begin, 1);
    }
    worker_end(&w);
    return status;
}

int main(int argc, char **argv)
{
    bench b = {.context = NULL};
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = 1;
    if (arguments_read(table, argc, argv) != 0)
        return 2;
    int failed =
        aift_context_create(&options, &b.context) != AIFT_OK ||
        aift__file_map(b.context, args.file, true, &b.file) != AIFT_OK ||
        aift__pipeline_parse(b.context, args.config, strlen(args.config), "--config", &b.pipeline) != AIFT_OK;
    if (!failed) {
        aift__sample_init(&b.sample, b.context);
        aift__workspace_init(&b.space, b.context);
        failed = (*args.write ? write_picture(&b) : serve(&b)) != AIFT_OK;
    }
    if (failed)
        fprintf(stderr, "photograph: %s\n", aift_last_error());
    aift__workspace_finish(&b.space);
    aift__sample_finish(&b.sample);
    aift__pipeline_destroy(b.pipeline);
    aift__file_unmap(&b.file);
    aift_context_release(b.context);
    return failed;
}
