/* Scenarios of use cases. */
#include <stdio.h>

#include "faults.h"

static void tell_usecase(things *made, const aift_usecase *usecase)
{
    aift_kpi kpi = {.struct_size = sizeof kpi};
    tell(made, aift_usecase_field(usecase, "owner.name"));
    tell(made, aift_usecase_json(usecase));
    HOLDS(aift_usecase_num_kpis(usecase) == 1);
    HOLDS(aift_usecase_kpi(usecase, 0, &kpi) == AIFT_OK);
    tell(made, kpi.name);
}

static aift_status usecase(const things *given, things *made)
{
    TRY(GIVES(made->usecase, aift_usecase_load(given->context, faults_files.usecase, &made->usecase)));
    tell_usecase(made, made->usecase);
    aift_usecase_release(aift_usecase_retain(made->usecase));
    return AIFT_OK;
}

static aift_status usecase_of_source(const things *given, things *made)
{
    trickle from;
    const aift_source source = trickling(&faults_files.usecase_json, &from);
    TRY(GIVES(made->usecase, aift_usecase_load_source(given->context, &source, &made->usecase)));
    tell_usecase(made, made->usecase);
    return AIFT_OK;
}

/* A use case, rows, an evaluation and a report to judge. */
static aift_status prepare(things *given)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.max_steps = 1;
    TRY(aift_usecase_load(given->context, faults_files.usecase, &given->usecase));
    TRY(aift_dataset_load(given->context, faults_files.csv, NULL, &given->data));
    TRY(load_model(given->context, faults_files.bert, &given->model));
    TRY(aift_model_evaluate(given->model, given->data, NULL, &given->evaluation));
    return aift_train(given->model, given->data, given->data, &options, &given->report);
}

static aift_status judge(const things *given, things *made)
{
    double value;
    int32_t met;
    TRY(aift_usecase_check(given->usecase, given->data, NULL));
    TRY(COUNTS(value, COUNTS(met, aift_usecase_judge(given->usecase, 0, given->evaluation, &value, &met))));
    tell_number(made, value + met);
    TRY(COUNTS(met, aift_usecase_apply(given->usecase, given->report, &met)));
    HOLDS(strstr(aift_train_report_json(given->report), "\"state\":\"met\"") != NULL);
    return AIFT_OK;
}

static bool report_is_whole(const things *given, bool done)
{
    const char *json = aift_train_report_json(given->report);
    return json && json[0] == '{' && json[strlen(json) - 1] == '}';
}

/* ---- saving ---- */

static const char *target(void)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/usecase.json", faults_files.out);
    return path;
}

static aift_status put_old(things *given)
{
    static const char old[] = "{\"title\": \"Old\"}";
    aift_source source = AIFT_SOURCE_INIT;
    source.data = old;
    source.size = sizeof old - 1;
    aift_usecase *other;
    TRY(aift_usecase_load(given->context, faults_files.usecase, &given->usecase));
    TRY(aift_usecase_load_source(given->context, &source, &other));
    aift_status status = aift_usecase_save(other, target());
    aift_usecase_release(other);
    return status;
}

static aift_status save(const things *given, things *made)
{
    return aift_usecase_save(given->usecase, target());
}

static bool old_or_new_is_there(const things *given, bool done)
{
    aift_usecase *there;
    if (aift_usecase_load(given->context, target(), &there) != AIFT_OK)
        return false;
    const char *title = aift_usecase_field(there, "title");
    const bool fine = strcmp(aift_usecase_json(there), aift_usecase_json(given->usecase)) == 0 ||
                      (!done && strcmp(title, "Old") == 0);
    aift_usecase_release(there);
    return fine;
}

const scenario scenarios_usecase[] = {
    {"use case", usecase},
    {"use case of a callback", usecase_of_source},
    {"judgement", judge, .prepare = prepare, .check = report_is_whole},
    {"use case over an old one", save, .prepare = put_old, .check = old_or_new_is_there},
    {NULL},
};
