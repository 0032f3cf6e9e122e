/* A build without libpq. */
#include "net/postgresql.h"

aift_status aift__postgresql_open(aift_context *context, const aift__postgresql_query *query,
                                  aift__stream **out)
{
    (void)context;
    *out = NULL;
    return aift__fail(AIFT_E_UNAVAILABLE, "%s: this library was built without libpq, which reads postgresql",
                      query->location);
}
