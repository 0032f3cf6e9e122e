/* Asana's CSV of a project: one row a task. */
#include "lifecycle/import_format.h"

static const aift__import_column columns[] = {
    {"Name", "title"},
    {"Notes", "problem"},
    {"Assignee", "owner.name"},
    {"Assignee Email", "owner.email"},
    {"Start Date", "timeline.start"},
    {"Due Date", "timeline.target"},
    {NULL, NULL},
};

const aift__import_format aift__import_asana = {
    .name = "asana",
    .columns = columns,
    .key = "Task ID",
    .csv = true,
};
