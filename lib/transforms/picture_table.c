/* Operations that give each byte of a channel another: posterize, solarize, autocontrast, equalize. */
#include <string.h>

#include "transforms/picture.h"

enum { BYTES = 256 };

/* Of one channel, or of all (channel < 0). */
static void look_up(aift__sample *sample, int64_t channel, const uint8_t table[BYTES])
{
    size_t step = channel < 0 ? 1 : (size_t)sample->shape.size[2], n = aift__shape_count(&sample->shape);
    for (size_t i = channel < 0 ? 0 : (size_t)channel; i < n; i += step)
        sample->pixels[i] = table[sample->pixels[i]];
}

static void count(const aift__sample *sample, int64_t channel, int64_t counts[BYTES])
{
    size_t step = (size_t)sample->shape.size[2], n = aift__shape_count(&sample->shape);
    memset(counts, 0, BYTES * sizeof counts[0]);
    for (size_t i = (size_t)channel; i < n; i += step)
        counts[sample->pixels[i]]++;
}

void aift__picture_posterize(aift__sample *sample, int bits)
{
    uint8_t table[BYTES];
    for (int i = 0; i < BYTES; i++)
        table[i] = (uint8_t)(i & ~((1 << (8 - bits)) - 1));
    look_up(sample, -1, table);
}

void aift__picture_solarize(aift__sample *sample, double threshold)
{
    uint8_t table[BYTES];
    for (int i = 0; i < BYTES; i++)
        table[i] = (uint8_t)(i < threshold ? i : 255 - i);
    look_up(sample, -1, table);
}

void aift__picture_autocontrast(aift__sample *sample)
{
    int64_t counts[BYTES];
    uint8_t table[BYTES];
    for (int64_t c = 0; c < sample->shape.size[2]; c++) {
        int low = 0, high = BYTES - 1;
        count(sample, c, counts);
        while (low < BYTES && !counts[low])
            low++;
        while (high >= 0 && !counts[high])
            high--;
        if (high <= low)
            continue;
        double scale = 255.0 / (high - low), offset = -low * scale;
        for (int i = 0; i < BYTES; i++) {
            int value = (int)(i * scale + offset);
            table[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
        look_up(sample, c, table);
    }
}

/* The step between two levels, from all pixels but those of the highest; 0: leave the channel as it is. */
static int64_t step_of(const int64_t counts[BYTES])
{
    int64_t sum = 0, last = 0, different = 0;
    for (int i = 0; i < BYTES; i++)
        if (counts[i]) {
            sum += counts[i];
            last = counts[i];
            different++;
        }
    return different > 1 ? (sum - last) / 255 : 0;
}

void aift__picture_equalize(aift__sample *sample)
{
    int64_t counts[BYTES];
    uint8_t table[BYTES];
    for (int64_t c = 0; c < sample->shape.size[2]; c++) {
        count(sample, c, counts);
        int64_t step = step_of(counts), n = step / 2;
        if (!step)
            continue;
        for (int i = 0; i < BYTES; n += counts[i++])
            table[i] = (uint8_t)AIFT__MIN(n / step, 255);
        look_up(sample, c, table);
    }
}
