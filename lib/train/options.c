/* Checking training options; the number of steps; the learning rate's schedule. */
#include <math.h>
#include <stddef.h>

#include "base/number.h"
#include "base/options.h"
#include "train/options.h"

void aift_train_options_init(aift_train_options *options)
{
    AIFT__DEFAULTS(options, aift_train_options, AIFT_TRAIN_OPTIONS_INIT);
}

typedef struct range {
    const char *name;
    double value, min, max;
    bool above, below; /* min itself, max itself is out */
} range;

static aift_status check_range(const range *r)
{
    if (r->value >= r->min && r->value <= r->max && !(r->above && r->value == r->min) &&
        !(r->below && r->value == r->max))
        return AIFT_OK;
    char met[32], min[32], max[32];
    return aift__fail(AIFT_E_RANGE, "%s is %s: it must be %s%s to %s%s", r->name,
                      aift__dtoa_short(met, r->value, 10), r->above ? "above " : "",
                      aift__dtoa_short(min, r->min, 10), r->below ? "below " : "",
                      aift__dtoa_short(max, r->max, 10));
}

static aift_status missing(const char *array, size_t n)
{
    return aift__fail(AIFT_E_INVALID, "%s is NULL, but num_%s is %zu", array, array, n);
}

static aift_status check_freeze(const aift_train_options *o)
{
    if (!o->freeze && o->num_freeze)
        return missing("freeze", o->num_freeze);
    for (size_t i = 0; i < o->num_freeze; i++)
        if (!o->freeze[i])
            return aift__fail(AIFT_E_INVALID, "freeze: pattern %zu is NULL", i);
    return AIFT_OK;
}

static aift_status check_class_weights(const aift_train_options *o)
{
    if (!o->class_weights && o->num_class_weights)
        return missing("class_weights", o->num_class_weights);
    double sum = 0;
    for (size_t i = 0; i < o->num_class_weights; i++) {
        AIFT__TRY(check_range(&(range){"class_weights", o->class_weights[i], 0, 1e30, false}));
        sum += o->class_weights[i];
    }
    if (o->num_class_weights && sum == 0)
        return aift__fail(AIFT_E_INVALID, "class_weights: all are 0, so nothing would be learnt");
    return AIFT_OK;
}

static aift_status check(const aift_train_options *o)
{
    const range ranges[] = {
        {"num_train_epochs", o->num_train_epochs, 0, 1e6, true},
        {"per_device_train_batch_size", o->per_device_train_batch_size, 1, 65536, false},
        {"per_device_eval_batch_size", o->per_device_eval_batch_size, 1, 65536, false},
        {"gradient_accumulation_steps", o->gradient_accumulation_steps, 1, 65536, false},
        {"learning_rate", o->learning_rate, 0, 1e6, false},
        {"weight_decay", o->weight_decay, 0, 1e6, false},
        {"adam_beta1", o->adam_beta1, 0, 1, .below = true},
        {"adam_beta2", o->adam_beta2, 0, 1, .below = true},
        {"adam_epsilon", o->adam_epsilon, 0, 1, true},
        {"max_grad_norm", o->max_grad_norm, 0, 1e30, false},
        {"lr_scheduler_type", o->lr_scheduler_type, 0, AIFT_LR_CONSTANT, false},
        {"warmup_steps", (double)o->warmup_steps, 0, 1e15, false},
        {"warmup_ratio", o->warmup_ratio, 0, 1, false},
        {"label_smoothing_factor", o->label_smoothing_factor, 0, 1, false},
        {"eval_strategy", o->eval_strategy, 0, AIFT_EVAL_EPOCH, false},
        {"train_sampling_strategy", o->train_sampling_strategy, 0, AIFT_SAMPLING_SEQUENTIAL, false},
        {"max_length", o->max_length, 0, 1 << 20, false},
        {"on_error", o->on_error, AIFT_ON_ERROR_STOP, AIFT_ON_ERROR_SKIP, false},
        {"memory_limit", (double)o->memory_limit, 0, 0x1p62, false},
    };
    for (size_t i = 0; i < AIFT__COUNT(ranges); i++)
        AIFT__TRY(check_range(&ranges[i]));
    if (o->max_steps < -1 || o->max_steps == 0)
        return aift__fail(AIFT_E_RANGE, "max_steps is %lld: it must be 1 or more, or -1 to go by epochs",
                          (long long)o->max_steps);
    AIFT__TRY(check_freeze(o));
    return check_class_weights(o);
}

aift_status aift__train_options(const aift_train_options *given, aift_train_options *out)
{
    *out = (aift_train_options)AIFT_TRAIN_OPTIONS_INIT;
    AIFT__TRY(aift__options_read(out, sizeof *out, given, "aift_train_options"));
    AIFT__TRY(aift__options_reserved(out->reserved, "aift_train_options"));
    if (!out->metric_for_best_model)
        out->metric_for_best_model = "loss";
    return check(out);
}

int64_t aift__steps_per_epoch(const aift_train_options *options, size_t rows)
{
    int64_t batch = options->per_device_train_batch_size, micro = options->gradient_accumulation_steps;
    int64_t batches = ((int64_t)rows + batch - 1) / batch;
    return (batches + micro - 1) / micro;
}

int64_t aift__total_steps(const aift_train_options *options, size_t rows)
{
    if (options->max_steps > 0)
        return options->max_steps;
    return (int64_t)ceil(options->num_train_epochs * (double)aift__steps_per_epoch(options, rows));
}

int64_t aift__total_epochs(const aift_train_options *options, size_t rows)
{
    int64_t steps = aift__total_steps(options, rows), each = aift__steps_per_epoch(options, rows);
    return (steps + each - 1) / each;
}

double aift__learning_rate(const aift_train_options *options, int64_t done, int64_t total)
{
    int64_t warmup =
        options->warmup_steps ? options->warmup_steps : (int64_t)ceil((double)total * options->warmup_ratio);
    if (done < warmup)
        return options->learning_rate * (double)done / (double)AIFT__MAX(warmup, 1);
    if (options->lr_scheduler_type == AIFT_LR_CONSTANT)
        return options->learning_rate;
    double left = (double)(total - done) / (double)AIFT__MAX(total - warmup, 1);
    return options->learning_rate * AIFT__MAX(left, 0.0);
}
