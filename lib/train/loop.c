/* Progress of a run. */
#include "train/loop.h"

void aift__loop_tell(aift__loop *l, const aift__news *news)
{
    const aift_trainer *t = l->trainer;
    if (!l->options->progress)
        return;
    double left = t->steps ? l->seconds / (double)t->steps * (double)(t->total_steps - t->steps) : -1;
    const aift_train_progress progress = {
        .struct_size = sizeof progress,
        .step = t->steps,
        .max_steps = t->total_steps,
        .epoch = (double)t->steps / (double)l->per_epoch,
        .loss = news->loss,
        .learning_rate = news->learning_rate,
        .grad_norm = news->grad_norm,
        .tokens_per_second = l->seconds > 0 ? (double)l->tokens / l->seconds : 0,
        .rows_per_second = l->seconds > 0 ? (double)l->rows / l->seconds : 0,
        .seconds_left = left,
        .evaluation = news->evaluation,
        .eval_row = news->eval_row,
        .eval_rows = news->eval_rows,
    };
    l->stop = l->options->progress(l->options->user, &progress) != 0 || l->stop;
}

double aift__loop_epoch_loss(const aift__loop *l)
{
    return l->epoch_loss / (double)AIFT__MAX(l->epoch_steps, 1);
}
