/* The tasks that tasks.def lists. */
#include "tasks/task.h"

#define AIFT_TASK(name) extern const aift__task aift__task_##name;
#include "tasks/tasks.def"
#undef AIFT_TASK

static const aift__task *const all[] = {
#define AIFT_TASK(name) &aift__task_##name,
#include "tasks/tasks.def"
#undef AIFT_TASK
};

const aift__task *aift__task_of(const aift_model *model)
{
    size_t i = 0;
    while (i + 1 < AIFT__COUNT(all) && all[i]->modality != model->arch->modality)
        i++;
    return all[i];
}

aift_status aift__task_graph(const aift_model *model, const aift__task_options *options, aift__graph **out)
{
    AIFT__TRY(aift__graph_create(model->context, out));
    aift_status status = aift__task_of(model)->build(model, options, *out);
    if (status != AIFT_OK) {
        aift__graph_destroy(*out);
        *out = NULL;
    }
    return status;
}
