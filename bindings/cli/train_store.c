/* aift train --store: the use case comes from a store, and what came of the training is bound to it. */
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "train.h"

static aift_status load_record(const train_args *args, train_run *run)
{
    aift_text *record;
    aift_source source = AIFT_SOURCE_INIT;
    aift_store_options options = AIFT_STORE_OPTIONS_INIT;
    options.actor = args->actor;
    aift_status status = aift_store_open(run->context, args->store, &options, &run->store);
    if (status == AIFT_OK)
        status = aift_store_get(run->store, args->usecase, &record);
    if (status != AIFT_OK)
        return status;
    source.name = args->usecase;
    source.data = aift_text_data(record);
    source.size = aift_text_size(record);
    status = aift_usecase_load_source(run->context, &source, &run->usecase);
    aift_text_release(record);
    return status;
}

aift_status cli_train_usecase(const train_args *args, train_run *run)
{
    if (!args->usecase)
        return AIFT_OK;
    return args->store ? load_record(args, run)
                       : aift_usecase_load(run->context, args->usecase, &run->usecase);
}

int cli_train_digest(const train_args *args, train_run *run)
{
    const char *column = NULL;
    if (!run->store)
        return CLI_OK;
    if (!aift_model_tokenizer(run->model)) /* the files of pictures and recordings count */
        column = args->options.text_column ? args->options.text_column : aift_model_text_column(run->model);
    aift_status status = aift_dataset_digest(run->train, column, run->data_sha256);
    return status == AIFT_OK ? CLI_OK : cli_failed_call("", status);
}

/* The run as aift_store_bind takes it; NULL: out of memory. */
static char *run_json(const train_args *args, const train_run *run, const char *folder,
                      const char *model_sha256, const char *parameters_sha256)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    if (!to)
        return NULL;
    fprintf(to, "{\"model_sha256\":\"%s\",\"parameters_sha256\":\"%s\",\"data_sha256\":\"%s\",\"model\":",
            model_sha256, parameters_sha256, run->data_sha256);
    cli_text_write_json(to, folder);
    fputs(",\"data\":", to);
    cli_text_write_json(to, args->data);
    fprintf(to, ",\"train\":%s}", aift_train_report_json(run->report));
    const bool failed = ferror(to) != 0;
    if (fclose(to) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}

static const char unbound[] = "the model is saved, but it is not bound to its use case: ";

int cli_train_bind(const train_args *args, const train_run *run, const char *folder)
{
    char digest[65], parameters[65];
    int32_t met;
    aift_text *answer = NULL;
    const aift_evaluation *evaluation = aift_train_report_evaluation(run->report);
    if (!run->store)
        return CLI_OK;
    aift_status status = aift_model_digest(run->model, parameters);
    if (status == AIFT_OK)
        status = aift_model_file_digest(run->context, folder, digest);
    if (status != AIFT_OK)
        return cli_failed_call(unbound, status);
    char *json = run_json(args, run, folder, digest, parameters);
    if (!json)
        return cli_failed("out of memory");
    status = aift_store_bind(run->store, args->usecase, json,
                             evaluation ? aift_evaluation_json(evaluation) : NULL, &met, &answer);
    free(json);
    aift_text_release(answer);
    if (status != AIFT_OK)
        return cli_failed_call(unbound, status);
    if (!args->json)
        printf("bound to %s in %s\n", args->usecase, args->store);
    return CLI_OK;
}
