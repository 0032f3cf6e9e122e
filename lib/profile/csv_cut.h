/* Cutting the bytes of a block into the values of CSV, in one pass. */
#ifndef AIFT_LIB_PROFILE_CSV_CUT_H
#define AIFT_LIB_PROFILE_CSV_CUT_H

#include "profile/rows.h"

enum {
    AIFT__CSV_BEHIND = 8
}; /* line feeds behind the bytes of a block, as many as are looked at in one go */

/* One pass over the bytes of a block. */
typedef struct aift__csv_pass {
    aift__table_rows *rows;
    aift__block *block;
    char *at, *end; /* behind `end` are AIFT__CSV_BEHIND line feeds that are not the file's */
    bool last;      /* the file ends at `end` */
    int64_t line;   /* of `at` */
    size_t column;  /* values of the row so far */
    bool doubled;   /* one of them has doubled quotes */
} aift__csv_pass;

/* ROW, BLANK: all is well, and `at` is behind it. PART: the bytes end before the row does. */
typedef enum aift__csv_took {
    AIFT__CSV_ROW,
    AIFT__CSV_BLANK,
    AIFT__CSV_PART,
    AIFT__CSV_RAGGED,
    AIFT__CSV_UNQUOTED
} aift__csv_took;

/* Takes a row, whose values become the block's next ones, or a blank line. */
aift__csv_took aift__csv_take(aift__csv_pass *p);
/* Doubled quotes of that row become single ones, in their place. */
void aift__csv_undouble(aift__csv_pass *p);
/* What is wrong with a row that begins on `line`. */
aift_status aift__csv_fail(const aift__csv_pass *p, aift__csv_took what, int64_t line);

/* Takes all whole rows that there is room for; `at` is the first byte that is left. */
aift_status aift__csv_cut(aift__csv_pass *p);

#endif
