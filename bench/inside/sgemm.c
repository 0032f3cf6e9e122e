/* The fastest dense products of this machine at the shapes of a training step.
 *
 * sgemm [--tokens N,N...] [--hidden N] [--inner N] [--threads N] [--json]
 *
 * Each backend computes each product; the best of each, weighted by how much of a step it is, is what a step
 * that costs nothing else would reach. The products of Q, K and V count as one, which is the harder limit. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../arguments.h"
#include "aift/aift.h"
#include "backends.h"
#include "base/clock.h"
#include "base/philox.h"
#include "median.h"

enum { ROUNDS = 5, MAX_BATCHES = 16 };

static struct {
    const char *tokens;
    int64_t hidden, inner, threads, json;
    double slice;
} args = {.tokens = "450", .hidden = 384, .inner = 1536, .slice = 0.01};

static const argument table[] = {
    {"--tokens", "tokens of a batch, some of them, by commas; default 450", .text = &args.tokens},
    {"--hidden", "width; default 384", .number = &args.hidden},
    {"--inner", "width between; default 1536", .number = &args.inner},
    {"--threads", "default: one a processor", .number = &args.threads},
    {"--slice", "seconds of one measurement; default 0.01", .real = &args.slice},
    {"--json", "print one JSON object", .flag = &args.json},
    {NULL},
};

static aift__kernel_context kernel;
static bool there[MAX_BACKENDS];
static int n_backends;

/* ---- the products of a step ---- */

typedef struct product {
    const char *what, *direction;
    aift__gemm gemm;
    double rate[MAX_BACKENDS]; /* GFLOP/s, medians */
} product;

enum { WEIGHTS = 4, DIRECTIONS = 3, PRODUCTS = WEIGHTS * DIRECTIONS };

static double flops(const aift__gemm *g)
{
    return 2.0 * (double)g->m * (double)g->n * (double)g->k;
}

/* x[T,I] times weight[O,I], and what its gradients take. */
static void list_products(int64_t t, product *out)
{
    const int64_t h = args.hidden, w = args.inner;
    const struct {
        const char *what;
        int64_t o, i;
    } weights[WEIGHTS] = {{"query, key, value", 3 * h, h}, {"output", h, h}, {"up", w, h}, {"down", h, w}};
    for (int i = 0; i < WEIGHTS; i++) {
        int64_t no = weights[i].o, ni = weights[i].i;
        const aift__gemm forward = {.tb = true, .m = t, .n = no, .k = ni, .lda = ni, .ldb = ni, .ldc = no};
        const aift__gemm input = {.m = t, .n = ni, .k = no, .lda = no, .ldb = ni, .ldc = ni};
        const aift__gemm weight = {.ta = true, .m = no, .n = ni, .k = t, .lda = no, .ldb = ni, .ldc = ni};
        *out++ = (product){weights[i].what, "forward", forward, {0}};
        *out++ = (product){weights[i].what, "grad of input", input, {0}};
        *out++ = (product){weights[i].what, "grad of weight", weight, {0}};
    }
}

/* ---- measuring ---- */

/* Calls for the time of a slice; GFLOP/s, or 0 when the backend fails. */
static double measure(const backend *b, const aift__gemm *g)
{
    nanosleep(&(struct timespec){.tv_nsec = 5000000},
              NULL);                  /* the last one's threads stop waiting for more */
    if (b->multiply(&kernel, g) != 0) /* not counted: wakes threads, fills caches */
        return 0;
    double begin = aift__clock_seconds(), now = begin;
    int64_t calls = 0;
    for (; now - begin < args.slice || calls < 2; calls++, now = aift__clock_seconds())
        b->multiply(&kernel, g);
    return flops(g) * (double)calls / (now - begin) / 1e9;
}

/* Whether a backend's result is that of the first. */
static bool agrees(const backend *b, aift__gemm g, float *expected)
{
    if (b == backends)
        g.c = expected;
    if (b->multiply(&kernel, &g) != 0)
        return false;
    double worst = 0, most = 0;
    for (int64_t i = 0; i < g.m * g.n; i++) {
        worst = fmax(worst, fabs((double)g.c[i] - (double)expected[i]));
        most = fmax(most, fabs((double)expected[i]));
    }
    return worst <= 1e-4 * most;
}

static int measure_product(product *p, float *expected)
{
    double rates[MAX_BACKENDS][ROUNDS];
    for (int b = 0; b < n_backends; b++)
        if (there[b] && !agrees(&backends[b], p->gemm, expected))
            return fprintf(stderr, "sgemm: %s computes another product\n", backends[b].name), 1;
    for (int round = 0; round < ROUNDS; round++)
        for (int b = 0; b < n_backends; b++)
            rates[b][round] = there[b] ? measure(&backends[b], &p->gemm) : 0;
    for (int b = 0; b < n_backends; b++)
        p->rate[b] = median(rates[b], ROUNDS);
    return 0;
}

static int measure_all(product *products, int64_t tokens)
{
    int64_t widest = AIFT__MAX(args.inner, 3 * args.hidden);
    int64_t n = AIFT__MAX(tokens, widest) * widest;
    float *buf[4];
    aift__rng rng;
    aift__rng_init(&rng, 1, 0);
    for (int i = 0; i < 4; i++) {
        buf[i] = aift__aligned_alloc(kernel.context, (size_t)n * sizeof(float));
        for (int64_t j = 0; buf[i] && j < n; j++)
            buf[i][j] = (float)aift__rng_normal(&rng);
        if (!buf[i])
            return 1;
    }
    int failed = 0;
    for (int i = 0; i < PRODUCTS && !failed; i++) {
        aift__gemm *g = &products[i].gemm;
        g->alpha = 1;
        g->a = buf[0];
        g->b = buf[1];
        g->c = buf[2];
        failed = measure_product(&products[i], buf[3]);
    }
    for (int i = 0; i < 4; i++)
        aift__aligned_free(kernel.context, buf[i]);
    return failed;
}

/* ---- telling ---- */

static double best_of(const product *p)
{
    double best = 0;
    for (int b = 0; b < n_backends; b++)
        best = fmax(best, p->rate[b]);
    return best;
}

/* Adds work and seconds of all products; backend -1 is the best at each. */
static double weighted(const product *products, size_t n, int b)
{
    double work = 0, seconds = 0;
    for (size_t i = 0; i < n; i++) {
        double f = flops(&products[i].gemm);
        work += f;
        seconds += f / (b < 0 ? best_of(&products[i]) : products[i].rate[b]);
    }
    return work / seconds;
}

static void show(const product *products, size_t n)
{
    printf("%-18s %-14s %16s", "product", "", "M x N x K");
    for (int b = 0; b < n_backends; b++)
        printf(" %21s", backends[b].name);
    printf("\n");
    for (size_t i = 0; i < n; i++) {
        const product *p = &products[i];
        char shape[64];
        snprintf(shape, sizeof shape, "%lldx%lldx%lld", (long long)p->gemm.m, (long long)p->gemm.n,
                 (long long)p->gemm.k);
        printf("%-18s %-14s %16s", p->what, p->direction, shape);
        for (int b = 0; b < n_backends; b++)
            printf(" %21.1f", p->rate[b]);
        printf("\n");
    }
    printf("%-50s", "all, weighted by FLOPs (GFLOP/s)");
    for (int b = 0; b < n_backends; b++)
        printf(" %21.1f", there[b] ? weighted(products, n, b) : 0);
    printf("\nthe best at each product: %.1f GFLOP/s\n", weighted(products, n, -1));
}

static void show_json(const product *products, size_t n)
{
    printf("{\"best\": %.3f", weighted(products, n, -1));
    for (int b = 0; b < n_backends; b++)
        if (there[b])
            printf(", \"%s\": %.3f", backends[b].name, weighted(products, n, b));
    printf(", \"products\": [");
    for (size_t i = 0; i < n; i++) /* work and the best rate of each, for those who know of another backend */
        printf("%s[%.0f, %.3f]", i ? ", " : "", flops(&products[i].gemm), best_of(&products[i]));
    printf("]}\n");
}

static int run(void)
{
    static product products[MAX_BATCHES * PRODUCTS];
    size_t n = 0;
    const char *at = args.tokens;
    for (char *end; *at; at = *end == ',' ? end + 1 : end, n += PRODUCTS) {
        int64_t tokens = strtoll(at, &end, 10);
        if (tokens < 1 || tokens > 1 << 20 || end == at || n == MAX_BATCHES * PRODUCTS)
            return fprintf(stderr, "sgemm: --tokens: up to %d numbers\n", MAX_BATCHES), 2;
        list_products(tokens, products + n);
        if (measure_all(products + n, tokens) != 0)
            return 1;
    }
    args.json ? show_json(products, n) : show(products, n);
    return 0;
}

int main(int argc, char **argv)
{
    if (arguments_read(table, argc, argv) != 0)
        return 2;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = (int32_t)args.threads;
    if (aift_context_create(&options, &kernel.context) != AIFT_OK)
        return fprintf(stderr, "sgemm: %s\n", aift_last_error()), 1;
    for (const backend *b = backends; b->name; b++)
        there[n_backends++] = !b->prepare || b->prepare(aift_context_num_threads(kernel.context));
    int failed = run();
    aift_context_release(kernel.context);
    return failed;
}
