/* aift train --dry-run: what the training will take, as a table or as JSON. */
#include <stdio.h>

#include "text.h"
#include "train.h"

static void line(const char *name, const char *value, const char *more)
{
    printf("  %-26s %14s%s%s\n", name, value, *more ? "  " : "", more);
}

static void count(const char *name, long long number, const char *more)
{
    char text[32];
    line(name, cli_text_count(text, number), more);
}

static void bytes(const char *name, int64_t number)
{
    char text[48];
    snprintf(text, sizeof text, "%.1f MiB", (double)number / (1 << 20));
    line(name, text, "");
}

static void flops(const char *name, double number)
{
    char text[32];
    snprintf(text, sizeof text, "%.4g", number);
    line(name, text, "FLOPs");
}

static void print_memory(const aift_plan_figures *f)
{
    printf("\nmemory\n");
    bytes("weights", f->weights_bytes);
    bytes("gradients", f->gradients_bytes);
    bytes("optimizer", f->optimizer_bytes);
    bytes("activations", f->activations_bytes);
    bytes("third party", f->third_party_bytes);
    bytes("other", f->other_bytes);
    bytes("peak of the process", f->peak_bytes);
}

static void print_proposal(const aift_train_options *o, const aift_plan_figures *f)
{
    long long wanted = (long long)o->per_device_train_batch_size * o->gradient_accumulation_steps;
    long long rows = (long long)f->proposed_train_batch_size * f->proposed_accumulation_steps;
    printf("\nit does not fit; this does, in %.1f MiB:\n"
           "  --batch-size %d --gradient-accumulation-steps %d --eval-batch-size %d\n",
           (double)f->proposed_peak_bytes / (1 << 20), (int)f->proposed_train_batch_size,
           (int)f->proposed_accumulation_steps, (int)f->proposed_eval_batch_size);
    if (rows != wanted)
        printf("a step then has %lld rows, not %lld\n", rows, wanted);
}

static void print_limit(const train_args *args, const aift_plan_figures *f)
{
    if (!args->options.memory_limit)
        return;
    bytes("--memory-limit", args->options.memory_limit);
    if (f->fits)
        printf("\nit fits\n");
    else if (f->proposed_train_batch_size)
        print_proposal(&args->options, f);
    else
        printf("\nit does not fit: even one row a batch needs %.1f MiB\n",
               (double)f->proposed_peak_bytes / (1 << 20));
}

static void print_plan(const train_args *args, const aift_plan_figures *f)
{
    char tokens[32], largest[64], time[32];
    snprintf(largest, sizeof largest, "rows, %s tokens", cli_text_count(tokens, f->batch_tokens));
    printf("work\n");
    count("parameters", f->parameters, "");
    count("trainable parameters", f->trainable_parameters, "");
    count("steps", f->steps, "");
    count("rows", f->rows, "");
    count("tokens", f->tokens, "");
    count("largest batch", f->batch_rows, largest);
    flops("each step", f->flops_per_step);
    flops("all steps", f->flops);
    line("expected time",
         f->seconds > 0 ? cli_text_time(time, f->seconds)
         : f->fits      ? "not known: no memory to try it"
                        : "not tried: it does not fit",
         "");
    print_memory(f);
    print_limit(args, f);
}

int cli_train_dry_run(const train_args *args, const train_run *run, const aift_train_options *options)
{
    aift_plan_options o = AIFT_PLAN_OPTIONS_INIT;
    o.calibration_seconds = 1;
    aift_plan *plan;
    aift_status status = aift_plan_create(run->model, run->train, run->eval, options, &o, &plan);
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    if (args->json)
        printf("%s\n", aift_plan_json(plan));
    else
        print_plan(args, aift_plan_get(plan));
    aift_plan_release(plan);
    return CLI_OK;
}
