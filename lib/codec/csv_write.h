/* Writing CSV (RFC 4180) that a spreadsheet does not compute. */
#ifndef AIFT_LIB_CODEC_CSV_WRITE_H
#define AIFT_LIB_CODEC_CSV_WRITE_H

#include "base/buf.h"

/* One cell. What begins with = + - @ tab or CR gets a ' in front, as does what begins so behind a ', so that taking one
 * away gives the text again. Quotes stand where they must. */
aift_status aift__csv_cell(aift__buf *out, const char *text, size_t size);

/* Whether the cell has such a ' that is to be taken away. */
bool aift__csv_guarded(const char *text, size_t size);

#endif
