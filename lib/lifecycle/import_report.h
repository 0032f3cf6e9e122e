/* What is reported of rows that were not taken. */
#ifndef AIFT_LIB_LIFECYCLE_IMPORT_REPORT_H
#define AIFT_LIB_LIFECYCLE_IMPORT_REPORT_H

#include "lifecycle/import.h"

/* Adds {row, line, key, field, message} to a list. */
aift_status aift__import_reject(aift__json *list, const aift__import_row *row, const char *field,
                                const char *message);

/* The same for the message of the call that failed; `field` NULL: it begins with the field. */
aift_status aift__import_reject_failed(aift__json *list, const aift__import_row *row, const char *field);

#endif
