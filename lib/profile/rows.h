/* The rows of a table, block by block: what a kind of table must do, and what those who look at rows see.
 *
 * A block holds its values column by column, so that one thread works on a column, or on a range of rows, while another
 * fills the next block. Its texts are valid UTF-8 without NUL.
 */
#ifndef AIFT_LIB_PROFILE_ROWS_H
#define AIFT_LIB_PROFILE_ROWS_H

#include "aift/profile.h"
#include "base/stream.h"

enum {
    AIFT__BLOCK_BYTES = 1 << 20, /* of the text of a block; one row may pass that */
    AIFT__BLOCK_CELLS = 1 << 19, /* there are fewer rows in a block of many columns */
    AIFT__BLOCK_ROWS = 1 << 14
};

typedef enum aift__table_kind { AIFT__TABLE_CSV, AIFT__TABLE_JSONL, AIFT__TABLE_SQL } aift__table_kind;

/* One value. */
typedef struct aift__value {
    uint32_t at; /* of its text in the block's */
    unsigned size : 28;
    unsigned there : 1;   /* 0: null, or missing */
    unsigned literal : 1; /* a number, boolean, list or object of JSON, as JSON */
    unsigned text : 1;    /* a text of JSON: never a number, whatever it looks like */
    unsigned null : 1;    /* a null that is written out */
} aift__value;

typedef struct aift__block {
    char *text;
    size_t text_size, text_cap;
    aift__value *values; /* [column][row] */
    size_t num_columns, cap_rows;
    size_t num_rows;
    int64_t first_row;   /* of the table, from 0 */
    int64_t done, total; /* for progress, when it was filled */
} aift__block;

typedef struct aift__table_rows aift__table_rows;

typedef struct aift__table_rows_class {
    aift_status (*fill)(aift__table_rows *rows, aift__block *block); /* no rows: the end */
    void (*close)(aift__table_rows *rows); /* frees what `state` holds, not `state` itself */
} aift__table_rows_class;

struct aift__table_rows {
    const aift__table_rows_class *class;
    aift__table_kind kind;
    aift_context *context;
    char *name; /* stands in messages */
    void *state;
    char **columns; /* their names; they become more while JSON Lines are read */
    size_t num_columns, cap_columns;
    int64_t num_rows;   /* so far */
    int64_t bytes;      /* so far, inflated; of a query those of its texts */
    int64_t done;       /* bytes read of the file */
    int64_t total;      /* of them in all; 0: not known */
    double deadline;    /* of aift__clock_seconds(); INFINITY: none */
    aift__stream *gzip; /* what inflates it, a part of what `state` reads; NULL: none */
    bool aside;         /* filling may be done by another thread than the caller's */
};

/* *table is the caller's, read and checked. */
aift_status aift__table_rows_open(aift_context *context, const aift_table *given, aift_table *table,
                                  aift__table_rows **out);
void aift__table_rows_close(aift__table_rows *rows); /* NULL is accepted */

void aift__block_finish(aift__block *block, aift_context *context); /* a zeroed block is accepted */
static inline const aift__value *aift__block_column(const aift__block *block, size_t column)
{
    return block->values + column * block->cap_rows;
}

/* Looks at all rows: `work` gets each block in turn, on several threads, for pieces [begin, end) of `pieces(block)`
 * pieces; the next block is read meanwhile. `done` gets the block on the calling thread afterwards. */
typedef struct aift__look {
    void *user;
    aift_status (*begin)(void *user, const aift__block *block); /* before a block; sets `pieces` */
    int64_t pieces;
    aift_status (*work)(void *user, const aift__block *block, int64_t piece);
    aift_status (*end)(void *user, const aift__block *block); /* or NULL */
} aift__look;
aift_status aift__table_rows_look(aift__table_rows *rows, const aift_table *table, aift__look *look);

/* For kinds. */

/* Makes an empty block of the present columns. */
aift_status aift__block_begin(aift__table_rows *rows, aift__block *block);
aift_status aift__block_reserve(aift__table_rows *rows, aift__block *block,
                                size_t bytes); /* of text, in all */
aift_status aift__table_rows_add_column(aift__table_rows *rows, const char *name, size_t size);
aift_status aift__table_rows_open_csv(aift__table_rows *rows, aift__stream *stream);
aift_status aift__table_rows_open_jsonl(aift__table_rows *rows, aift__stream *stream);
aift_status aift__table_rows_open_sql(aift__table_rows *rows, const char *path, const char *query);

#endif
