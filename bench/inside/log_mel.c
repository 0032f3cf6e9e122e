/* Makes log-mel spectra of a sound with Whisper's settings, on one thread, again and again: log_mel --sound FILE
 * [--write FILE]. The file holds 32-bit floats at 16 kHz. A worker (worker.h); a unit is a second of sound. --write
 * writes the spectrum, floats too, and that is all then. */
#include <stdio.h>
#include <string.h>

#include <aift/aift.h>

#include "../arguments.h"
#include "../worker.h"
#include "base/file.h"
#include "transforms/pipeline.h"

enum { RATE = 16000 };

static const char config[] =
    "{\"transforms\": [{\"type\": \"log_mel\", \"n_fft\": 400, \"hop_length\": 160, \"pad_mode\": "
    "\"reflect\","
    " \"drop_last\": true, \"n_mels\": 80, \"f_max\": 8000, \"log\": \"log10\", \"range\": 8},"
    " {\"type\": \"scale_spectrum\", \"mean\": -4, \"std\": 4}]}";

static struct {
    const char *sound, *write;
} args = {.write = ""};

static const argument table[] = {
    {"--sound", "32-bit floats at 16 kHz", .text = &args.sound},
    {"--write", "where to write the spectrum, once", .text = &args.write},
    {NULL},
};

typedef struct bench {
    aift_context *context;
    aift__file_bytes file;
    aift__pipeline *pipeline;
    aift__sample sample;
    aift__workspace space;
} bench;

/* The sample is the sound again. */
static aift_status set_sound(bench *b)
{
    aift__shape shape = {AIFT__SAMPLE_SOUND, {1, (int64_t)(b->file.size / sizeof(float)), 1}, RATE};
    aift_status status = aift__sample_make(&b->sample, &shape);
    if (status == AIFT_OK)
        memcpy(b->sample.values, b->file.data, aift__shape_bytes(&shape));
    return status;
}

static aift_status transform(bench *b)
{
    return aift__pipeline_run(b->pipeline, &(aift__draw){.training = false}, &b->space, &b->sample);
}

static aift_status write_spectrum(bench *b)
{
    aift_status status = set_sound(b);
    if (status == AIFT_OK)
        status = transform(b);
    return status == AIFT_OK ? aift__file_write_atomic(b->context, args.write, b->sample.values,
                                                       aift__shape_bytes(&b->sample.shape))
                             : status;
}

static aift_status serve(bench *b)
{
    worker w;
    aift_status status = worker_start(&w) ? AIFT_OK : AIFT_E_NOMEM;
    while (status == AIFT_OK && worker_more(&w)) {
        status = set_sound(b);
        double begin = worker_clock();
        status = status == AIFT_OK ? transform(b) : status;
        worker_note(&w, worker_clock() - begin, (double)(b->file.size / sizeof(float)) / RATE);
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
    int failed = aift_context_create(&options, &b.context) != AIFT_OK ||
                 aift__file_map(b.context, args.sound, true, &b.file) != AIFT_OK ||
                 aift__pipeline_parse(b.context, config, strlen(config), "config", &b.pipeline) != AIFT_OK;
    if (!failed) {
        aift__sample_init(&b.sample, b.context);
        aift__workspace_init(&b.space, b.context);
        failed = (*args.write ? write_spectrum(&b) : serve(&b)) != AIFT_OK;
    }
    if (failed)
        fprintf(stderr, "log_mel: %s\n", aift_last_error());
    aift__workspace_finish(&b.space);
    aift__sample_finish(&b.sample);
    aift__pipeline_destroy(b.pipeline);
    aift__file_unmap(&b.file);
    aift_context_release(b.context);
    return failed;
}
