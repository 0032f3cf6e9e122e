/* Options structs grow only at the end; this is where sizes meet. */
#include <string.h>

#include "base/options.h"

aift_status aift__options_read(void *own, size_t own_size, const void *given, const char *name)
{
    if (!given)
        return AIFT_OK;
    size_t size;
    memcpy(&size, given, sizeof size);
    if (size < sizeof size || size > 65536)
        return aift__fail(AIFT_E_INVALID, "%s.struct_size is %zu: set it with the _INIT macro or _init()",
                          name, size);
    const unsigned char *bytes = given;
    for (size_t i = own_size; i < size; i++)
        if (bytes[i])
            return aift__fail(AIFT_E_INVALID,
                              "%s: byte %zu is set, but this library knows only %zu bytes of it; it is older "
                              "than the header that the program was compiled with",
                              name, i, own_size);
    memset(own, 0, own_size); /* fields that an older caller does not have are all bits zero */
    memcpy(own, given, size < own_size ? size : own_size);
    memcpy(own, &own_size, sizeof own_size);
    return AIFT_OK;
}

aift_status aift__options_reserved(int32_t reserved, const char *name)
{
    return reserved ? aift__fail(AIFT_E_INVALID, "%s.reserved is %d: it must be 0", name, (int)reserved)
                    : AIFT_OK;
}
