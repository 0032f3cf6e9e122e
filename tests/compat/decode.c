/* Decodes files for test_decoders.py, through the library's inside: decode KIND < a list of "path" lines; for each one
 * a line of JSON-free text on stdout, "ok A B C BYTES" and that many raw bytes, or "error MESSAGE".
 *
 * KIND: rgb, grey (width height channels, uint8); rgb:WxH (scaled decoding with that minimum); sound (frames channels rate, float);
 * pth (tensors 0 0; for each "NAME|DTYPE|SIZE,SIZE,|BYTES\n" and its elements).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aift/aift.h"
#include "base/buf.h"
#include "base/file.h"
#include "formats/image.h"
#include "formats/pth.h"
#include "formats/sound.h"

static void give(long long a, long long b, long long c, const void *data, size_t size)
{
    printf("ok %lld %lld %lld %zu\n", a, b, c, size);
    fwrite(data, 1, size, stdout);
}

static aift_status decode_image(aift_context *context, const char *kind, const char *path,
                                const aift__file_bytes *bytes)
{
    aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
    options.grey = strcmp(kind, "grey") == 0;
    if (kind[3] == ':')
        sscanf(kind + 4, "%dx%d", &options.min_width, &options.min_height);
    aift__image image;
    AIFT__TRY(aift__image_decode(context, bytes->data, bytes->size, path, &options, &image));
    give(image.width, image.height, image.channels, image.pixels,
         (size_t)image.width * (size_t)image.height * (size_t)image.channels);
    aift__image_finish(context, &image);
    return AIFT_OK;
}

static aift_status decode_sound(aift_context *context, const char *path, const aift__file_bytes *bytes)
{
    aift__sound sound;
    AIFT__TRY(aift__sound_decode(context, bytes->data, bytes->size, path, NULL, &sound));
    give(sound.frames, sound.channels, sound.rate, sound.samples,
         (size_t)sound.frames * (size_t)sound.channels * sizeof(float));
    aift__sound_finish(context, &sound);
    return AIFT_OK;
}

static aift_status decode_pth(aift_context *context, const char *path, aift__file_bytes *bytes)
{
    aift__pth *file;
    aift__buf out;
    aift__buf_init(&out, context, (size_t)1 << 34);
    AIFT__TRY(aift__pth_open(context, path, bytes, &file));
    for (size_t i = 0; i < aift__pth_size(file); i++) {
        const aift__safetensor *t = aift__pth_at(file, i);
        AIFT__TRY(aift__buf_addf(&out, "%s|%s|", t->name, aift_dtype_name(t->dtype)));
        for (int32_t d = 0; d < t->rank; d++)
            AIFT__TRY(aift__buf_addf(&out, "%lld,", (long long)t->shape[d]));
        AIFT__TRY(aift__buf_addf(&out, "|%zu\n", t->nbytes));
        AIFT__TRY(aift__buf_add(&out, t->data, t->nbytes));
    }
    give((long long)aift__pth_size(file), 0, 0, out.data, out.size);
    aift__buf_finish(&out);
    aift__pth_close(file);
    return AIFT_OK;
}

static aift_status decode(aift_context *context, const char *kind, const char *path)
{
    aift__file_bytes bytes;
    AIFT__TRY(aift__file_map(context, path, false, &bytes));
    if (strcmp(kind, "pth") == 0)
        return decode_pth(context, path, &bytes);
    aift_status status = strcmp(kind, "sound") == 0 ? decode_sound(context, path, &bytes)
                                                    : decode_image(context, kind, path, &bytes);
    aift__file_unmap(&bytes);
    return status;
}

int main(int argc, char **argv)
{
    aift_context *context;
    char path[4096];
    if (argc != 2 || aift_context_create(NULL, &context) != AIFT_OK)
        return 2;
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = '\0';
        if (decode(context, argv[1], path) != AIFT_OK)
            printf("error %s\n", aift_last_error());
        fflush(stdout);
    }
    aift_context_release(context);
    return 0;
}
