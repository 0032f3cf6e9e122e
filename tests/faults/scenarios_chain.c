/* Scenarios of the chain: runs that are bound and traced, tasks that are proposed. */
#include <stdio.h>

#include "faults.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char record[] =
    "{\"title\": \"Mail\", \"kpis\": [{\"name\": \"right\", \"metric\": \"accuracy\", "
    "\"direction\": \"higher\", \"target\": 0.5}]}";

static aift_status chain(const things *given, things *made)
{
    int32_t met;
    TRY(GIVES(made->store, aift_store_create(given->context, ":memory:", NULL, &made->store)));
    TRY(GIVES(made->text, aift_store_add(made->store, "usecase", record, &made->text)));
    tell_answer(made, "UC-1");
    TRY(GIVES(made->text,
              COUNTS(met, aift_store_bind(made->store, "UC-1", "{\"model_sha256\":\"" DIGEST "\"}",
                                          "{\"accuracy\":0.25}", &met, &made->text))));
    tell_answer(made, "\"state\":\"missed\"");
    TRY(GIVES(made->text, aift_store_trace(made->store, "UC-1", &made->text)));
    tell_answer(made, "RUN-1");
    TRY(GIVES(made->text, aift_store_trace(made->store, DIGEST, &made->text)));
    tell_answer(made, "\"usecases\":[\"UC-1\"]");
    return AIFT_OK;
}

static aift_status load_encoder(things *given)
{
    return load_model(given->context, faults_files.bert, &given->model);
}

static aift_status categorize(const things *given, things *made)
{
    TRY(GIVES(made->text, aift_categorize(given->model, "a sun", 2, &made->text)));
    tell(made, aift_text_data(made->text));
    return AIFT_OK;
}

const scenario scenarios_chain[] = {
    {"chain", chain},
    {"categories", categorize, .prepare = load_encoder},
    {NULL},
};
