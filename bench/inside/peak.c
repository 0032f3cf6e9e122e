/* Multiply-adds in registers, once for each width of vectors. */
#include "peak.h"

enum { SUMS = 12 }; /* enough that none waits for the one before */

#ifdef __x86_64__
#define REGISTER "x"
#else
#define REGISTER "w"
#endif

static volatile float kept; /* so that the work is not left out */

/* Sums by name: an array of them would lie in memory. Each goes to 1, so that no number gets large, or so small that it
 * takes longer. */
#define EACH(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)
#define BEGIN(i) sum##i = zero + (float)i,
#define STEP(i)                                                                                              \
    sum##i = sum##i * factor + more;                                                                         \
    __asm__("" : "+" REGISTER(sum##i));
#define ADD(i) total += sum##i;
#define PEAK(name, bytes, attributes)                                                                        \
    typedef float name##_vector __attribute__((vector_size(bytes)));                                         \
    attributes static double name(int64_t rounds)                                                            \
    {                                                                                                        \
        const name##_vector zero = {0}, factor = zero + 0.5f, more = zero + 0.5f;                            \
        name##_vector EACH(BEGIN) total = zero;                                                              \
        for (int64_t r = 0; r < rounds; r++) {                                                               \
            EACH(STEP)                                                                                       \
        }                                                                                                    \
        EACH(ADD)                                                                                            \
        kept = total[0];                                                                                     \
        return 2.0 * SUMS * (double)(bytes / sizeof(float)) * (double)rounds;                                \
    }

#ifdef __x86_64__
PEAK(narrow, 16, )
PEAK(avx2, 32, __attribute__((target("avx2,fma"))))
PEAK(avx512, 64, __attribute__((target("avx512f"))))

double peak_run(int64_t rounds)
{
    if (__builtin_cpu_supports("avx512f"))
        return avx512(rounds);
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2(rounds) : narrow(rounds);
}
#else
PEAK(narrow, 16, )

double peak_run(int64_t rounds)
{
    return narrow(rounds);
}
#endif
