/* Reference of the Fourier transform. */
#include <math.h>

#include "kernels/fft.h"

void aift__fft_f64(int64_t n, const double *x, double *y)
{
    for (int64_t k = 0; k < n; k++) {
        double re = 0, im = 0;
        for (int64_t j = 0; j < n; j++) {
            double angle = -2.0 * 3.14159265358979323846 * (double)(j * k % n) / (double)n;
            re += x[2 * j] * cos(angle) - x[2 * j + 1] * sin(angle);
            im += x[2 * j] * sin(angle) + x[2 * j + 1] * cos(angle);
        }
        y[2 * k] = re;
        y[2 * k + 1] = im;
    }
}
