/* What a training will take, from what it works on: the true batches, the plan's arena, the rows of embeddings that
 * occur. */
#ifndef AIFT_LIB_TRAIN_PREFLIGHT_H
#define AIFT_LIB_TRAIN_PREFLIGHT_H

#include "aift/plan.h"
#include "train/sampler.h"

typedef struct aift__preflight {
    aift_trainer *trainer;  /* opened, not filled */
    size_t *order;          /* room for an epoch */
    aift__graph *inference; /* NULL: nothing is evaluated */
    int32_t *eval_lengths;  /* tokens of the rows to evaluate on, in their order */
    size_t eval_rows;
    int64_t eval_tokens;
    int64_t rss, third_party; /* of the process before the training; of the products' library */
    int64_t decoding,
        ahead; /* pictures and sounds: what decoding and transforming them takes; files read ahead */
} aift__preflight;

aift_status aift__preflight_open(aift_trainer *trainer, const aift_dataset *eval_data, aift__preflight *out);
void aift__preflight_close(aift__preflight *preflight);

/* Pictures and sounds: decodes the first rows, whose memory the feed keeps, and looks at the files' sizes. */
aift_status aift__preflight_media(aift__preflight *preflight);

/* The figures with these options; they differ from the trainer's in sizes of batches only. */
aift_status aift__preflight_figures(aift__preflight *preflight, const aift_train_options *options,
                                    aift_plan_figures *out);

/* The part of them that is memory. */
aift_status aift__preflight_memory(aift__preflight *preflight, const aift_train_options *options,
                                   const aift__extent *extent, aift_plan_figures *out);

/* FLOPs of the run's forward and backward. */
aift_status aift__preflight_flops(const aift__preflight *preflight, const aift__extent *extent,
                                  double *flops);

/* Tries steps for about so many seconds; the trainer is of no use afterwards. */
aift_status aift__preflight_calibrate(aift__preflight *preflight, double seconds, aift_plan_figures *figures);

/* Evaluations of the run: one after each epoch that is begun. */
static inline int64_t aift__preflight_evaluations(const aift__preflight *preflight,
                                                  const aift_train_options *options)
{
    return preflight->inference ? aift__total_epochs(options, preflight->trainer->rows.items.n) : 0;
}

/* AIFT_E_RANGE, with the bytes needed and sizes of batches that fit, if the trainer's memory_limit is too small. */
aift_status aift__preflight_limit(aift_trainer *trainer, const aift_dataset *eval_data);

#endif
