/* The password of a database, which a store has in memory and nowhere else. */
#include <string.h>

#include "aift/source.h"
#include "lifecycle/store.h"

enum { MAX_PASSWORD = 1000 };

void aift__store_forget_password(aift_store *store)
{
    volatile char *text = store->password; /* overwritten, although nobody reads it again */
    while (text && *text)
        *text++ = 0;
    aift__free(store->context, store->password);
    store->password = NULL;
}

aift_status aift_store_set_password(aift_store *store, const char *password)
{
    if (password && (!*password || strlen(password) > MAX_PASSWORD))
        return aift__fail(AIFT_E_INVALID, "password has %zu bytes: expected 1 to %d", strlen(password),
                          MAX_PASSWORD);
    char *copy = password ? aift__strdup(store->context, password) : NULL;
    if (password && !copy)
        return AIFT_E_NOMEM;
    aift__store_forget_password(store);
    store->password = copy;
    return AIFT_OK;
}
