/* One table of kernels, shapes and kinds of values: it drives the tests of correctness and the timing. */
#ifndef AIFT_TESTS_CASES_KERNELS_H
#define AIFT_TESTS_CASES_KERNELS_H

#include "kernels/kernel.h"

enum { MAX_BUFFERS = 6 };

typedef enum case_values {
    VALUES_NORMAL = 0, /* mean 0, deviation 1 */
    VALUES_LARGE,      /* between -80 and 80 */
    VALUES_EQUAL,      /* each line one number, lines differ */
    VALUES_SURE        /* normal, but the first number of each line is 40 */
} case_values;

typedef struct kernel_case kernel_case;

/* The buffers of a case: inputs, then outputs, whose first contents are random too (a kernel that adds must,
 * one that writes must not care). */
typedef struct kernel_data {
    int64_t in_size[MAX_BUFFERS], out_size[MAX_BUFFERS];
    float *in[MAX_BUFFERS], *out[MAX_BUFFERS];
    double *in64[MAX_BUFFERS], *out64[MAX_BUFFERS];
    int32_t *ints[2]; /* offsets of m ragged rows, and of the other side's */
    int32_t *labels;  /* m numbers from 0 to n - 1, repeats among them; or what `prepare` makes of them */
} kernel_data;

typedef struct kernel_kind {
    const char *name;
    void (*sizes)(const kernel_case *c, kernel_data *d);
    /* Sets inputs that are not drawn, in in64; may be NULL. */
    void (*prepare)(const kernel_case *c, const aift__kernel_context *kernel, kernel_data *d);
    aift_status (*f32)(const kernel_case *c, const aift__kernel_context *kernel, kernel_data *d);
    aift_status (*f64)(const kernel_case *c, const aift__kernel_context *kernel, kernel_data *d);
    double (*flops)(const kernel_case *c, const kernel_data *d); /* NULL: bound by memory */
    double (*bytes)(const kernel_case *c,
                    const kernel_data *d); /* read and written; NULL: every buffer once */
    double relative, absolute; /* error allowed: of the value itself; of the output's largest or 0.1 */
    double split;              /* error allowed between numbers of threads, of the largest; 0: none at all */
    uint32_t positive_out;     /* bit k: the first contents of output k are not negative */
} kernel_kind;

struct kernel_case {
    const char *kind;
    int64_t m, n, k; /* what they, flags and p mean is the kind's business */
    int32_t flags;
    double p;
    case_values values;
    bool timed;   /* a shape of a training step */
    double loose; /* errors may be so many times larger; 0: once */
};

extern const kernel_case kernel_cases[];
extern const int32_t kernel_case_count;

const kernel_kind *kernel_kind_of(const kernel_case *c);
void kernel_data_create(const kernel_case *c, const aift__kernel_context *kernel, kernel_data *d);
void kernel_data_reset(const kernel_case *c, kernel_data *d); /* the first contents of `out` again */
void kernel_data_destroy(kernel_data *d);
/* "gelu m=3 n=4 k=5 flags=0 p=0.1 values=0" */
const char *kernel_case_text(const kernel_case *c, char *buf, size_t size);

#endif
