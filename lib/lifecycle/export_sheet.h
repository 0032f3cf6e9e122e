/* Records as rows of CSV: which columns there are follows from what the records hold. */
#ifndef AIFT_LIB_LIFECYCLE_EXPORT_SHEET_H
#define AIFT_LIB_LIFECYCLE_EXPORT_SHEET_H

#include "lifecycle/export.h"

typedef struct aift__sheet aift__sheet;

/* Puts a cell under a header. A header that gets several cells in a row stands there as often; `listed` makes it stand
 * there twice at least, so that it is read as a list again. */
aift_status aift__sheet_put(aift__sheet *sheet, const char *header, const char *text, size_t size,
                            bool listed);
/* The same of a value: a text as it is, anything else as JSON. */
aift_status aift__sheet_value(aift__sheet *sheet, const char *header, const aift__json *value);
/* Whether the header stands there as a list. */
bool aift__sheet_listed(const aift__sheet *sheet, const char *header);

/* Writes the header and a row for each record: `fill` puts the cells of one. It is called several times for each. */
aift_status aift__sheet_write(const aift__export *export, aift__buf *out,
                              aift_status (*fill)(aift__sheet *sheet, const aift__json *record));

#endif
