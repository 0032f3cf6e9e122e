/* Rows that were not taken, as JSON. */
#include <stdio.h>

#include "aift/error.h"
#include "lifecycle/import_report.h"

aift_status aift__import_reject(aift__json *list, const aift__import_row *row, const char *field,
                                const char *message)
{
    aift__json *one = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, one));
    AIFT__TRY(aift__json_set(one, "row", aift__json_new_int(row->row)));
    AIFT__TRY(aift__json_set(one, "line", aift__json_new_int(row->line)));
    AIFT__TRY(aift__json_set(one, "key", aift__json_new_string(*row->key ? row->key : NULL)));
    AIFT__TRY(aift__json_set(one, "field", aift__json_new_string(*field ? field : NULL)));
    return aift__json_set(one, "message", aift__json_new_string(message));
}

aift_status aift__import_reject_failed(aift__json *list, const aift__import_row *row, const char *field)
{
    char message[AIFT__ERROR_CAP], own[AIFT__ERROR_CAP];
    snprintf(message, sizeof message, "%s", aift_last_error());
    snprintf(own, sizeof own, "%s", aift_last_error_part(AIFT_ERROR_FIELD));
    return aift__import_reject(list, row, field ? field : own, message);
}
