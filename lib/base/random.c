/* Bytes that nobody can foresee. */
#include <errno.h>
#include <sys/random.h>

#include "base/random.h"

aift_status aift__random_bytes(void *out, size_t size)
{
    unsigned char *p = out;
    while (size > 0) {
        const ssize_t n = getrandom(p, size, 0);
        if (n < 0 && errno != EINTR)
            return aift__fail(AIFT_E_IO, "the system gives no random bytes (errno %d)", errno);
        if (n > 0) {
            p += n;
            size -= (size_t)n;
        }
    }
    return AIFT_OK;
}
