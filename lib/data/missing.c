/* What is said of a column or a text that is not there; the place is put in front by who knows it. */
#include <stdio.h>
#include <string.h>

#include "data/dataset.h"

aift_status aift__data_no_column(const char *column, const void *of, size_t num_columns,
                                 const char *(*name)(const void *of, size_t column))
{
    char list[512] = "";
    for (size_t i = 0, used = 0; i < num_columns; i++) {
        size_t n = strlen(name(of, i));
        if (used + n + 16 > sizeof list) {
            strcpy(list + used, ", ...");
            break;
        }
        used += (size_t)snprintf(list + used, sizeof list - used, "%s\"%s\"", i ? ", " : "", name(of, i));
    }
    return aift__fail(AIFT_E_NOT_FOUND, "there is no column \"%s\"; the columns are %s", column, list);
}

aift_status aift__data_no_text(const char *column, aift__cell_kind kind)
{
    static const char *const kinds[] = {
        [AIFT__CELL_NULL] = "is missing",
        [AIFT__CELL_NUMBER] = "is a number",
        [AIFT__CELL_BOOL] = "is a boolean",
        [AIFT__CELL_OTHER] = "is an array or object",
        [AIFT__CELL_FILE] = "is a picture or recording",
        [AIFT__CELL_BYTES] = "is a picture or recording",
        [AIFT__CELL_PIXELS] = "is a picture",
        [AIFT__CELL_VALUES] = "is a tensor",
    };
    return aift__fail(AIFT_E_FORMAT, "column \"%s\" %s; a text is expected", column, kinds[kind]);
}
