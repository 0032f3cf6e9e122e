/* aift_store_report: what it takes out of the store, and the document in Markdown. */
#include <string.h>

#include "aift/validate.h"
#include "lifecycle/export_store.h"
#include "lifecycle/report.h"
#include "lifecycle/signoffs.h"
#include "lifecycle/store.h"
#include "lifecycle/validation_kept.h"

static const aift__document_column gates[] = {
    {"Gate", "gate"}, {"Measured", "value"}, {"Needed", "needed"}, {"Status", "status"},
    {"Note", "note"}, {"Waiver", "waiver"},  {NULL, NULL}};
static const aift__document_column finance[] = {{"Figure", "figure"}, {"Value", "value"}, {NULL, NULL}};
static const aift__document_column risks[] = {{"No.", "number"},
                                              {"Risk", "text"},
                                              {"Inherent", "inherent"},
                                              {"Residual", "residual"},
                                              {"Owner", "owner"},
                                              {"Mitigation", "mitigation"},
                                              {NULL, NULL}};
static const aift__document_column goals[] = {
    {"Goal", "goal"}, {"Score, 0 to 5", "score"}, {"Weight", "weight"}, {NULL, NULL}};
static const aift__document_column duties[] = {
    {"Item", "item"}, {"What", "where"}, {"There", "present"}, {NULL, NULL}};
static const aift__document_column links[] = {{"Kind", "kind"}, {"Address", "url"}, {NULL, NULL}};
static const aift__document_column signoffs[] = {
    {"Role", "role"},       {"Decision", "decision"}, {"Gate", "gate"},       {"By", "by"}, {"At", "at"},
    {"Version", "version"}, {"State", "state"},       {"Comment", "comment"}, {"Id", "id"}, {NULL, NULL}};

const aift__document_section aift__report_sections[] = {
    {"Gates", "gates", AIFT__SECTION_TABLE, gates},
    {"Sign-offs", "signoffs", AIFT__SECTION_TABLE, signoffs},
    {"What it is worth", "finance", AIFT__SECTION_TABLE, finance},
    {"Risks", "risks", AIFT__SECTION_TABLE, risks},
    {"Strengths", "swot.strengths", AIFT__SECTION_LIST, NULL},
    {"Weaknesses", "swot.weaknesses", AIFT__SECTION_LIST, NULL},
    {"Opportunities", "swot.opportunities", AIFT__SECTION_LIST, NULL},
    {"Threats", "swot.threats", AIFT__SECTION_LIST, NULL},
    {"Strategic goals", "goals", AIFT__SECTION_TABLE, goals},
    {"Prototypes", "prototypes", AIFT__SECTION_TABLE, links},
    {"Technical documentation (AI Act, Annex IV)", "annex_iv", AIFT__SECTION_TABLE, duties},
    {"GDPR", "gdpr", AIFT__SECTION_TABLE, duties},
    {"CCPA", "ccpa", AIFT__SECTION_TABLE, duties},
    {NULL},
};

static size_t count_sections(void)
{
    size_t n = 0;
    while (aift__report_sections[n].title)
        n++;
    return n;
}

aift_status aift__report_markdown(const aift__export *export, aift__buf *out)
{
    const aift__markup *markup = &aift__markup_markdown;
    const aift__json *record = aift__json_at(export->records, 0), *view = export->user;
    const aift__json *verdict = aift__json_get(view, "verdict");
    AIFT__TRY(aift__document_title(markup, out, record));
    if (verdict)
        AIFT__TRY(aift__document_text(markup, out, AIFT__PART_HEADING, "Verdict", strlen("Verdict")));
    if (verdict)
        AIFT__TRY(aift__document_value(markup, out, AIFT__PART_PARAGRAPH, verdict));
    AIFT__TRY(aift__document_value(markup, out, AIFT__PART_PARAGRAPH, aift__json_get(view, "summary")));
    AIFT__TRY(aift__document_facts(markup, out, record));
    AIFT__TRY(aift__document_walk(markup, out, view, aift__report_sections, count_sections()));
    AIFT__TRY(aift__document_sections(markup, out, record));
    return aift__document_foot(markup, out, export);
}

/* ---- out of the store ---- */

/* What the document tells by itself, and better, is taken out of the record. */
static void without_told(aift__json *record)
{
    aift__json_remove(record, "risks");
    aift__json_remove(record, "goals");
    aift__json_remove(record, "swot");
}

static aift_status make_view(aift_store *store, const char *id, aift__json *record, aift__json **out)
{
    aift__json *validation = NULL, *list = NULL;
    const int64_t version = aift__json_int(aift__json_get(record, "version"), 0);
    aift_status status = aift__validation_last(store, id, &validation);
    if (status == AIFT_OK)
        status = aift__signoffs_of(store, id, version, &list);
    if (status == AIFT_OK)
        status = aift__export_latest(store, record);
    if (status == AIFT_OK)
        status = aift__report_view(store->context, record, validation, list, out);
    if (status == AIFT_OK && validation)
        without_told(record);
    aift__json_free(validation);
    aift__json_free(list);
    return status;
}

static aift_status read_usecase(aift_store *store, const char *id, aift__json **out)
{
    aift__record_row row;
    AIFT__TRY(aift__record_row_read(store, id, &row));
    const aift_status status =
        strcmp(row.kind->name, "usecase") == 0
            ? aift__people_show(store, row.kind, row.stored, out)
            : aift__fail(AIFT_E_STATE, "%s is a %s: expected a use case", id, row.kind->name);
    aift__record_row_free(store, &row);
    return status;
}

static aift_status report(aift_store *store, const char *id, aift__export_fn write, aift_text **out)
{
    aift__json *record = NULL, *view = NULL, *records = aift__json_new_array();
    aift_status status = records ? read_usecase(store, id, &record) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = make_view(store, id, record, &view);
    if (status == AIFT_OK)
        status = aift__json_push(records, record);
    else
        aift__json_free(record);
    if (status == AIFT_OK)
        status = aift__export_write(store, write, records, view, out);
    aift__json_free(records);
    aift__json_free(view);
    return status;
}

aift_status aift_store_report(aift_store *store, const char *id, const char *format, aift_text **out)
{
    *out = NULL;
    if (strcmp(format, "html") == 0)
        return report(store, id, aift__report_html, out);
    if (strcmp(format, "markdown") == 0)
        return report(store, id, aift__report_markdown, out);
    return aift__fail(AIFT_E_INVALID, "there is no report of the format \"%.60s\": there are html, markdown",
                      format);
}
