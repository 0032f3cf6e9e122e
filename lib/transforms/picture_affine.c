/* Turning, shearing, shifting: where each pixel of the result lies in the picture. */
#include <math.h>
#include <string.h>

#include "transforms/picture.h"

typedef struct affine {
    const double *a;
    aift__window from;
    uint8_t fill;
    uint8_t *to; /* of the same size */
} affine;

/* The pixel at (x, y), or the filling. */
static inline void put(const affine *of, bool inside, int64_t x, int64_t y, uint8_t *to)
{
    const aift__window *from = &of->from;
    for (int64_t c = 0; c < from->channels; c++)
        to[c] = inside ? from->pixels[y * from->stride + x * from->channels + c] : of->fill;
}

/* Without turning or shearing: positions added up in double, as Pillow does it. */
static void scaled(const affine *of)
{
    const double *a = of->a;
    double ys = a[5] + a[4] * 0.5;
    uint8_t *to = of->to;
    for (int64_t y = 0; y < of->from.height; y++, ys += a[4]) {
        double xs = a[2] + a[0] * 0.5;
        for (int64_t x = 0; x < of->from.width; x++, xs += a[0], to += of->from.channels) {
            bool inside = xs >= 0 && xs < (double)of->from.width && ys >= 0 && ys < (double)of->from.height;
            put(of, inside, inside ? (int64_t)xs : 0, inside ? (int64_t)ys : 0, to);
        }
    }
}

/* A number with 16 bits behind the point. */
static int64_t fixed(double v)
{
    return (int64_t)floor(v * 65536.0 + 0.5);
}

static void nearest(const affine *of)
{
    const double *a = of->a;
    int64_t x_row = fixed(a[2] + a[0] * 0.5 + a[1] * 0.5), y_row = fixed(a[5] + a[3] * 0.5 + a[4] * 0.5);
    int64_t step[4] = {fixed(a[0]), fixed(a[1]), fixed(a[3]), fixed(a[4])};
    uint8_t *to = of->to;
    for (int64_t y = 0; y < of->from.height; y++, x_row += step[1], y_row += step[3]) {
        int64_t xs = x_row, ys = y_row;
        for (int64_t x = 0; x < of->from.width; x++, xs += step[0], ys += step[2], to += of->from.channels) {
            int64_t at_x = xs >> 16, at_y = ys >> 16;
            put(of, at_x >= 0 && at_x < of->from.width && at_y >= 0 && at_y < of->from.height, at_x, at_y,
                to);
        }
    }
}

static int64_t within(int64_t i, int64_t n)
{
    return i < 0 ? 0 : i < n ? i : n - 1;
}

static void mix(const affine *of, double xs, double ys, uint8_t *to)
{
    const aift__window *from = &of->from;
    int64_t x = (int64_t)floor(xs - 0.5), y = (int64_t)floor(ys - 0.5);
    double dx = xs - 0.5 - (double)x, dy = ys - 0.5 - (double)y;
    const uint8_t *row = from->pixels + within(y, from->height) * from->stride;
    const uint8_t *next = from->pixels + within(y + 1, from->height) * from->stride;
    int64_t left = within(x, from->width) * from->channels,
            right = within(x + 1, from->width) * from->channels;
    for (int64_t c = 0; c < from->channels; c++, left++, right++) {
        double first = row[left] + (row[right] - row[left]) * dx;
        double second = next[left] + (next[right] - next[left]) * dx;
        to[c] = (uint8_t)(first + (second - first) * dy);
    }
}

static void bilinear(const affine *of)
{
    const double *a = of->a;
    uint8_t *to = of->to;
    for (int64_t y = 0; y < of->from.height; y++)
        for (int64_t x = 0; x < of->from.width; x++, to += of->from.channels) {
            double middle_x = (double)x + 0.5, middle_y = (double)y + 0.5;
            double xs = a[0] * middle_x + a[1] * middle_y + a[2],
                   ys = a[3] * middle_x + a[4] * middle_y + a[5];
            if (xs >= 0 && xs < (double)of->from.width && ys >= 0 && ys < (double)of->from.height)
                mix(of, xs, ys, to);
            else
                memset(to, of->fill, (size_t)of->from.channels);
        }
}

aift_status aift__picture_affine(aift__sample *sample, const double a[6], aift__filter filter, uint8_t fill,
                                 aift__workspace *space)
{
    AIFT__TRY(aift__sample_make(&space->spare, &sample->shape));
    affine of = {a, aift__window_of(sample), fill, space->spare.pixels};
    if (filter != AIFT__FILTER_NEAREST)
        bilinear(&of);
    else if (a[1] == 0 && a[3] == 0)
        scaled(&of);
    else
        nearest(&of);
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}

/* Rounded to 15 digits behind the point, as Pillow does, so that right angles are whole numbers. */
static double rounded(double v)
{
    return nearbyint(v * 1e15) / 1e15;
}

aift_status aift__picture_rotate(aift__sample *sample, double degrees, aift__filter filter, uint8_t fill,
                                 aift__workspace *space)
{
    double turned = fmod(degrees, 360.0), angle = -(turned < 0 ? turned + 360.0 : turned) * (M_PI / 180.0);
    double c = rounded(cos(angle)), s = rounded(sin(angle));
    double x = (double)sample->shape.size[1] / 2.0, y = (double)sample->shape.size[0] / 2.0;
    double a[6] = {c, s, 0, -s, c, 0};
    a[2] = c * -x + s * -y + x;
    a[5] = -s * -x + c * -y + y;
    return aift__picture_affine(sample, a, filter, fill, space);
}
