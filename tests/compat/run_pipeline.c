/* Runs samples through a pipeline, for the tests in Python: run_pipeline CONFIG.json < samples > results
 *
 * A sample is nine int64 (kind, three sizes, rate, training, seed, epoch, row) and its bytes; a result five (kind, three
 * sizes, rate) and its bytes. Of a failure the kind is 0, the first size the message's length, and the bytes are it.
 * "run_pipeline CONFIG.json save" writes the configuration that the pipeline is saved as.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aift/aift.h"
#include "base/file.h"
#include "transforms/pipeline.h"

static int die(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, aift_last_error());
    return 1;
}

static void write_result(const aift__sample *sample, const char *message)
{
    const aift__shape *shape = &sample->shape;
    int64_t head[5] = {shape->kind, shape->size[0], shape->size[1], shape->size[2], shape->rate};
    if (message) {
        memset(head, 0, sizeof head);
        head[1] = (int64_t)strlen(message);
    }
    fwrite(head, sizeof head, 1, stdout);
    fwrite(message ? message : sample->data, message ? strlen(message) : aift__shape_bytes(shape), 1, stdout);
    fflush(stdout);
}

static int run(aift_context *context, const aift__pipeline *pipeline)
{
    int64_t head[9];
    aift__sample sample;
    aift__workspace space;
    aift__sample_init(&sample, context);
    aift__workspace_init(&space, context);
    while (fread(head, sizeof head, 1, stdin) == 1) {
        aift__shape shape = {(aift__sample_kind)head[0], {head[1], head[2], head[3]}, (int32_t)head[4]};
        aift__draw draw = {head[5] != 0, (uint64_t)head[6], (uint64_t)head[7], (uint64_t)head[8]};
        if (aift__sample_make(&sample, &shape) != AIFT_OK)
            return die("sample");
        size_t bytes = aift__shape_bytes(&shape);
        if (bytes && fread(sample.data, bytes, 1, stdin) != 1)
            return die("a sample is cut short");
        aift_status status = aift__pipeline_run(pipeline, &draw, &space, &sample);
        write_result(&sample, status == AIFT_OK ? NULL : aift_last_error());
    }
    aift__sample_finish(&sample);
    aift__workspace_finish(&space);
    return 0;
}

static int save(aift_context *context, const aift__pipeline *pipeline)
{
    aift__json *json = NULL;
    char *text = NULL;
    if (aift__pipeline_write(pipeline, &json) != AIFT_OK ||
        aift__json_write(context, json, 2, &text) != AIFT_OK)
        return die("writing");
    puts(text);
    aift__free(context, text);
    aift__json_free(json);
    return 0;
}

int main(int argc, char **argv)
{
    aift_context *context = NULL;
    aift__pipeline *pipeline = NULL;
    aift__file_bytes file;
    if (argc < 2 || aift_context_create(NULL, &context) != AIFT_OK ||
        aift__file_map(context, argv[1], true, &file) != AIFT_OK)
        return die("run_pipeline CONFIG.json [save]");
    if (aift__pipeline_parse(context, (const char *)file.data, file.size, argv[1], &pipeline) != AIFT_OK)
        return die("the configuration");
    int result = argc > 2 ? save(context, pipeline) : run(context, pipeline);
    aift__pipeline_destroy(pipeline);
    aift__file_unmap(&file);
    aift_context_release(context);
    return result;
}
