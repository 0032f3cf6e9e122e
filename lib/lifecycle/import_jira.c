/* Jira's CSV: "Export issues", current or all fields. Labels, Components, Custom field (X), ... go into extra. */
#include "lifecycle/import_format.h"

static const aift__import_column columns[] = {
    {"Summary", "title"},
    {"Description", "problem"},
    {"Assignee", "owner"},
    {"Start date", "timeline.start"},
    {"Custom field (Start date)", "timeline.start"},
    {"Custom field (Target start)", "timeline.start"},
    {"Due date", "timeline.target"},
    {"Custom field (Target end)", "timeline.target"},
    {NULL, NULL},
};

const aift__import_format aift__import_jira = {
    .name = "jira",
    .columns = columns,
    .key = "Issue key",
    .own = "Custom field (aift ",
    .csv = true,
};
