/* Fourier transforms of four signals, one a lane. Each pass of Stockham's scheme reads one buffer and writes the other,
 * in the order in which the next one reads: nothing is shuffled, neither within a vector nor at the end. */
#include "kernels/simd/level.h"
#include "kernels/simd/vecd.h"

enum { WIDTH = 2 * DLANES }; /* doubles of a complex number */

AIFT__INLINE void butterfly2(cvec *a)
{
    cvec b = a[1];
    a[1] = cvec_sub(a[0], b);
    a[0] = cvec_add(a[0], b);
}

AIFT__INLINE void butterfly3(cvec *a)
{
    const double s = 0.86602540378443865; /* sin(2 pi / 3) */
    cvec sum = cvec_add(a[1], a[2]), turned = cvec_turn(cvec_sub(a[1], a[2]));
    cvec middle = {a[0].re - sum.re * 0.5, a[0].im - sum.im * 0.5};
    a[0] = cvec_add(a[0], sum);
    a[1] = (cvec){middle.re + turned.re * s, middle.im + turned.im * s};
    a[2] = (cvec){middle.re - turned.re * s, middle.im - turned.im * s};
}

AIFT__INLINE void butterfly4(cvec *a)
{
    cvec even = cvec_add(a[0], a[2]), even2 = cvec_sub(a[0], a[2]);
    cvec odd = cvec_add(a[1], a[3]), odd2 = cvec_turn(cvec_sub(a[1], a[3]));
    a[0] = cvec_add(even, odd);
    a[1] = cvec_add(even2, odd2);
    a[2] = cvec_sub(even, odd);
    a[3] = cvec_sub(even2, odd2);
}

AIFT__INLINE void butterfly5(cvec *a)
{
    const double c1 = 0.30901699437494742, c2 = -0.80901699437494742; /* cos of 2 pi / 5 and 4 pi / 5 */
    const double s1 = 0.95105651629515357, s2 = 0.58778525229247313;
    cvec p = cvec_add(a[1], a[4]), q = cvec_add(a[2], a[3]);
    cvec r = cvec_turn(cvec_sub(a[1], a[4])), t = cvec_turn(cvec_sub(a[2], a[3]));
    cvec near = {a[0].re + p.re * c1 + q.re * c2, a[0].im + p.im * c1 + q.im * c2};
    cvec far = {a[0].re + p.re * c2 + q.re * c1, a[0].im + p.im * c2 + q.im * c1};
    cvec near2 = {r.re * s1 + t.re * s2, r.im * s1 + t.im * s2};
    cvec far2 = {r.re * s2 - t.re * s1, r.im * s2 - t.im * s1};
    a[0] = cvec_add(a[0], cvec_add(p, q));
    a[1] = cvec_add(near, near2);
    a[2] = cvec_add(far, far2);
    a[3] = cvec_sub(far, far2);
    a[4] = cvec_sub(near, near2);
}

/* Group p of a pass. The first has no twiddles: `turns` is false. */
AIFT__INLINE void group(const aift__fft_pass *pass, const int radix, void (*butterfly)(cvec *), bool turns,
                        int64_t p, const double *x, double *y)
{
    const int64_t step = pass->groups * pass->stride * WIDTH;
    const double *w = turns ? pass->twiddles + (p - 1) * (radix - 1) * 2 : NULL;
    x += p * pass->stride * WIDTH;
    y += p * radix * pass->stride * WIDTH;
    for (int64_t q = 0; q < pass->stride; q++, x += WIDTH, y += WIDTH) {
        cvec a[5];
#pragma GCC unroll 5
        for (int j = 0; j < radix; j++)
            a[j] = cvec_load(x + j * step);
        butterfly(a);
        cvec_store(y, a[0]);
#pragma GCC unroll 4
        for (int k = 1; k < radix; k++)
            cvec_store(y + k * pass->stride * WIDTH, turns ? cvec_mul(a[k], w + 2 * (k - 1)) : a[k]);
    }
}

AIFT__INLINE void run_pass(const aift__fft_pass *pass, const int radix, void (*butterfly)(cvec *),
                           const double *x, double *y)
{
    group(pass, radix, butterfly, false, 0, x, y);
    for (int64_t p = 1; p < pass->groups; p++)
        group(pass, radix, butterfly, true, p, x, y);
}

/* The result is in the buffer that is returned, x or work. */
static double *passes(const aift__fft *fft, double *x, double *work)
{
    for (int32_t i = 0; i < fft->passes; i++) {
        const aift__fft_pass *pass = fft->pass + i;
        switch (pass->radix) {
        case 2:
            run_pass(pass, 2, butterfly2, x, work);
            break;
        case 3:
            run_pass(pass, 3, butterfly3, x, work);
            break;
        case 4:
            run_pass(pass, 4, butterfly4, x, work);
            break;
        default:
            run_pass(pass, 5, butterfly5, x, work);
            break;
        }
        double *swap = x;
        x = work;
        work = swap;
    }
    return x;
}

void AIFT__SIMD(fft_passes)(const aift__fft *fft, double *x, double *work)
{
    double *y = passes(fft, x, work);
    if (y != x)
        memcpy(x, y, (size_t)(fft->inner * WIDTH) * sizeof *x);
}

AIFT__INLINE cvec conjugate(cvec a)
{
    return (cvec){a.re, -a.im};
}

/* Bluestein: jk = (j^2 + k^2 - (k - j)^2) / 2, so the transform is a convolution with a chirp, done by two transforms
 * of a length that has passes; the second runs backwards, as the first of the conjugate. */
static double *convolve(const aift__fft *fft, double *x, double *work)
{
    const int64_t n = fft->n;
    for (int64_t j = 0; j < n; j++)
        cvec_store(x + j * WIDTH, cvec_mul(cvec_load(x + j * WIDTH), fft->chirp + 2 * j));
    memset(x + n * WIDTH, 0, (size_t)((fft->inner - n) * WIDTH) * sizeof *x);
    double *y = passes(fft, x, work);
    for (int64_t j = 0; j < fft->inner; j++)
        cvec_store(y + j * WIDTH, conjugate(cvec_mul(cvec_load(y + j * WIDTH), fft->chirp_spectrum + 2 * j)));
    y = passes(fft, y, y == x ? work : x);
    for (int64_t j = 0; j < n; j++)
        cvec_store(y + j * WIDTH, cvec_mul(conjugate(cvec_load(y + j * WIDTH)), fft->chirp + 2 * j));
    return y;
}

/* Of real numbers packed in pairs into half as many complex ones, Z: the even samples' transform is
 * (Z[k] + conj Z[h - k]) / 2, the odd ones' (Z[k] - conj Z[h - k]) / 2i, and X[k] = even + w^k odd;
 * X[h - k] = conj (even - w^k odd). */
static void split(const aift__real_fft *fft, const double *z, double *power)
{
    const int64_t h = fft->n / 2;
    for (int64_t k = 0; 2 * k <= h; k++) {
        cvec a = cvec_load(z + k * WIDTH), b = conjugate(cvec_load(z + (k ? h - k : 0) * WIDTH));
        cvec even = cvec_add(a, b), odd = cvec_mul(cvec_turn(cvec_sub(a, b)), fft->split + 2 * k);
        cvec low = cvec_add(even, odd), high = cvec_sub(even, odd);
        dvec_store(power + k * DLANES, (low.re * low.re + low.im * low.im) * 0.25);
        dvec_store(power + (h - k) * DLANES, (high.re * high.re + high.im * high.im) * 0.25);
    }
}

void AIFT__SIMD(fft_power)(const aift__real_fft *fft, double *x, double *work, double *power)
{
    const aift__fft *complex = &fft->complex;
    if (!fft->split) /* odd: apart into complex numbers, from behind */
        for (int64_t j = fft->n - 1; j >= 0; j--)
            cvec_store(x + j * WIDTH, (cvec){dvec_load(x + j * DLANES), dvec_of(0)});
    double *y = complex->chirp ? convolve(complex, x, work) : passes(complex, x, work);
    if (fft->split) {
        split(fft, y, power);
        return;
    }
    for (int64_t k = 0; k <= fft->n / 2; k++) {
        cvec a = cvec_load(y + k * WIDTH);
        dvec_store(power + k * DLANES, a.re * a.re + a.im * a.im);
    }
}
