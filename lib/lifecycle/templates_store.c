/* Templates for callers. */
#include "lifecycle/store.h"
#include "lifecycle/templates.h"

static aift_status list_all(aift__json *to)
{
    size_t n = 0;
    aift__json *items = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, "items", items));
    for (const aift__template *task = aift__templates; task->name; task++, n++) {
        aift__json *one;
        AIFT__TRY(aift__template_json(task, &one));
        AIFT__TRY(aift__json_push(items, one));
    }
    AIFT__TRY(aift__json_set(to, "total", aift__json_new_int((int64_t)n)));
    return aift__json_set(to, "next", aift__json_new_null());
}

aift_status aift_store_template(aift_context *context, const char *task, aift_text **out)
{
    const aift__template *found;
    aift__json *json = NULL;
    aift_status status;
    *out = NULL;
    if (task) {
        AIFT__TRY(aift__template_find(task, &found));
        status = aift__template_record(found, &json);
    } else {
        json = aift__json_new_object();
        status = json ? list_all(json) : AIFT_E_NOMEM;
    }
    if (status == AIFT_OK)
        status = aift__answer(context, json, out);
    aift__json_free(json);
    return status;
}
