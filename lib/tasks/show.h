/* A page about a data set: what its parts share. */
#ifndef AIFT_LIB_TASKS_SHOW_H
#define AIFT_LIB_TASKS_SHOW_H

#include "aift/show.h"
#include "base/buf.h"
#include "tasks/rows.h"
#include "transforms/sample.h"

/* What is noted of each row shown: its width, its height, its length. */
typedef struct aift__show_size {
    const char *what; /* NULL: nothing yet */
    double *values;
    size_t n;
} aift__show_size;

typedef struct aift__show {
    aift_context *context;
    const aift_dataset *dataset;
    const aift_model *model; /* NULL */
    aift_show_options options;
    aift__rows rows;
    int32_t label_column; /* -1: there is none */
    aift__buf out;
    aift__sample sample;
    aift__workspace space;
    aift__show_size sizes[2];
} aift__show;

/* Notes one of the two sizes of a row. */
void aift__show_note(aift__show *show, int which, const char *what, double value);

/* The head of the page: how many there are of what, and a chart of the labels; of lists, each label counts. */
aift_status aift__show_head(aift__show *show);

/* A row's label, or labels. */
aift_status aift__show_label(aift__show *show, size_t row);

/* What a row's card says of it: the picture, the recording or the text. A row that cannot be read is AIFT_E_FORMAT or
 * another status with its message, but for AIFT_E_NOMEM; what was added then is dropped. */
aift_status aift__show_media(aift__show *show, size_t row);
aift_status aift__show_text(aift__show *show, size_t row);

/* An <img> of a sample of any kind but sound, as grey or RGB; large pictures are made smaller. */
aift_status aift__show_image(aift__buf *out, const aift__sample *sample, const char *caption);

/* An <audio> of a sound, the first seconds of it. */
aift_status aift__show_player(aift__buf *out, const aift__sample *sample);

#endif
