/* Each kernel at the shapes of a training step, beside what the machine can do: kernels [--threads N] [--name NAME]
 *
 * The table of cases is the tests' (tests/cases/kernels.c). A kernel that computes is held against multiply-adds in
 * registers, one that moves memory against a triad over arrays that fit in no cache; small ones can be above that.
 * "reference" says how many times faster than the plain code in double the kernel is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../arguments.h"
#include "aift/aift.h"
#include "base/clock.h"
#include "base/parallel.h"
#include "cases/kernels.h"
#include "median.h"
#include "peak.h"

enum { ROUNDS = 5, TRIAD = 16 << 20, PEAK_PIECES = 64, PEAK_ROUNDS = 100000 };
static const double reference_limit = 3e9; /* FLOPs beyond which the reference would take seconds */

static struct {
    const char *name;
    int64_t threads;
    double slice;
} args = {.name = "", .slice = 0.02};

static const argument table[] = {
    {"--name", "only kernels whose name begins so", .text = &args.name},
    {"--threads", "default: one a processor", .number = &args.threads},
    {"--slice", "seconds of one measurement; default 0.02", .real = &args.slice},
    {NULL},
};

static aift__kernel_context kernel = {.seed = 42, .step = 3, .training = true};

/* ---- measuring ---- */

typedef aift_status (*work_fn)(void *user);

/* Seconds of a call: the median of a few slices. */
static double seconds_of(work_fn work, void *user)
{
    double rounds[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        int64_t calls = 0;
        work(user); /* not counted: wakes threads, fills caches */
        double begin = aift__clock_seconds(), now = begin;
        for (; now - begin < args.slice || calls < 1; calls++, now = aift__clock_seconds())
            work(user);
        rounds[i] = (now - begin) / (double)calls;
    }
    return median(rounds, ROUNDS);
}

/* ---- the machine ---- */

typedef struct arrays {
    float *a, *b, *c;
} arrays;

static void triad_piece(void *user, int64_t begin, int64_t end)
{
    arrays *x = user;
    for (int64_t i = begin; i < end; i++)
        x->a[i] = x->b[i] + 3.0f * x->c[i];
}

static aift_status triad(void *user)
{
    aift__parallel_for(kernel.context, TRIAD, TRIAD / 64, triad_piece, user);
    return AIFT_OK;
}

static void peak_piece(void *user, int64_t begin, int64_t end)
{
    double *flops = user;
    for (int64_t i = begin; i < end; i++)
        flops[i] = peak_run(PEAK_ROUNDS);
}

static aift_status peak(void *user)
{
    aift__parallel_for(kernel.context, PEAK_PIECES, 1, peak_piece, user);
    return AIFT_OK;
}

/* GB/s of the triad, counting two reads and a write, and GFLOP/s of multiply-adds in registers. */
static int measure_machine(double *bandwidth, double *compute)
{
    arrays x;
    float **const all[] = {&x.a, &x.b, &x.c};
    for (size_t i = 0; i < AIFT__COUNT(all); i++) {
        *all[i] = aift__aligned_alloc(kernel.context, TRIAD * sizeof(float));
        if (!*all[i])
            return 1;
        for (int64_t j = 0; j < TRIAD; j++)
            (*all[i])[j] = (float)(j % 7) - 3;
    }
    *bandwidth = 3.0 * TRIAD * sizeof(float) / seconds_of(triad, &x) / 1e9;
    double flops[PEAK_PIECES], seconds = seconds_of(peak, flops);
    *compute = PEAK_PIECES * flops[0] / seconds / 1e9;
    for (size_t i = 0; i < AIFT__COUNT(all); i++)
        aift__aligned_free(kernel.context, *all[i]);
    printf("the machine: %.1f GB/s in a triad, %.1f GFLOP/s in multiply-adds in registers\n\n", *bandwidth,
           *compute);
    return 0;
}

/* ---- a case ---- */

typedef struct job {
    const kernel_case *source;
    const kernel_kind *kind;
    kernel_data data;
} job;

static aift_status fast(void *user)
{
    job *j = user;
    return j->kind->f32(j->source, &kernel, &j->data);
}

static aift_status reference(void *user)
{
    job *j = user;
    return j->kind->f64(j->source, &kernel, &j->data);
}

/* Every buffer once, if the kind does not say. */
static double bytes_of(const job *j)
{
    const kernel_data *d = &j->data;
    double n = 0;
    if (j->kind->bytes)
        return j->kind->bytes(j->source, d);
    for (int i = 0; i < MAX_BUFFERS; i++)
        n += (double)(d->in_size[i] + d->out_size[i]);
    return n * sizeof(float);
}

static int measure_case(const kernel_case *source, double bandwidth, double compute)
{
    job j = {.source = source, .kind = kernel_kind_of(source)};
    char text[160];
    kernel_data_create(source, &kernel, &j.data);
    aift_status status = fast(&j);
    if (status == AIFT_OK) {
        double seconds = seconds_of(fast, &j);
        double flops = j.kind->flops ? j.kind->flops(source, &j.data) : 0;
        double rate = (flops > 0 ? flops : bytes_of(&j)) / seconds / 1e9;
        double best = flops > 0 ? compute : bandwidth;
        printf("%-62s %9.3f %8.1f %-7s %5.0f%%", kernel_case_text(source, text, sizeof text), seconds * 1e3,
               rate, flops > 0 ? "GFLOP/s" : "GB/s", 100 * rate / best);
        if (flops < reference_limit) {
            double begin = aift__clock_seconds();
            reference(&j);
            printf(" %8.1fx", (aift__clock_seconds() - begin) / seconds);
        }
        printf("\n");
        fflush(stdout);
    }
    kernel_data_destroy(&j.data);
    return status != AIFT_OK;
}

int main(int argc, char **argv)
{
    if (arguments_read(table, argc, argv) != 0)
        return 2;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = (int32_t)args.threads;
    double bandwidth, compute;
    int failed = aift_context_create(&options, &kernel.context) || measure_machine(&bandwidth, &compute);
    if (!failed)
        printf("%-62s %9s %16s %6s %9s\n", "kernel", "ms", "", "peak", "reference");
    for (int32_t i = 0; i < kernel_case_count && !failed; i++)
        if (kernel_cases[i].timed && strncmp(kernel_cases[i].kind, args.name, strlen(args.name)) == 0)
            failed = measure_case(&kernel_cases[i], bandwidth, compute);
    if (failed)
        fprintf(stderr, "kernels: %s\n", aift_last_error());
    aift_context_release(kernel.context);
    return failed;
}
