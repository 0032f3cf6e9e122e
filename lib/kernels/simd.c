/* Picks the instruction set when a kernel runs. */
#include "kernels/simd/simd.h"

extern const aift__simd aift__simd_generic;
#ifdef AIFT_WITH_AVX2
extern const aift__simd aift__simd_avx2;
#endif

/* The processor was asked at program start (by libgcc); this only reads the answer. */
static const aift__simd *avx2(void)
{
#ifdef AIFT_WITH_AVX2
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &aift__simd_avx2;
#endif
    return NULL;
}

const aift__simd *aift__simd_table(aift__simd_level level)
{
    switch (level) {
    case AIFT__SIMD_GENERIC:
        return &aift__simd_generic;
    case AIFT__SIMD_AVX2:
        return avx2();
    case AIFT__SIMD_BEST:
        break;
    }
    const aift__simd *best = avx2();
    return best ? best : &aift__simd_generic;
}

bool aift__simd_is_wider(void)
{
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_cpu_supports("avx512f");
#else
    return false;
#endif
}
