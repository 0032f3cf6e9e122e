/* All recognisers on a value, and what they found in it. */
#ifndef AIFT_LIB_PROFILE_SCANNER_H
#define AIFT_LIB_PROFILE_SCANNER_H

#include "aift/profile.h"
#include "base/buf.h"
#include "codec/json.h"
#include "profile/recogniser.h"
#include "profile/rows.h"

enum { AIFT__ENTITIES = 32 };

/* Something that was found in a value. */
typedef struct aift__finding {
    int64_t row; /* of the table, from 0 */
    uint32_t column;
    uint32_t recogniser;
    size_t start, end; /* bytes of the value */
    double score;
} aift__finding;

typedef struct aift__findings {
    aift__finding *items;
    size_t n, cap;
} aift__findings;

typedef struct aift__scanner {
    aift_context *context;
    double threshold;
    const aift__recogniser *used[AIFT__ENTITIES];
    size_t num_used;
} aift__scanner;

/* `entities` as aift_scan_options has it. */
aift_status aift__scanner_init(aift__scanner *scanner, aift_context *context, const char *entities,
                               double threshold);

/* Adds what the value has, in order, of what overlaps the surest. */
aift_status aift__scan_value(const aift__scanner *scanner, const aift__scanned *value, int64_t row,
                             size_t column, aift__findings *out);

/* ---- what scan and mask share: a table looked at in pieces of rows ---- */

enum { AIFT__PIECE_ROWS = 512, AIFT__PIECES = AIFT__BLOCK_ROWS / AIFT__PIECE_ROWS };

typedef struct aift__scan_piece {
    aift__findings findings; /* of these rows, in order */
    aift__buf out;           /* what is to be written of them */
} aift__scan_piece;

/* How often a column has an entity. */
typedef struct aift__tally {
    int64_t count;
    double most; /* the highest score */
} aift__tally;

typedef struct aift__table_scan {
    aift_context *context;
    aift__scanner scanner;
    aift__table_rows *rows;
    aift__look look;
    aift__scan_piece pieces[AIFT__PIECES];
    aift__tally (*tallies)[AIFT__ENTITIES]; /* of each column */
    size_t num_columns;
    int64_t findings;
    /* Writes of rows [from, to) of the block what is to be written into piece->out; NULL: nothing. */
    aift_status (*write)(struct aift__table_scan *scan, const aift__block *block, size_t from, size_t to,
                         aift__scan_piece *piece);
    const void *options; /* of `write` */
    const char *file;    /* the name that `sink` is given */
    aift_write_fn sink;
    void *user;
} aift__table_scan;

/* Looks at all rows; `write` and what belongs to it are set. */
aift_status aift__table_scan_run(aift__table_scan *scan, const aift_table *table);
/* The answer as JSON. */
aift_status aift__table_scan_tell(const aift__table_scan *scan, aift_text **out);
void aift__table_scan_finish(aift__table_scan *scan);

/* Adds a text as JSON has it, with quotes. */
aift_status aift__add_json(aift__buf *out, const char *text, size_t size);

#endif
