/* Reference of the convolutions: plain loops in double. */
#include "kernels/conv.h"

/* fn(arg, place in x, in the weight, in y) for every pair of an output and a tap inside the picture. */
typedef void (*tap_fn)(void *arg, int64_t x, int64_t weight, int64_t y);

static void pixel_taps(const aift__conv *c, int64_t row, int64_t oy, int64_t ox, tap_fn fn, void *arg)
{
    int64_t depth = c->c / c->groups, out = c->out_c / c->groups;
    int64_t y = ((row * c->out_h + oy) * c->out_w + ox) * c->out_c;
    for (int64_t i = 0; i < c->kernel_h; i++)
        for (int64_t j = 0; j < c->kernel_w; j++) {
            int64_t iy = oy * c->stride_h + i * c->dilation_h - c->pad_top;
            int64_t ix = ox * c->stride_w + j * c->dilation_w - c->pad_left;
            if (iy < 0 || iy >= c->h || ix < 0 || ix >= c->w)
                continue;
            int64_t x = ((row * c->h + iy) * c->w + ix) * c->c;
            for (int64_t o = 0; o < c->out_c; o++)
                for (int64_t d = 0; d < depth; d++)
                    fn(arg, x + o / out * depth + d, ((o * depth + d) * c->kernel_h + i) * c->kernel_w + j,
                       y + o);
        }
}

static void all_taps(const aift__conv *c, tap_fn fn, void *arg)
{
    for (int64_t row = 0; row < c->rows; row++)
        for (int64_t oy = 0; oy < c->out_h; oy++)
            for (int64_t ox = 0; ox < c->out_w; ox++)
                pixel_taps(c, row, oy, ox, fn, arg);
}

struct job {
    const double *a, *b;
    double *to;
};

static void forward(void *arg, int64_t x, int64_t weight, int64_t y)
{
    const struct job *job = arg;
    job->to[y] += job->a[x] * job->b[weight];
}

static void to_input(void *arg, int64_t x, int64_t weight, int64_t y)
{
    const struct job *job = arg;
    job->to[x] += job->a[y] * job->b[weight];
}

static void to_weight(void *arg, int64_t x, int64_t weight, int64_t y)
{
    const struct job *job = arg;
    job->to[weight] += job->a[x] * job->b[y];
}

void aift__conv2d_f64(const aift__conv *c, const double *x, const double *weight, const double *bias,
                      double *y)
{
    for (int64_t i = 0; i < c->rows * c->out_h * c->out_w * c->out_c; i++)
        y[i] = bias ? bias[i % c->out_c] : 0;
    all_taps(c, forward, &(struct job){x, weight, y});
}

void aift__conv_moments_f64(const aift__conv *c, const double *y, double *moments)
{
    const int64_t area = c->out_h * c->out_w;
    for (int64_t i = 0; i < c->rows * c->out_c; i++) {
        const double *from = y + i / c->out_c * area * c->out_c + i % c->out_c;
        double *to = moments + i / c->out_c * 2 * c->out_c + i % c->out_c, mean = 0, squares = 0;
        for (int64_t p = 0; p < area; p++)
            mean += from[p * c->out_c] / (double)area;
        for (int64_t p = 0; p < area; p++)
            squares += (from[p * c->out_c] - mean) * (from[p * c->out_c] - mean);
        to[0] = mean;
        to[c->out_c] = squares;
    }
}

void aift__conv2d_grad_input_f64(const aift__conv *c, const double *grad_y, const double *weight,
                                 double *grad_x)
{
    for (int64_t i = 0; i < c->rows * c->h * c->w * c->c; i++)
        grad_x[i] = 0;
    all_taps(c, to_input, &(struct job){grad_y, weight, grad_x});
}

void aift__conv2d_grad_weight_f64(const aift__conv *c, const double *x, const double *grad_y, bool add,
                                  double *grad_weight)
{
    for (int64_t i = 0; !add && i < c->out_c * (c->c / c->groups) * c->kernel_h * c->kernel_w; i++)
        grad_weight[i] = 0;
    all_taps(c, to_weight, &(struct job){x, grad_y, grad_weight});
}
