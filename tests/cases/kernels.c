/* The table of kernel cases, and the buffers of a case. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/philox.h"
#include "cases/kernel_kinds.h"

/* {kind, m, n, k, flags, p, values, timed}; rows of n = 0 tokens are of mixed lengths. */
const kernel_case kernel_cases[] = {
    {"gelu", 1},
    {"gelu", 7},
    {"gelu", 33001, .flags = FLAG_TANH},
    {"gelu", 70001, .values = VALUES_LARGE},
    {"gelu", 70001, .flags = FLAG_TANH, .values = VALUES_LARGE},
    {"gelu", 450 * 1536, .timed = true},
    {"gelu_inplace", 4001},
    {"gelu_grad", 5, .flags = FLAG_TANH},
    {"gelu_grad", 33001},
    {"gelu_grad", 70001, .values = VALUES_LARGE},
    {"gelu_grad", 70001, .flags = FLAG_TANH, .values = VALUES_LARGE},
    {"gelu_grad", 450 * 1536, .timed = true},
    {"gelu_grad_inplace", 4001},
    {"tanh", 1},
    {"tanh", 40001},
    {"tanh", 40001, .values = VALUES_LARGE},
    {"tanh", 32 * 384, .timed = true},
    {"tanh_grad", 13},
    {"tanh_grad", 40001},
    {"relu", 40001},
    {"relu_grad", 40001},
    {"add", 3},
    {"add", 450 * 384, .timed = true},
    {"copy", 40001},
    {"copy", 40001, .flags = FLAG_ADD},
    {"sum_of_squares", 1},
    {"sum_of_squares", 300003},
    {"sum_of_squares", 70003, .values = VALUES_LARGE},
    {"sum_of_squares", 22700000, .timed = true},
    {"adamw", 1},
    {"adamw", 200003},
    {"adamw", 1001, .p = 100000},
    {"adamw", 11000000, .timed = true},
    {"sum_of_squares_rows", 1, 3},
    {"sum_of_squares_rows", 700, 101},
    {"sum_of_squares_rows", 30522, 384, .timed = true},
    {"adamw_rows", 1, 3},
    {"adamw_rows", 700, 101},
    {"adamw_rows", 300, 385, .p = 1000},
    {"adamw_rows", 30522, 384, .timed = true},

    {"product", 1, 1, 1},
    {"product", 3, 5, 7, .flags = FLAG_GAPS},
    {"product", 1, 77, 384, .flags = FLAG_TB},
    {"product", 33, 1, 19, .flags = FLAG_TA},
    {"product", 4, 6, 0, .flags = FLAG_BETA},
    {"product", 2, 3, 0},
    {"product", 149, 301, 97},
    {"product", 149, 301, 97, .flags = FLAG_TA | FLAG_BETA | FLAG_GAPS},
    {"product", 149, 301, 97, .flags = FLAG_TB | FLAG_BETA | FLAG_GAPS},
    {"product", 149, 301, 97, .flags = FLAG_TA | FLAG_TB | FLAG_GAPS},
    {"product", 13, 1024, 600, .flags = FLAG_TB},
    {"product", 500, 407, 401, .flags = FLAG_TA | FLAG_BETA},
    {"product", 61, 203, 770, .flags = FLAG_GAPS},
    {"product", 1, 5, 3, .flags = FLAG_TB | FLAG_PACKED},
    {"product", 16, 384, 384, .flags = FLAG_TB | FLAG_PACKED},
    {"product", 149, 301, 797, .flags = FLAG_TB | FLAG_PACKED | FLAG_GAPS | FLAG_BETA},
    {"product", 149, 301, 397, .flags = FLAG_PACKED},
    {"product", 3, 5, 7, .flags = FLAG_GAPS | FLAG_BIAS | FLAG_GELU | FLAG_BEFORE},
    {"product", 2, 9, 0, .flags = FLAG_BETA | FLAG_BIAS | FLAG_GELU | FLAG_BEFORE},
    {"product", 137, 1536, 384, .flags = FLAG_TB | FLAG_BIAS | FLAG_GELU | FLAG_BEFORE},
    {"product", 131, 407, 1001, .flags = FLAG_TB | FLAG_GAPS | FLAG_BIAS | FLAG_GELU | FLAG_BEFORE},
    {"product", 149, 301, 797, .flags = FLAG_TB | FLAG_PACKED | FLAG_BIAS | FLAG_GELU},
    {"product", 449, 210, 770, .flags = FLAG_TB | FLAG_BIAS | FLAG_BETA},
    {"product", 150, 1536, 384, .flags = FLAG_SLOPE},
    {"product", 131, 407, 770, .flags = FLAG_SLOPE | FLAG_GAPS | FLAG_BETA},
    {"product", 1, 1, 1, .flags = FLAG_OWN},
    {"product", 3, 5, 7, .flags = FLAG_OWN | FLAG_GAPS},
    {"product", 149, 301, 97, .flags = FLAG_OWN | FLAG_TA | FLAG_BETA | FLAG_GAPS},
    {"product", 149, 301, 97, .flags = FLAG_OWN | FLAG_TB | FLAG_BETA | FLAG_GAPS},
    {"product", 149, 301, 97, .flags = FLAG_OWN | FLAG_TA | FLAG_TB | FLAG_GAPS},
    {"product", 500, 407, 401, .flags = FLAG_OWN | FLAG_TA | FLAG_BETA},
    {"product", 61, 203, 770, .flags = FLAG_OWN | FLAG_GAPS},
    {"product", 13, 1024, 600, .flags = FLAG_OWN | FLAG_TB | FLAG_PACKED},
    {"product", 149, 301, 797, .flags = FLAG_OWN | FLAG_PACKED | FLAG_GAPS | FLAG_BETA},
    {"product", 131, 407, 1001,
     .flags = FLAG_OWN | FLAG_TB | FLAG_GAPS | FLAG_BIAS | FLAG_GELU | FLAG_BEFORE},
    {"product", 149, 301, 797, .flags = FLAG_OWN | FLAG_TB | FLAG_PACKED | FLAG_BIAS | FLAG_GELU},
    {"product", 131, 407, 770, .flags = FLAG_OWN | FLAG_SLOPE | FLAG_GAPS | FLAG_BETA},
    {"product", 450, 384, 384, .flags = FLAG_TB, .timed = true},
    {"product", 450, 384, 384, .flags = FLAG_TB | FLAG_BIAS, .timed = true},
    {"product", 450, 1536, 384, .flags = FLAG_TB | FLAG_BIAS | FLAG_GELU | FLAG_BEFORE, .timed = true},
    {"product", 450, 1536, 384, .flags = FLAG_SLOPE, .timed = true},
    {"product", 450, 1152, 384, .flags = FLAG_TB, .timed = true},
    {"product", 450, 1536, 384, .flags = FLAG_TB, .timed = true},
    {"product", 450, 384, 1536, .flags = FLAG_TB, .timed = true},
    {"product", 450, 384, 1536, .timed = true},
    {"product", 450, 1536, 384, .timed = true},
    {"product", 384, 1536, 450, .flags = FLAG_TA | FLAG_BETA, .timed = true},
    {"product", 1536, 384, 450, .flags = FLAG_TA | FLAG_BETA, .timed = true},
    {"product", 4000, 1536, 384, .flags = FLAG_TB, .timed = true},
    {"product", 1536, 384, 4000, .flags = FLAG_TA | FLAG_BETA, .timed = true},
    {"product", 16, 1536, 384, .flags = FLAG_TB, .timed = true},

    {"layer_norm", 1, 1},
    {"layer_norm", 5, 3},
    {"layer_norm", 77, 385},
    {"layer_norm", 3, 5000},
    {"layer_norm", 9, 384, .values = VALUES_LARGE},
    {"layer_norm", 9, 384, .values = VALUES_EQUAL},
    {"layer_norm", 9, 100, .values = VALUES_EQUAL},
    {"layer_norm", 450, 384, .timed = true},
    {"layer_norm_grad_input", 1, 1, .loose = 100}, /* rstd times a rounding */
    {"layer_norm_grad_input", 77, 385},
    {"layer_norm_grad_input", 9, 384, .values = VALUES_LARGE},
    {"layer_norm_grad_input", 450, 384, .timed = true},
    {"layer_norm_grad_weight", 1, 1},
    {"layer_norm_grad_weight", 3, 7, .flags = FLAG_ADD},
    {"layer_norm_grad_weight", 301, 385, .flags = FLAG_ADD},
    {"layer_norm_grad_weight", 450, 384, .timed = true},
    {"softmax", 1, 1},
    {"softmax", 3, 77},
    {"softmax", 300, 77},
    {"softmax", 11, 1000, .values = VALUES_LARGE},
    {"softmax", 11, 13, .values = VALUES_EQUAL},
    {"softmax", 11, 13, .values = VALUES_SURE},
    {"softmax", 32, 77, .timed = true},
    {"softmax_grad", 3, 77},
    {"softmax_grad", 300, 77},
    {"softmax_grad", 11, 13, .values = VALUES_SURE},
    {"column_sum", 1, 1},
    {"column_sum", 300, 387},
    {"column_sum", 300, 387, .flags = FLAG_ADD},
    {"column_sum", 450, 1536, .timed = true},
    {"cross_entropy", 1, 2},
    {"cross_entropy", 32, 77},
    {"cross_entropy", 32, 77, .flags = FLAG_WEIGHTS, .p = 0.1},
    {"cross_entropy", 300, 120, .p = 0.3},
    {"cross_entropy", 32, 77, .flags = FLAG_TARGETS},
    {"cross_entropy", 300, 120, .flags = FLAG_TARGETS | FLAG_WEIGHTS, .p = 0.1},
    {"cross_entropy", 9, 5, .flags = FLAG_TARGETS, .values = VALUES_LARGE},
    {"cross_entropy", 9, 5, .values = VALUES_LARGE},
    {"cross_entropy", 9, 5, .values = VALUES_SURE},
    {"cross_entropy", 32, 77, .timed = true},
    {"cross_entropy_grad", 1, 2},
    {"cross_entropy_grad", 32, 77},
    {"cross_entropy_grad", 32, 77, .flags = FLAG_WEIGHTS, .p = 0.1},
    {"cross_entropy_grad", 300, 120, .p = 0.3},
    {"cross_entropy_grad", 32, 77, .flags = FLAG_TARGETS},
    {"cross_entropy_grad", 300, 120, .flags = FLAG_TARGETS | FLAG_WEIGHTS, .p = 0.1},
    {"cross_entropy_grad", 9, 5, .flags = FLAG_TARGETS, .values = VALUES_LARGE},
    {"cross_entropy_grad", 9, 5, .values = VALUES_LARGE},
    {"cross_entropy_grad", 9, 5, .values = VALUES_SURE},
    {"cross_entropy_grad", 32, 77, .timed = true},

    {"dropout", 1, 0, 1, .p = 0.5},
    {"dropout", 33, 0, 77, .p = 0.1},
    {"dropout", 300, 0, 384, .p = 0.1},
    {"dropout", 5, 0, 384, .flags = FLAG_OFFSETS, .p = 0.1},
    {"dropout", 12, 0, 3, .flags = FLAG_OFFSETS, .p = 0.9},
    {"dropout", 12, 7, 33, .flags = FLAG_OFFSETS, .p = 1.0},
    {"dropout", 12, 7, 33, .flags = FLAG_OFFSETS, .p = 0.0},
    {"dropout", 32, 14, 384, .flags = FLAG_OFFSETS, .p = 0.1, .timed = true},
    {"add_norm", 1, 0, 5, .p = 0.5},
    {"add_norm", 77, 0, 385},
    {"add_norm", 9, 0, 384, .flags = FLAG_OFFSETS, .p = 0.1},
    {"add_norm", 7, 0, 385, .flags = FLAG_OFFSETS | FLAG_INPLACE, .p = 0.3},
    {"add_norm", 7, 0, 33, .flags = FLAG_OFFSETS | FLAG_NO_SUM, .p = 0.1},
    {"add_norm", 32, 14, 384, .flags = FLAG_OFFSETS | FLAG_INPLACE, .p = 0.1, .timed = true},
    {"add_norm_grad", 5, 0, 7, .p = 0.5},
    {"add_norm_grad", 77, 0, 385},
    {"add_norm_grad", 9, 0, 384, .flags = FLAG_OFFSETS, .p = 0.1},
    {"add_norm_grad", 32, 14, 384, .flags = FLAG_OFFSETS, .p = 0.1, .timed = true},
    {"attention", 1, 1, 32},
    {"attention", 5, 1, 64, .p = 0.1},
    {"attention", 10, 0, 32},
    {"attention", 4, 0, 32, .flags = FLAG_GAPS, .p = 0.1},
    {"attention", 4, 0, 64, .flags = FLAG_GAPS | FLAG_CROSS, .p = 0.1},
    {"attention", 3, 0, 7, .flags = FLAG_CROSS, .p = 0.5},
    {"attention", 2, 40, 131, .flags = FLAG_GAPS, .p = 0.1},
    {"attention", 1, 600, 8, .flags = FLAG_CROSS, .p = 0.1},
    {"attention", 6, 0, 32, .values = VALUES_LARGE, .loose = 100}, /* scores beyond 1000 */
    {"attention", 5, 9, 32, .p = 1.0},
    {"attention", 128, 14, 32, .p = 0.1, .timed = true},
    {"attention", 64, 256, 32, .p = 0.1, .timed = true},
    {"attention", 64, 256, 32, .timed = true},
    {"attention_grad", 1, 1, 32},
    {"attention_grad", 5, 1, 64, .p = 0.1},
    {"attention_grad", 10, 0, 32},
    {"attention_grad", 4, 0, 32, .flags = FLAG_GAPS, .p = 0.1},
    {"attention_grad", 4, 0, 64, .flags = FLAG_GAPS | FLAG_CROSS, .p = 0.1},
    {"attention_grad", 3, 0, 7, .flags = FLAG_CROSS, .p = 0.5},
    {"attention_grad", 2, 40, 131, .flags = FLAG_GAPS, .p = 0.1},
    {"attention_grad", 1, 600, 8, .flags = FLAG_CROSS, .p = 0.1},
    {"attention_grad", 5, 9, 32, .p = 1.0},
    {"attention_grad", 128, 14, 32, .p = 0.1, .timed = true},
    {"attention_grad", 64, 256, 32, .p = 0.1, .timed = true},
    {"attention_grad", 64, 256, 32, .timed = true},
    {"embedding", 1, 1, 1},
    {"embedding", 450, 1000, 385},
    {"embedding", 450, 30522, 384, .timed = true},
    {"embedding_grad", 1, 1, 1},
    {"embedding_grad", 450, 100, 385},
    {"embedding_grad", 450, 100, 385, .flags = FLAG_ADD},
    {"embedding_grad", 450, 10, 385, .flags = FLAG_PADDED},
    {"embedding_grad", 450, 30522, 384, .flags = FLAG_ADD, .timed = true},
    {"first_token", 7, 0, 33},
    {"first_token", 32, 14, 384, .timed = true},
    {"first_token_grad", 7, 0, 33},
    {"mean_pool", 7, 0, 33},
    {"mean_pool", 32, 14, 384},
    {"mean_pool", 64, 14, 384, .timed = true},
    {"mean_pool_grad", 7, 0, 33},

    {"conv", 2, 9, 40, .flags = FLAG_3X3},
    {"conv", 1, 14, 43, .flags = FLAG_5X5},
    {"conv", 3, 15, 24, .flags = FLAG_3X3 | FLAG_STRIDE},
    {"conv", 2, 14, 37, .flags = FLAG_5X5 | FLAG_STRIDE},
    {"conv", 2, 3, 8, .flags = FLAG_5X5},
    {"conv", 2, 7, 40, .p = 50},
    {"conv", 2, 16, 3, .flags = FLAG_3X3 | FLAG_STRIDE, .p = 21},
    {"conv", 32, 28, 240, .flags = FLAG_5X5, .timed = true},
    {"conv_grad", 2, 9, 40, .flags = FLAG_3X3},
    {"conv_grad", 1, 14, 43, .flags = FLAG_5X5},
    {"conv_grad", 3, 15, 24, .flags = FLAG_3X3 | FLAG_STRIDE},
    {"conv_grad", 2, 14, 37, .flags = FLAG_5X5 | FLAG_STRIDE},
    {"conv_grad", 2, 7, 40, .p = 50},
    {"conv_grad", 2, 9, 5, .flags = FLAG_3X3, .p = 21},
    {"conv_norm_grad", 2, 9, 40, .flags = FLAG_3X3 | FLAG_INPUT},
    {"conv_norm_grad", 1, 14, 43, .flags = FLAG_5X5},
    {"conv_norm_grad", 1, 14, 43, .flags = FLAG_5X5 | FLAG_INPUT | FLAG_SUMS},
    {"conv_norm_grad", 19, 7, 24, .flags = FLAG_5X5 | FLAG_INPUT},
    {"conv_norm_grad", 3, 15, 24, .flags = FLAG_3X3 | FLAG_STRIDE | FLAG_INPUT | FLAG_SUMS},
    {"conv_norm_grad", 2, 14, 37, .flags = FLAG_5X5 | FLAG_STRIDE},
    {"conv_norm_grad", 1, 2, 3, .flags = FLAG_5X5 | FLAG_INPUT},
    {"conv_norm_grad", 1, 180, 96, .flags = FLAG_3X3 | FLAG_STRIDE | FLAG_INPUT},
    {"conv_norm_grad", 3, 14, 40, .flags = FLAG_INPUT, .p = 50},
    {"conv_norm_grad", 3, 14, 40, .flags = FLAG_SUMS, .p = 50},
    {"conv_norm_grad", 32, 28, 240, .flags = FLAG_5X5 | FLAG_INPUT, .timed = true},
};
const int32_t kernel_case_count = AIFT__COUNT(kernel_cases);

const kernel_kind *kernel_kind_of(const kernel_case *c)
{
    const kernel_kind *const lists[] = {flat_kinds, line_kinds, product_kinds, row_kinds, picture_kinds};
    for (size_t i = 0; i < AIFT__COUNT(lists); i++)
        for (const kernel_kind *kind = lists[i]; kind->name; kind++)
            if (strcmp(kind->name, c->kind) == 0)
                return kind;
    return NULL;
}

int32_t row_length(const kernel_case *c, int64_t r, bool other)
{
    static const int32_t mixed[] = {1, 300, 7, 64, 2, 129, 36, 16, 5, 257};
    if (other && c->flags & FLAG_CROSS)
        r += 3;
    else if (c->n > 0)
        return (int32_t)c->n;
    return mixed[r % (int64_t)AIFT__COUNT(mixed)];
}

int64_t row_tokens(const kernel_case *c, bool other)
{
    int64_t sum = 0;
    for (int64_t r = 0; r < c->m; r++)
        sum += row_length(c, r, other);
    return sum;
}

/* A block of exactly that size, so that sanitizers see a step outside. */
static void *block(int64_t n, size_t size)
{
    void *p = malloc(n > 0 ? (size_t)n * size : 1);
    if (!p)
        abort();
    return p;
}

static float draw(aift__rng *rng, case_values values)
{
    return (float)(values == VALUES_LARGE ? aift__rng_uniform(rng) * 160 - 80 : aift__rng_normal(rng));
}

static void fill(const kernel_case *c, aift__rng *rng, int64_t n, float *x)
{
    for (int64_t i = 0; i < n; i++) {
        x[i] = draw(rng, c->values);
        if (c->values == VALUES_EQUAL && c->n > 0 && i % c->n)
            x[i] = x[i - 1];
        if (c->values == VALUES_SURE && c->n > 0 && i % c->n == 0)
            x[i] = 40;
    }
}

static void fill_ints(const kernel_case *c, aift__rng *rng, kernel_data *d)
{
    for (int side = 0; side < 2; side++) {
        d->ints[side] = block(c->m + 1, sizeof(int32_t));
        d->ints[side][0] = 0;
        for (int64_t r = 0; r < c->m; r++)
            d->ints[side][r + 1] = d->ints[side][r] + row_length(c, r, side);
    }
    d->labels = block(c->m, sizeof(int32_t));
    for (int64_t i = 0; i < c->m; i++)
        d->labels[i] = c->n > 0 ? (int32_t)aift__rng_below(rng, (uint64_t)c->n) : 0;
}

void kernel_data_create(const kernel_case *c, const aift__kernel_context *kernel, kernel_data *d)
{
    const kernel_kind *kind = kernel_kind_of(c);
    aift__rng rng;
    aift__rng_init(&rng, 7, 0);
    memset(d, 0, sizeof *d);
    kind->sizes(c, d);
    fill_ints(c, &rng, d);
    for (int i = 0; i < MAX_BUFFERS; i++) {
        d->in[i] = block(d->in_size[i], sizeof(float));
        d->in64[i] = block(d->in_size[i], sizeof(double));
        d->out[i] = block(d->out_size[i], sizeof(float));
        d->out64[i] = block(d->out_size[i], sizeof(double));
        fill(c, &rng, d->in_size[i], d->in[i]);
        for (int64_t j = 0; j < d->in_size[i]; j++)
            d->in64[i][j] = d->in[i][j];
    }
    if (kind->prepare)
        kind->prepare(c, kernel, d);
    for (int i = 0; i < MAX_BUFFERS; i++)
        for (int64_t j = 0; j < d->in_size[i]; j++) /* both versions see the same numbers */
            d->in64[i][j] = d->in[i][j] = (float)d->in64[i][j];
    kernel_data_reset(c, d);
    for (int i = 0; i < MAX_BUFFERS; i++)
        for (int64_t j = 0; j < d->out_size[i]; j++)
            d->out64[i][j] = d->out[i][j];
}

void kernel_data_reset(const kernel_case *c, kernel_data *d)
{
    const kernel_kind *kind = kernel_kind_of(c);
    aift__rng rng;
    aift__rng_init(&rng, 7, 1);
    for (int i = 0; i < MAX_BUFFERS; i++)
        for (int64_t j = 0; j < d->out_size[i]; j++) {
            float x = draw(&rng, c->values);
            d->out[i][j] = kind->positive_out >> i & 1 ? fabsf(x) : x;
        }
}

void kernel_data_destroy(kernel_data *d)
{
    for (int i = 0; i < MAX_BUFFERS; i++) {
        free(d->in[i]);
        free(d->in64[i]);
        free(d->out[i]);
        free(d->out64[i]);
    }
    free(d->ints[0]);
    free(d->ints[1]);
    free(d->labels);
}

const char *kernel_case_text(const kernel_case *c, char *buf, size_t size)
{
    snprintf(buf, size, "%s m=%lld n=%lld k=%lld flags=%d p=%d%% values=%d", c->kind, (long long)c->m,
             (long long)c->n, (long long)c->k, (int)c->flags, (int)(c->p * 100), (int)c->values);
    return buf;
}
