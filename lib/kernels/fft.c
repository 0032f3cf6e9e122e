/* Tables of Fourier transforms. */
#include <math.h>
#include <string.h>

#include "kernels/fft.h"
#include "kernels/simd/simd.h"

static void root_of_one(double *to, int64_t k, int64_t n)
{
    double angle = -2.0 * 3.14159265358979323846 * ((double)k / (double)n);
    to[0] = cos(angle);
    to[1] = sin(angle);
}

/* Divides *n by r if it can. */
static bool divides(int64_t *n, int64_t r)
{
    if (*n % r != 0)
        return false;
    *n /= r;
    return true;
}

static bool is_smooth(int64_t n)
{
    while (divides(&n, 5) || divides(&n, 3) || divides(&n, 2)) {
    }
    return n == 1;
}

static int32_t next_radix(int64_t n)
{
    static const int32_t radices[] = {5, 3, 4, 2};
    for (size_t i = 0; i < AIFT__COUNT(radices); i++)
        if (n % radices[i] == 0)
            return radices[i];
    return 1;
}

/* The passes of a length and, when `table` is not NULL, their twiddles. Returns how many doubles those take. */
static size_t plan_passes(aift__fft *fft, double *table)
{
    size_t used = 0;
    fft->passes = 0;
    for (int64_t n = fft->inner, stride = 1; n > 1;) {
        int32_t radix = next_radix(n);
        int64_t groups = n / radix;
        fft->pass[fft->passes++] = (aift__fft_pass){radix, groups, stride, table ? table + used : NULL};
        for (int64_t p = 1; p < groups; p++)
            for (int32_t k = 1; k < radix; k++, used += 2)
                if (table)
                    root_of_one(table + used, p * k, n);
        stride *= radix;
        n = groups;
    }
    return used;
}

/* e^(-i pi j^2 / n); j^2 is taken modulo 2 n, which keeps the angle exact. */
static void make_chirp(aift__fft *fft, double *chirp)
{
    for (int64_t j = 0; j < fft->n; j++)
        root_of_one(chirp + 2 * j, j * j % (2 * fft->n), 2 * fft->n);
    fft->chirp = chirp;
}

/* The transform of the conjugate chirp, which lies around 0. It is made by the generic code, so that it is the
 * same on every processor. */
static aift_status make_chirp_spectrum(aift__fft *fft, double *spectrum)
{
    double *x = aift__aligned_alloc(fft->context, aift__fft_memory(fft) * sizeof *x);
    if (!x)
        return AIFT_E_NOMEM;
    const int64_t width = 2 * AIFT__FFT_LANES;
    for (int64_t j = 0; j < fft->n; j++) {
        int64_t mirror = (fft->inner - j) % fft->inner;
        x[j * width] = x[mirror * width] = fft->chirp[2 * j];
        x[j * width + AIFT__FFT_LANES] = x[mirror * width + AIFT__FFT_LANES] = -fft->chirp[2 * j + 1];
    }
    aift__simd_table(AIFT__SIMD_GENERIC)->fft_passes(fft, x, x + fft->inner * width);
    for (int64_t j = 0; j < fft->inner; j++) {
        spectrum[2 * j] = x[j * width] / (double)fft->inner;
        spectrum[2 * j + 1] = x[j * width + AIFT__FFT_LANES] / (double)fft->inner;
    }
    fft->chirp_spectrum = spectrum;
    aift__aligned_free(fft->context, x);
    return AIFT_OK;
}

static aift_status make_tables(aift__fft *fft)
{
    bool convolves = fft->inner != fft->n;
    size_t twiddles = plan_passes(fft, NULL);
    size_t more = convolves ? 2 * (size_t)(fft->n + fft->inner) : 0;
    fft->tables = aift__calloc(fft->context, twiddles + more, sizeof *fft->tables);
    if (!fft->tables)
        return AIFT_E_NOMEM;
    plan_passes(fft, fft->tables);
    if (!convolves)
        return AIFT_OK;
    make_chirp(fft, fft->tables + twiddles);
    return make_chirp_spectrum(fft, fft->tables + twiddles + 2 * fft->n);
}

aift_status aift__fft_init(aift_context *context, int64_t n, aift__fft *out)
{
    *out = (aift__fft){.context = context, .n = n, .inner = n};
    if (n < 1 || n > AIFT__FFT_MOST) {
        *out = (aift__fft){0};
        return aift__fail(AIFT_E_RANGE, "a Fourier transform of length %lld: expected 1 to %d", (long long)n,
                          AIFT__FFT_MOST);
    }
    if (!is_smooth(n))
        for (out->inner = 2 * n - 1; !is_smooth(out->inner);)
            out->inner++;
    aift_status status = make_tables(out);
    if (status != AIFT_OK)
        aift__fft_finish(out);
    return status;
}

void aift__fft_finish(aift__fft *fft)
{
    if (fft->context)
        aift__free(fft->context, fft->tables);
    *fft = (aift__fft){0};
}

aift_status aift__real_fft_init(aift_context *context, int64_t n, aift__real_fft *out)
{
    *out = (aift__real_fft){0};
    if (n == 0 || n > AIFT__FFT_MOST) /* its half would do */
        return aift__fft_init(context, n, &out->complex);
    AIFT__TRY(aift__fft_init(context, n % 2 == 0 ? n / 2 : n, &out->complex));
    out->n = n;
    if (n % 2 != 0)
        return AIFT_OK;
    out->split = aift__calloc(context, (size_t)(n / 4 + 1) * 2, sizeof *out->split);
    if (!out->split) {
        aift__real_fft_finish(out);
        return AIFT_E_NOMEM;
    }
    for (int64_t k = 0; k <= n / 4; k++)
        root_of_one(out->split + 2 * k, k, n);
    return AIFT_OK;
}

void aift__real_fft_finish(aift__real_fft *fft)
{
    if (fft->complex.context)
        aift__free(fft->complex.context, fft->split);
    aift__fft_finish(&fft->complex);
    *fft = (aift__real_fft){0};
}
