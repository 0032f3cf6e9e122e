/* Samples as pictures and sounds of a page. */
#include <math.h>
#include <string.h>

#include "codec/html.h"
#include "codec/png_write.h"
#include "tasks/show.h"

enum { SIDE = 448, SMALL = 128, SECONDS = 10 }; /* SMALL: pixels are to be seen */

typedef struct pixels {
    int32_t width, height, channels;
    uint8_t *data; /* NULL until they are made */
} pixels;

/* A picture as large as it may be: each pixel the mean of a square of `by`. */
static void shrink(const aift__sample *s, int32_t by, pixels *to)
{
    const int64_t width = s->shape.size[1], channels = s->shape.size[2];
    for (int32_t y = 0; y < to->height; y++)
        for (int32_t x = 0; x < to->width; x++)
            for (int32_t c = 0; c < channels; c++) {
                uint32_t sum = 0;
                for (int32_t i = 0; i < by * by; i++)
                    sum += s->pixels[((int64_t)(y * by + i / by) * width + x * by + i % by) * channels + c];
                to->data[((int64_t)y * to->width + x) * channels + c] = (uint8_t)(sum / (uint32_t)(by * by));
            }
}

/* Finite numbers from the least to the greatest as 0 to 255, others as 0. */
static void stretch(const aift__sample *s, pixels *to)
{
    const size_t n = aift__shape_count(&s->shape);
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < n; i++)
        if (isfinite(s->values[i])) {
            least = fmin(least, (double)s->values[i]);
            most = fmax(most, (double)s->values[i]);
        }
    const double scale = most > least ? 255 / (most - least) : 0;
    const bool spectrum = s->shape.kind == AIFT__SAMPLE_SPECTRUM;
    const int64_t frames = s->shape.size[0], bins = s->shape.size[1];
    for (size_t i = 0; i < n; i++) {
        /* Time goes to the right, frequency upwards. */
        const size_t at =
            spectrum ? (size_t)((bins - 1 - (int64_t)i % bins) * frames + (int64_t)i / bins) : i;
        to->data[at] = isfinite(s->values[i]) ? (uint8_t)(((double)s->values[i] - least) * scale) : 0;
    }
}

static aift_status make(aift__buf *out, const aift__sample *s, pixels *p)
{
    const aift__shape *shape = &s->shape;
    int32_t by = 1;
    if (shape->kind == AIFT__SAMPLE_PICTURE)
        by = (int32_t)((AIFT__MAX(shape->size[0], shape->size[1]) + SIDE - 1) / SIDE);
    const bool spectrum = shape->kind == AIFT__SAMPLE_SPECTRUM;
    p->height = (int32_t)AIFT__MAX(spectrum ? shape->size[1] : shape->size[0] / by, 1);
    p->width = (int32_t)AIFT__MAX(spectrum ? shape->size[0] : shape->size[1] / by, 1);
    p->channels = spectrum ? 1 : (int32_t)shape->size[2];
    while (by > 1 && (p->height * by > shape->size[0] || p->width * by > shape->size[1]))
        by--; /* a line of pixels */
    p->data = aift__malloc(out->context, (size_t)p->width * (size_t)p->height, (size_t)p->channels);
    if (!p->data)
        return AIFT_E_NOMEM;
    if (shape->kind == AIFT__SAMPLE_PICTURE)
        shrink(s, by, p);
    else
        stretch(s, p);
    return AIFT_OK;
}

aift_status aift__show_image(aift__buf *out, const aift__sample *sample, const char *caption)
{
    pixels p;
    aift__buf png;
    aift__buf_init(&png, out->context, (size_t)1 << 28);
    aift_status status = make(out, sample, &p);
    if (status == AIFT_OK)
        status = aift__png_write(p.data, p.width, p.height, p.channels, &png);
    if (status == AIFT_OK)
        status = aift__buf_addf(out, "<figure%s><img alt=\"\" src=\"",
                                AIFT__MAX(p.width, p.height) < SMALL ? " class=\"small\"" : "");
    if (status == AIFT_OK)
        status = aift__html_data(out, "image/png", png.data, png.size);
    if (status == AIFT_OK)
        status = aift__buf_addf(out, "\"><figcaption>%s</figcaption></figure>", caption);
    aift__buf_finish(&png);
    aift__free(out->context, p.data);
    return status;
}

static void put(uint8_t *at, uint32_t n, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(n >> (8 * i));
}

/* The mean of the channels, 16 bits. */
static aift_status write_wav(const aift__sample *s, aift__buf *wav)
{
    const int64_t channels = s->shape.size[0],
                  n = AIFT__MIN(s->shape.size[1], (int64_t)SECONDS * s->shape.rate);
    uint8_t head[44] = "RIFF\0\0\0\0WAVEfmt ";
    put(head + 4, (uint32_t)(36 + 2 * n), 4);
    put(head + 16, 16, 4);
    put(head + 20, 1, 2);
    put(head + 22, 1, 2);
    put(head + 24, (uint32_t)s->shape.rate, 4);
    put(head + 28, (uint32_t)s->shape.rate * 2, 4);
    put(head + 32, 2, 2);
    put(head + 34, 16, 2);
    memcpy(head + 36, "data", 4);
    put(head + 40, (uint32_t)(2 * n), 4);
    AIFT__TRY(aift__buf_add(wav, head, sizeof head));
    for (int64_t i = 0; i < n; i++) {
        double sum = 0;
        for (int64_t c = 0; c < channels; c++)
            sum += (double)s->values[c * s->shape.size[1] + i];
        sum /= (double)channels;
        sum = isfinite(sum) ? AIFT__MAX(-1.0, AIFT__MIN(1.0, sum)) : 0;
        uint8_t two[2];
        put(two, (uint32_t)(int32_t)lrint(sum * 32767), 2);
        AIFT__TRY(aift__buf_add(wav, two, 2));
    }
    return AIFT_OK;
}

aift_status aift__show_player(aift__buf *out, const aift__sample *sample)
{
    aift__buf wav;
    aift__buf_init(&wav, out->context, (size_t)1 << 28);
    aift_status status = write_wav(sample, &wav);
    if (status == AIFT_OK)
        status = aift__buf_add_text(out, "<audio controls preload=\"none\" src=\"");
    if (status == AIFT_OK)
        status = aift__html_data(out, "audio/wav", wav.data, wav.size);
    if (status == AIFT_OK)
        status = aift__buf_add_text(out, "\"></audio>");
    if (status == AIFT_OK && sample->shape.size[1] > (int64_t)SECONDS * sample->shape.rate)
        status = aift__buf_addf(out, "<div class=\"numbers\">the first %d seconds</div>", SECONDS);
    aift__buf_finish(&wav);
    return status;
}
