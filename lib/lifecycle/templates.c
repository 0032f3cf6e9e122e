/* Tasks found by name, and the record that a new use case of one begins with. */
#include <stdio.h>
#include <string.h>

#include "lifecycle/templates.h"

aift_status aift__template_find(const char *name, const aift__template **out)
{
    char names[512];
    size_t n = 0;
    *out = NULL;
    for (const aift__template *t = aift__templates; t->name; t++) {
        if (strcmp(t->name, name) == 0) {
            *out = t;
            return AIFT_OK;
        }
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "", t->name);
    }
    return aift__fail(AIFT_E_NOT_FOUND, "there is no template for the task \"%.100s\": there are %s", name,
                      names);
}

static aift_status add_texts(aift__json *to, const char *key, const char *const *lines)
{
    aift__json *list = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, key, list));
    for (; *lines; lines++)
        AIFT__TRY(aift__json_push(list, aift__json_new_string(*lines)));
    return AIFT_OK;
}

static aift_status add_kpis(aift__json *to, const aift__template_kpi *kpis)
{
    aift__json *list = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, "kpis", list));
    for (; kpis->name; kpis++) {
        aift__json *kpi = aift__json_new_object();
        AIFT__TRY(aift__json_push(list, kpi));
        AIFT__TRY(aift__json_set(kpi, "name", aift__json_new_string(kpis->name)));
        AIFT__TRY(aift__json_set(kpi, "unit", aift__json_new_string(kpis->unit)));
        AIFT__TRY(aift__json_set(kpi, "direction", aift__json_new_string(kpis->lower ? "lower" : "higher")));
        AIFT__TRY(aift__json_set(kpi, "metric", aift__json_new_string(kpis->metric)));
    }
    return AIFT_OK;
}

/* A list of objects that begin with one text. */
static aift_status add_objects(aift__json *to, const char *key, const char *member, const char *const *texts)
{
    aift__json *list = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, key, list));
    for (; *texts; texts++) {
        aift__json *object = aift__json_new_object();
        AIFT__TRY(aift__json_push(list, object));
        AIFT__TRY(aift__json_set(object, member, aift__json_new_string(*texts)));
    }
    return AIFT_OK;
}

static aift_status fill_record(aift__json *to, const aift__template *task)
{
    AIFT__TRY(aift__json_set(to, "title", aift__json_new_string(task->title)));
    AIFT__TRY(add_texts(to, "objectives", task->objectives));
    AIFT__TRY(aift__json_set(to, "task", aift__json_new_string(task->name)));
    AIFT__TRY(aift__json_set(to, "modality", aift__json_new_string(task->modality)));
    AIFT__TRY(add_kpis(to, task->kpis));
    AIFT__TRY(add_objects(to, "risks", "text", task->risks));
    return add_objects(to, "requirements", "name", task->requirements);
}

static aift_status fill(aift__json *to, const aift__template *task)
{
    AIFT__TRY(aift__json_set(to, "name", aift__json_new_string(task->name)));
    AIFT__TRY(aift__json_set(to, "title", aift__json_new_string(task->title)));
    AIFT__TRY(aift__json_set(to, "modality", aift__json_new_string(task->modality)));
    AIFT__TRY(aift__json_set(to, "about", aift__json_new_string(task->about)));
    aift__json *record = aift__json_new_object();
    AIFT__TRY(aift__json_set(to, "record", record));
    return fill_record(record, task);
}

static aift_status made(aift__json *value, aift_status (*with)(aift__json *, const aift__template *),
                        const aift__template *task, aift__json **out)
{
    aift_status status = value ? with(value, task) : AIFT_E_NOMEM;
    if (status != AIFT_OK) {
        aift__json_free(value);
        value = NULL;
    }
    *out = value;
    return status;
}

aift_status aift__template_json(const aift__template *task, aift__json **out)
{
    return made(aift__json_new_object(), fill, task, out);
}

aift_status aift__template_record(const aift__template *task, aift__json **out)
{
    return made(aift__json_new_object(), fill_record, task, out);
}
