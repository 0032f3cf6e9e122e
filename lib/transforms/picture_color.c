/* Brightness, contrast, saturation, hue: a picture blended with a plainer one of itself. */
#include <math.h>

#include "transforms/picture.h"

aift_status aift__picture_check(const aift__shape *shape)
{
    if (shape->size[2] == 1 || shape->size[2] == 3 || shape->size[2] == AIFT__SHAPE_VARIES)
        return AIFT_OK;
    return aift__fail(AIFT_E_SHAPE, "a picture of %lld channels: expected 1 or 3", (long long)shape->size[2]);
}

/* Pillow's blend: cut, not rounded. */
static inline uint8_t blend(uint8_t plain, uint8_t pixel, float factor)
{
    float value = (float)plain + factor * (float)(pixel - plain);
    return value <= 0 ? 0 : value >= 255 ? 255 : (uint8_t)value;
}

/* With one value for all pixels a byte's result is the same everywhere. */
static void blend_with(aift__sample *sample, uint8_t plain, double factor)
{
    uint8_t table[256];
    for (int i = 0; i < 256; i++)
        table[i] = blend(plain, (uint8_t)i, (float)factor);
    for (size_t i = 0, n = aift__shape_count(&sample->shape); i < n; i++)
        sample->pixels[i] = table[sample->pixels[i]];
}

void aift__picture_brightness(aift__sample *sample, double factor)
{
    blend_with(sample, 0, factor);
}

void aift__picture_contrast(aift__sample *sample, double factor)
{
    uint64_t sum = 0;
    const bool grey = sample->shape.size[2] == 1;
    const size_t n = aift__shape_count(&sample->shape) / (grey ? 1 : 3);
    for (size_t i = 0; i < n; i++)
        sum += grey ? sample->pixels[i] : aift__grey(sample->pixels + 3 * i);
    if (n)
        blend_with(sample, (uint8_t)((double)sum / (double)n + 0.5), factor);
}

void aift__picture_saturation(aift__sample *sample, double factor)
{
    if (sample->shape.size[2] == 1)
        return;
    uint8_t *pixel = sample->pixels;
    for (size_t i = aift__shape_count(&sample->shape) / 3; i > 0; i--, pixel += 3) {
        uint8_t grey = aift__grey(pixel);
        for (int c = 0; c < 3; c++)
            pixel[c] = blend(grey, pixel[c], (float)factor);
    }
}

/* As Pillow's mode HSV: each a byte, cut. */
static void to_hsv(const uint8_t *rgb, uint8_t *hsv)
{
    uint8_t r = rgb[0], g = rgb[1], b = rgb[2];
    uint8_t most = AIFT__MAX(r, AIFT__MAX(g, b)), least = AIFT__MIN(r, AIFT__MIN(g, b));
    hsv[0] = hsv[1] = 0;
    hsv[2] = most;
    if (most == least)
        return;
    float range = (float)(most - least), s = range / (float)most, h;
    float rc = (float)(most - r) / range, gc = (float)(most - g) / range, bc = (float)(most - b) / range;
    if (r == most)
        h = bc - gc;
    else if (g == most)
        h = (float)(2.0 + (double)rc - (double)bc);
    else
        h = (float)(4.0 + (double)gc - (double)rc);
    h = (float)fmod((double)h / 6.0 + 1.0, 1.0);
    hsv[0] = (uint8_t)((double)h * 255.0);
    hsv[1] = (uint8_t)((double)s * 255.0);
}

static void to_rgb(const uint8_t *hsv, uint8_t *rgb)
{
    /* Which of v, t, p, q is red, green and blue in each sixth of the circle. */
    static const uint8_t sixths[6][3] = {{0, 1, 2}, {3, 0, 2}, {2, 0, 1}, {2, 3, 0}, {1, 2, 0}, {0, 2, 3}};
    uint8_t v = hsv[2];
    if (hsv[1] == 0) {
        rgb[0] = rgb[1] = rgb[2] = v;
        return;
    }
    double turn = (double)hsv[0] * 6.0 / 255.0;
    int sixth = (int)turn;
    float rest = (float)(turn - sixth), s = (float)(hsv[1] / 255.0);
    uint8_t values[4] = {v, (uint8_t)round(v * (1.0 - (double)s * (1.0 - (double)rest))),
                         (uint8_t)round(v * (1.0 - (double)s)),
                         (uint8_t)round(v * (1.0 - (double)(s * rest)))};
    for (int c = 0; c < 3; c++)
        rgb[c] = values[sixths[sixth % 6][c]];
}

void aift__picture_hue(aift__sample *sample, double turns)
{
    if (sample->shape.size[2] == 1)
        return;
    uint8_t shift = (uint8_t)(int)(turns * 255);
    uint8_t *pixel = sample->pixels;
    for (size_t i = aift__shape_count(&sample->shape) / 3; i > 0; i--, pixel += 3) {
        uint8_t hsv[3];
        to_hsv(pixel, hsv);
        hsv[0] = (uint8_t)(hsv[0] + shift);
        to_rgb(hsv, pixel);
    }
}

/* Pillow's SMOOTH: the pixel counts five times, its eight neighbours once; the edge stays. */
static uint8_t smooth(const uint8_t *pixel, size_t row, size_t channels)
{
    const uint8_t *up = pixel - row, *down = pixel + row;
    int sum = 5 * *pixel + *up + *down;
    sum += pixel[channels] + up[channels] + down[channels];
    sum += *(pixel - channels) + *(up - channels) + *(down - channels);
    return (uint8_t)((2 * sum + 13) / 26);
}

aift_status aift__picture_sharpness(aift__sample *sample, double factor, aift__workspace *space)
{
    const int64_t *size = sample->shape.size;
    size_t channels = (size_t)size[2], row = (size_t)size[1] * channels;
    AIFT__TRY(aift__sample_make(&space->spare, &sample->shape));
    for (int64_t y = 0; y < size[0]; y++)
        for (size_t x = 0; x < row; x++) {
            size_t at = (size_t)y * row + x;
            bool inside = y > 0 && y + 1 < size[0] && x >= channels && x + channels < row;
            uint8_t pixel = sample->pixels[at];
            uint8_t plain = inside ? smooth(sample->pixels + at, row, channels) : pixel;
            space->spare.pixels[at] = blend(plain, pixel, (float)factor);
        }
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}
