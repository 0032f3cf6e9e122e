/* Which way an inverted residual goes: it depends on sizes of one picture alone, so that a picture gets the same bits in any
 * batch. */
#include "kernels/inverted_residual_ways.h"
#include "kernels/products.h"

enum { FAR = 40000 /* numbers of a wide picture that is in no core's own cache any more */ };

bool aift__inverted_residual_fits(const aift__conv *c)
{
    return aift__conv_is_depthwise(c) && (aift__inverted_slices_fit(c) || aift__inverted_lines_fit(c));
}

bool aift__inverted_residual_pays(const aift__kernel_context *kernel, const aift__conv *c)
{
    return aift__inverted_residual_fits(c) && c->h * c->w * c->c >= FAR &&
           aift__packed_size(kernel, 1, 1) > 0;
}

static size_t taps_size(const aift__conv *c)
{
    return (size_t)(c->kernel_h * c->kernel_w * c->c);
}

void aift__inverted_residual_f32(const aift__kernel_context *kernel, const aift__inverted_residual *block)
{
    const aift__conv *c = &block->depthwise;
    float *scratch = kernel->scratch;
    const float *taps = block->depth.packed;
    if (!taps)
        aift__depthwise_pack_f32(c, block->depth.weight, scratch);
    const aift__inverted_job job = {aift__simd_of(kernel), block, taps ? taps : scratch};
    if (aift__inverted_slices_fit(c))
        aift__inverted_slices_f32(kernel, &job, scratch + taps_size(c));
    else
        aift__inverted_lines_f32(kernel, &job);
}

size_t aift__inverted_residual_scratch(const aift__inverted_residual *block)
{
    return (taps_size(&block->depthwise) + aift__inverted_slices_scratch(block)) * sizeof(float);
}
