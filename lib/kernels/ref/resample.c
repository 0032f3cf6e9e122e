/* Resampling of bytes, as Pillow defines it. */
#include "kernels/resample.h"

static uint8_t rounded(int32_t sum)
{
    int32_t value = sum >> AIFT__TAP_BITS;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

void aift__resample_rows_ref(const aift__taps *taps, int64_t rows, int64_t channels, const uint8_t *from,
                             int64_t stride, uint8_t *to, int64_t to_stride)
{
    for (int64_t y = 0; y < rows; y++)
        for (int64_t x = 0; x < taps->n; x++)
            for (int64_t c = 0; c < channels; c++) {
                const uint8_t *pixels = from + y * stride + taps->begin[x] * channels + c;
                int32_t sum = 1 << (AIFT__TAP_BITS - 1);
                for (int32_t j = 0; j < taps->count[x]; j++)
                    sum += pixels[j * channels] * taps->weights[x * taps->most + j];
                to[y * to_stride + x * channels + c] = rounded(sum);
            }
}

void aift__resample_columns_ref(const aift__taps *taps, int64_t bytes, const uint8_t *from, int64_t stride,
                                uint8_t *to)
{
    for (int64_t y = 0; y < taps->n; y++)
        for (int64_t i = 0; i < bytes; i++) {
            const uint8_t *pixels = from + taps->begin[y] * stride + i;
            int32_t sum = 1 << (AIFT__TAP_BITS - 1);
            for (int32_t j = 0; j < taps->count[y]; j++)
                sum += pixels[j * stride] * taps->weights[y * taps->most + j];
            to[y * bytes + i] = rounded(sum);
        }
}
