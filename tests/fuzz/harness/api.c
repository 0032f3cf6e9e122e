/* The public interface driven by bytes: at most 40 calls, in 32 MiB. */
#include "api.h"

FUZZ_HARNESS(api)
{
    aift_context *context = fuzz_begin(32 << 20);
    api_run(context, data, size);
    fuzz_end(context);
    return 0;
}
