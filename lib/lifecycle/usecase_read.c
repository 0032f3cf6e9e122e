/* What a use case's record holds, checked field by field. */
#include "lifecycle/schema.h"
#include "lifecycle/usecase.h"

aift_status aift__usecase_record(aift_context *context, const aift__json *given, const char *name,
                                 aift__json **out)
{
    *out = NULL;
    if (aift__json_kind(given) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT, "%s: a use case is an object, and this is %s", name,
                          aift__json_kind_name(given));
    const aift_status status =
        aift__record_check(context, aift__record_kind_find("usecase"), given, false, out);
    return status == AIFT_OK || status == AIFT_E_NOMEM ? status : aift__fail_in(status, "%s: ", name);
}
