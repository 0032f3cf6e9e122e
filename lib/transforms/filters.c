/* The weights of Pillow's filters: always antialiased, a filter is stretched by the factor that a picture shrinks by. */
#include <math.h>
#include <string.h>

#include "transforms/filters.h"

static const double pi = 3.14159265358979323846;

static double box(double x)
{
    return x > -0.5 && x <= 0.5 ? 1 : 0;
}

static double bilinear(double x)
{
    x = fabs(x);
    return x < 1 ? 1 - x : 0;
}

static double hamming(double x)
{
    x = fabs(x);
    if (x == 0)
        return 1;
    if (x >= 1)
        return 0;
    x *= pi;
    return sin(x) / x * ((double)0.54f + (double)0.46f * cos(x)); /* floats, as there */
}

static double bicubic(double x)
{
    const double a = -0.5;
    x = fabs(x);
    if (x < 1)
        return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

static double sinc(double x)
{
    if (x == 0)
        return 1;
    x *= pi;
    return sin(x) / x;
}

static double lanczos(double x)
{
    return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

static const struct {
    double (*weight)(double x);
    double support;
} filters[] = {
    [AIFT__FILTER_NEAREST] = {box, 0.5}, /* not used */
    [AIFT__FILTER_LANCZOS] = {lanczos, 3}, [AIFT__FILTER_BILINEAR] = {bilinear, 1},
    [AIFT__FILTER_BICUBIC] = {bicubic, 2}, [AIFT__FILTER_BOX] = {box, 0.5},
    [AIFT__FILTER_HAMMING] = {hamming, 1},
};

const char *const aift__filter_names[] = {"nearest", "lanczos", "bilinear", "bicubic",
                                          "box",     "hamming", NULL};

int32_t aift__filter_most(aift__filter filter, int64_t from, int64_t to)
{
    double scale = (double)from / (double)to;
    return (int32_t)ceil(filters[filter].support * AIFT__MAX(scale, 1.0)) * 2 + 1;
}

static int32_t fixed(double weight)
{
    double scaled = weight * (1 << AIFT__TAP_BITS);
    return (int32_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

void aift__filter_taps(aift__filter filter, int64_t from, int64_t to, int32_t most, int32_t *begin,
                       int32_t *count, int32_t *weights, double *work)
{
    const double scale = (double)from / (double)to, stretch = AIFT__MAX(scale, 1.0);
    const double support = filters[filter].support * stretch, shrink = 1 / stretch;
    memset(weights, 0, (size_t)to * (size_t)most * sizeof *weights);
    for (int64_t i = 0; i < to; i++, weights += most) {
        double center = ((double)i + 0.5) * scale, sum = 0;
        int64_t first = (int64_t)(center - support + 0.5), last = (int64_t)(center + support + 0.5);
        first = AIFT__MAX(first, 0);
        last = AIFT__MIN(last, from);
        begin[i] = (int32_t)first;
        count[i] = (int32_t)(last - first);
        for (int64_t j = 0; j < last - first; j++) {
            work[j] = filters[filter].weight(((double)(j + first) - center + 0.5) * shrink);
            sum += work[j];
        }
        for (int64_t j = 0; j < last - first; j++)
            weights[j] = fixed(sum != 0 ? work[j] / sum : work[j]);
    }
}
