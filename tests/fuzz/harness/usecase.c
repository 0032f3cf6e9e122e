/* Use cases: every field and KPI; its JSON, read again, is the same. */
#include "fuzz.h"

static void look(const aift_usecase *usecase)
{
    static const char *const fields[] = {"title", "problem", "task", "owner.name", "owner.email", "kpis", ""};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *text = aift_usecase_field(usecase, fields[i]);
        fuzz_touch(text, text ? strlen(text) : 0);
    }
    for (size_t i = 0; i < aift_usecase_num_kpis(usecase); i++) {
        aift_kpi kpi = {.struct_size = sizeof kpi};
        fuzz_expect(aift_usecase_kpi(usecase, i, &kpi) == AIFT_OK && *kpi.name && *kpi.metric);
    }
}

FUZZ_HARNESS(usecase)
{
    aift_context *context = fuzz_begin(64 << 20);
    const aift_source source = fuzz_source("case.json", data, size);
    aift_usecase *usecase, *again;
    if (fuzz_call(aift_usecase_load_source(context, &source, &usecase), usecase)) {
        look(usecase);
        const char *json = aift_usecase_json(usecase);
        const aift_source saved = fuzz_source("again.json", json, strlen(json));
        if (fuzz_call(aift_usecase_load_source(context, &saved, &again), again))
            fuzz_expect(strcmp(aift_usecase_json(again), json) == 0);
        fuzz_expect(again || strstr(aift_last_error(), "out of memory"));
        aift_usecase_release(again);
        aift_usecase_release(usecase);
    }
    fuzz_end(context);
    return 0;
}
