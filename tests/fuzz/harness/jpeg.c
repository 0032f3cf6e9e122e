/* JPEG. */
#include "picture.h"

FUZZ_HARNESS(jpeg)
{
    if (size >= 2 && data[0] == 0xFF && data[1] == 0xD8) /* what is no JPEG is another harness's */
        fuzz_picture(data, size);
    return 0;
}
