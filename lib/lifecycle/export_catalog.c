/* Data sources as CSV, a column for each path of the records, for catalogues. */
#include "lifecycle/export.h"

extern const aift__export_format aift__export_csv;

static aift_status write_catalog(const aift__export *export, aift__buf *out)
{
    return aift__export_csv.write(export, out);
}

const aift__export_format aift__export_catalog = {
    .name = "catalog", .kind = "source", .write = write_catalog};
