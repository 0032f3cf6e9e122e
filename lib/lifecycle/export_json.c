/* Records as JSON: {"items": [...], "total": N}, as lists are, so that an import takes them again. */
#include <string.h>

#include "lifecycle/export.h"

static aift_status write_json(const aift__export *export, aift__buf *out)
{
    const size_t n = aift__json_size(export->records);
    AIFT__TRY(aift__buf_add_text(out, "{\n  \"items\": ["));
    for (size_t i = 0; i < n; i++) {
        char *text;
        AIFT__TRY(aift__json_write(out->context, aift__json_at(export->records, i), 0, &text));
        aift_status status = aift__buf_add_text(out, i ? ",\n    " : "\n    ");
        if (status == AIFT_OK)
            status = aift__buf_add_text(out, text);
        aift__free(out->context, text);
        AIFT__TRY(status);
    }
    return aift__buf_addf(out, "%s],\n  \"total\": %zu\n}\n", n ? "\n  " : "", n);
}

const aift__export_format aift__export_json = {.name = "json", .write = write_json};
