/* Windows of a picture, gathered for dense products: those of the convolution, and those of its input's gradient. */
#include <string.h>

#include "kernels/conv_window.h"

aift__windows aift__windows_forward(const aift__conv *c)
{
    return (aift__windows){.source_h = c->h,
                           .source_w = c->w,
                           .source_c = c->c,
                           .target_h = c->out_h,
                           .target_w = c->out_w,
                           .target_c = c->out_c,
                           .kernel_h = c->kernel_h,
                           .kernel_w = c->kernel_w,
                           .groups = c->groups,
                           .up_h = c->stride_h,
                           .up_w = c->stride_w,
                           .step_h = c->dilation_h,
                           .step_w = c->dilation_w,
                           .at_h = -c->pad_top,
                           .at_w = -c->pad_left,
                           .div_h = 1,
                           .div_w = 1,
                           .pixels = c->rows * c->out_h * c->out_w,
                           .depth = c->c / c->groups,
                           .columns = c->out_c / c->groups,
                           .k = c->kernel_h * c->kernel_w * (c->c / c->groups)};
}

aift__windows aift__windows_backward(const aift__conv *c)
{
    return (aift__windows){.source_h = c->out_h,
                           .source_w = c->out_w,
                           .source_c = c->out_c,
                           .target_h = c->h,
                           .target_w = c->w,
                           .target_c = c->c,
                           .kernel_h = c->kernel_h,
                           .kernel_w = c->kernel_w,
                           .groups = c->groups,
                           .up_h = 1,
                           .up_w = 1,
                           .step_h = -c->dilation_h,
                           .step_w = -c->dilation_w,
                           .at_h = c->pad_top,
                           .at_w = c->pad_left,
                           .div_h = c->stride_h,
                           .div_w = c->stride_w,
                           .pixels = c->rows * c->h * c->w,
                           .depth = c->out_c / c->groups,
                           .columns = c->c / c->groups,
                           .k = c->kernel_h * c->kernel_w * (c->out_c / c->groups)};
}

static bool place(int64_t at, int64_t div, int64_t size, int64_t *out)
{
    if (at < 0 || (div > 1 && at % div))
        return false;
    *out = div > 1 ? at / div : at;
    return *out < size;
}

/* The numbers [begin, end) of one window, of one group, to `to`. */
static void gather(const aift__simd *simd, const aift__windows *w, const aift__conv_input *input,
                   const float *picture, int64_t y, int64_t x, int64_t begin, int64_t end, float *to)
{
    const int64_t depth = w->depth, line = w->kernel_w * depth;
    const bool joined = !input && w->div_w == 1 && w->step_w == 1 && depth == w->source_c;
    for (int64_t k = begin, stop; k < end; k = stop) {
        int64_t i = k / line, j = k % line / depth, d = k % depth, sy = 0, sx = 0;
        int64_t at_x = x * w->up_w + j * w->step_w + w->at_w;
        stop = AIFT__MIN(end, k - d + depth);
        bool inside = place(y * w->up_h + i * w->step_h + w->at_h, w->div_h, w->source_h, &sy);
        if (!inside)
            stop = AIFT__MIN(end, (i + 1) * line);
        else if (joined && at_x >= 0 && at_x + w->kernel_w - j <= w->source_w)
            stop = AIFT__MIN(end, (i + 1) * line); /* the rest of the kernel's line in one piece */
        inside = inside && place(at_x, w->div_w, w->source_w, &sx);
        const float *from = picture + (sy * w->source_w + sx) * w->source_c + d;
        if (!inside)
            memset(to, 0, (size_t)(stop - k) * sizeof *to);
        else if (input)
            simd->batch_apply(1, stop - k, input->act, from, input->scale + d, input->shift + d, to);
        else
            for (int64_t n = 0; n < stop - k; n++)
                to[n] = from[n];
        to += stop - k;
    }
}

/* Few numbers, for which a call of memcpy is long. */
static void copy(const float *from, int64_t n, float *to)
{
    for (; n >= 4; n -= 4, from += 4, to += 4)
        memcpy(to, from, 4 * sizeof *to);
    for (int64_t i = 0; i < n; i++)
        to[i] = from[i];
}

/* A whole window of a picture of few channels, whose lines lie in one piece each where they are inside. */
static void gather_lines(const aift__windows *w, const float *picture, int64_t y, int64_t x, float *to)
{
    const int64_t line = w->kernel_w * w->depth, left = x * w->up_w + w->at_w;
    const bool whole = left >= 0 && left + w->kernel_w <= w->source_w;
    for (int64_t i = 0; i < w->kernel_h; i++, to += line) {
        const int64_t sy = y * w->up_h + i * w->step_h + w->at_h;
        const float *from = picture + (sy * w->source_w + left) * w->depth;
        if (sy < 0 || sy >= w->source_h)
            memset(to, 0, (size_t)line * sizeof *to);
        else if (whole)
            copy(from, line, to);
        else
            for (int64_t n = 0; n < line; n++) {
                int64_t sx = left + n / w->depth;
                to[n] = sx < 0 || sx >= w->source_w ? 0 : from[n];
            }
    }
}

bool aift__windows_are_pixels(const aift__windows *w)
{
    return w->k == w->source_c && w->groups == 1 && w->target_h == w->source_h &&
           w->target_w == w->source_w && w->up_h == 1 && w->up_w == 1 && !w->at_h && !w->at_w &&
           w->div_h == 1 && w->div_w == 1;
}

void aift__windows_gather(const aift__simd *simd, const aift__windows *w, const aift__conv_input *input,
                          const float *source, int64_t group, int64_t first, int64_t lines, int64_t begin,
                          int64_t end, float *block)
{
    const int64_t area = w->target_h * w->target_w;
    const aift__conv_input at = input ? (aift__conv_input){input->scale + group * w->depth,
                                                           input->shift + group * w->depth, input->act}
                                      : (aift__conv_input){0};
    if (input && begin == 0 && end == w->k && aift__windows_are_pixels(w)) {
        simd->batch_apply(lines, w->k, at.act, source + first * w->k, at.scale, at.shift, block);
        return;
    }
    const bool joined = !input && begin == 0 && end == w->k && w->div_h == 1 && w->div_w == 1 &&
                        w->step_w == 1 && w->depth == w->source_c;
    const int64_t picture_size = w->source_h * w->source_w * w->source_c;
    int64_t y = first % area / w->target_w, x = first % w->target_w;
    const float *picture = source + first / area * picture_size + group * w->depth;
    for (int64_t p = 0; p < lines; p++, block += end - begin) {
        if (joined)
            gather_lines(w, picture, y, x, block);
        else
            gather(simd, w, input ? &at : NULL, picture, y, x, begin, end, block);
        if (++x < w->target_w)
            continue;
        x = 0;
        if (++y < w->target_h)
            continue;
        y = 0;
        picture += picture_size;
    }
}
