/* What the kernels use of GCC's vector extension and clang lacks; included in front of every file that is built to be
 * fuzzed. Slow, and right. */
#ifndef AIFT_TESTS_FUZZ_CLANG_H
#define AIFT_TESTS_FUZZ_CLANG_H

#if defined(__clang__) && !defined(__cplusplus)
#define FUZZ_SHUFFLE(element, index, bytes)                                                                  \
    typedef element fuzz_##element##bytes __attribute__((vector_size(bytes)));                               \
    typedef index fuzz_of_##element##bytes __attribute__((vector_size(bytes)));                              \
    static inline __attribute__((overloadable, unused)) fuzz_##element##bytes __builtin_shuffle(             \
        fuzz_##element##bytes a, fuzz_##element##bytes b, fuzz_of_##element##bytes lanes)                    \
    {                                                                                                        \
        const int n = (int)(bytes / sizeof(element));                                                        \
        fuzz_##element##bytes out = a;                                                                       \
        for (int i = 0; i < n; i++)                                                                          \
            out[i] = (int)lanes[i] < n ? a[lanes[i]] : b[(int)lanes[i] - n];                                 \
        return out;                                                                                          \
    }                                                                                                        \
    static inline __attribute__((overloadable, unused)) fuzz_##element##bytes __builtin_shuffle(             \
        fuzz_##element##bytes a, fuzz_of_##element##bytes lanes)                                             \
    {                                                                                                        \
        return __builtin_shuffle(a, a, lanes);                                                               \
    }
FUZZ_SHUFFLE(float, int, 32)
FUZZ_SHUFFLE(float, int, 16)
FUZZ_SHUFFLE(unsigned, unsigned, 32)
#undef FUZZ_SHUFFLE
#endif

#endif
