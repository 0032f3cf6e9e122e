/* A feed: how rows of data become the inputs of a model's graph; one kind a modality.
 *
 * Training, evaluation and prediction know feeds only. Text (feed_text.c) becomes ragged rows of tokens; pictures and
 * sounds (feed_media.c) are read, decoded and transformed, in parallel, into rows that are all alike.
 *
 * What a row becomes depends on (seed, epoch, row) alone; how rows of a batch are mixed on (seed, epoch, batch). A feed
 * belongs to one thread at a time.
 */
#ifndef AIFT_LIB_TASKS_FEED_H
#define AIFT_LIB_TASKS_FEED_H

#include "data/ragged.h"
#include "data/skipped.h"
#include "tasks/inputs.h"
#include "tasks/items.h"
#include "transforms/pipeline.h"

typedef struct aift__feed aift__feed;

typedef struct aift__feed_options {
    int32_t max_length; /* text: the most tokens of a row */
    bool training;      /* text is tokenized at once; pictures and sounds are augmented */
    bool skip;          /* a row that cannot be read is left out, and counted; else it is a failure */
    uint64_t seed;
    aift__skipped *skipped; /* with skip: receives what was left out */
} aift__feed_options;

/* A kind of feed. The object begins with an aift__feed. */
typedef struct aift__feed_class {
    size_t size;
    aift_status (*open)(aift__feed *feed); /* after a failure `close` is called too */
    void (*close)(aift__feed *feed);
    int64_t (*length)(const aift__feed *feed, size_t row);                /* NULL: 0 */
    aift_status (*ahead)(aift__feed *feed, const size_t *rows, size_t n); /* NULL: nothing */
    /* Fills the rows of feed->kept, n of them, and drops from it those that are left out. */
    aift_status (*fill)(aift__feed *feed, aift__inputs *inputs, size_t *n);
} aift__feed_class;

extern const aift__feed_class aift__feed_text, aift__feed_media;

struct aift__feed {
    const aift__feed_class *class;
    aift_context *context;
    const aift_model *model;
    const aift__items *items;
    aift__feed_options options;
    int64_t epoch;
    uint64_t
        batch; /* of the training, the number of the next: what is drawn for all of it (mixup) depends on it */
    aift__workspace space; /* for what is done to whole batches */
    size_t *kept;
    size_t cap_kept;
};

/* Opens a feed of the model's modality; the items are the caller's, and stay. */
aift_status aift__feed_open(const aift_model *model, const aift__items *items,
                            const aift__feed_options *options, aift__feed **out);
void aift__feed_close(aift__feed *feed); /* NULL is accepted */

/* Tokens of a row, known when training; 0 of pictures and sounds. */
int64_t aift__feed_length(const aift__feed *feed, size_t row);
int64_t aift__feed_lengths(const aift__feed *feed, const size_t *rows, size_t n); /* their sum */

/* The tokens of all rows, of text that is trained on; else NULL. */
const aift__ragged *aift__feed_tokens(const aift__feed *feed);

/* An epoch begins: its number, from 0, and the rows that will be asked for, in that order, so that their files can be
 * read ahead. They must stay as they are until aift__feed_rest or the next call. */
aift_status aift__feed_ahead(aift__feed *feed, int64_t epoch, const size_t *rows, size_t n);
void aift__feed_rest(aift__feed *feed); /* nothing more is read ahead */

/* Room for batches of so many rows, so that filling them allocates nothing. */
aift_status aift__feed_reserve(aift__feed *feed, size_t rows);

/* Makes room in the inputs and fills them with the rows. *kept are the rows that are in the batch, *n_kept of them, in
 * their order: without `skip` all. Valid until the next call. AIFT_E_RANGE: there is no such row. */
aift_status aift__feed_fill(aift__feed *feed, const size_t *rows, size_t n, aift__inputs *inputs,
                            const size_t **kept, size_t *n_kept);

/* What the batches of this capacity take beside the graph, in bytes. */
int64_t aift__feed_bytes(const aift__feed *feed, const aift__inputs *inputs, aift__capacity capacity);

#endif
