/* The sections of a record, as data, and how they are walked. */
#include <string.h>

#include "codec/html.h"
#include "lifecycle/export_document.h"

typedef aift__document_column column;
typedef aift__document_section section;
#define TEXT AIFT__SECTION_TEXT
#define LIST AIFT__SECTION_LIST
#define TABLE AIFT__SECTION_TABLE
#define PAIRS AIFT__SECTION_PAIRS

static const column facts[] = {
    {"Id", "id"},
    {"State", "state"},
    {"Reason", "state_reason"},
    {"Task", "task"},
    {"Modality", "modality"},
    {"Industry", "industry"},
    {"Owner", "owner"},
    {"Risk class", "risk.class"},
    {"Start", "timeline.start"},
    {"Target date", "timeline.target"},
    {"People", "people"},
    {"Version", "version"},
    {"Created", "created"},
    {"Updated", "updated"},
    {NULL, NULL},
};
static const column kpi[] = {
    {"KPI", "name"},
    {"Unit", "unit"},
    {"Baseline", "baseline"},
    {"Target", "target"},
    {"Better", "direction"},
    {"Metric", "metric"},
    {"Review", "review_date"},
    {"State", "state"},
    {"Value", "value"},
    {"Run", "run"},
    {NULL, NULL},
};
static const column member[] = {{"Role", "role"}, {"Name", "name"}, {"E-mail", "email"}, {NULL, NULL}};
static const column pain[] = {
    {"Pain point", "text"}, {"Named", "count"}, {"By", "stakeholders"}, {NULL, NULL}};
static const column note[] = {{"Date", "date"},    {"Channel", "channel"}, {"Name", "name"},
                              {"E-mail", "email"}, {"Said", "text"},       {NULL, NULL}};
static const column requirement[] = {
    {"Data", "name"},           {"Kind", "kind"},       {"Rows", "rows"}, {"Columns", "columns"},
    {"Freshness", "freshness"}, {"Sources", "sources"}, {NULL, NULL}};
static const column risk[] = {
    {"Risk", "text"},   {"Likelihood", "likelihood"}, {"Impact", "impact"}, {"Residual", "residual"},
    {"Owner", "owner"}, {"Mitigation", "mitigation"}, {NULL, NULL}};
static const column link[] = {{"Kind", "kind"}, {"Address", "url"}, {NULL, NULL}};

static const section sections[] = {
    {"Problem", "problem", TEXT, NULL},
    {"Objectives", "objectives", LIST, NULL},
    {"KPIs", "kpis", TABLE, kpi},
    {"In scope", "scope.in", LIST, NULL},
    {"Out of scope", "scope.out", LIST, NULL},
    {"Team", "team", TABLE, member},
    {"Stakeholders", "stakeholders", TABLE, member},
    {"Pain points", "pain_points", TABLE, pain},
    {"Surveys and interviews", "notes", TABLE, note},
    {"Data requirements", "requirements", TABLE, requirement},
    {"Risks", "risks", TABLE, risk},
    {"AI Act", "risk", PAIRS, NULL},
    {"Privacy", "privacy", PAIRS, NULL},
    {"Strengths", "swot.strengths", LIST, NULL},
    {"Weaknesses", "swot.weaknesses", LIST, NULL},
    {"Opportunities", "swot.opportunities", LIST, NULL},
    {"Threats", "swot.threats", LIST, NULL},
    {"Finance", "finance", PAIRS, NULL},
    {"Scores", "scores", PAIRS, NULL},
    {"Goals", "goals", PAIRS, NULL},
    {"Depends on", "depends_on", LIST, NULL},
    {"Links", "links", TABLE, link},
    {"Other fields", "extra", PAIRS, NULL},
};

static aift_status begin(const aift__markup *markup, aift__buf *out, aift__part part)
{
    return aift__buf_add_text(out, markup->parts[part].before);
}

static aift_status end(const aift__markup *markup, aift__buf *out, aift__part part)
{
    return aift__buf_add_text(out, markup->parts[part].after);
}

/* Line ends of any kind become LF. */
static aift_status unify(aift__buf *to, const char *text, size_t size)
{
    for (const char *cr; (cr = memchr(text, '\r', size)); text = cr + 1) {
        const size_t n = (size_t)(cr - text);
        AIFT__TRY(aift__buf_add(to, text, n));
        size -= n + 1;
        if (size == 0 || cr[1] != '\n')
            AIFT__TRY(aift__buf_add(to, "\n", 1));
    }
    return aift__buf_add(to, text, size);
}

aift_status aift__document_text(const aift__markup *markup, aift__buf *out, aift__part part, const char *text,
                                size_t size)
{
    aift__buf unified;
    aift__buf_init(&unified, out->context, out->max);
    AIFT__TRY(begin(markup, out, part));
    aift_status status = unify(&unified, text, size);
    if (status == AIFT_OK && unified.size)
        status = markup->text(out, part, unified.data, unified.size);
    aift__buf_finish(&unified);
    return status == AIFT_OK ? end(markup, out, part) : status;
}

aift_status aift__document_value(const aift__markup *markup, aift__buf *out, aift__part part,
                                 const aift__json *value)
{
    aift__buf text;
    aift__buf_init(&text, out->context, out->max);
    aift_status status = aift__export_text(&text, value);
    if (status == AIFT_OK)
        status = aift__document_text(markup, out, part, text.data ? text.data : "", text.size);
    aift__buf_finish(&text);
    return status;
}

static aift_status put(const aift__markup *markup, aift__buf *out, aift__part part, const char *text)
{
    return aift__document_text(markup, out, part, text, strlen(text));
}

/* The first row, and the rule below it. */
static aift_status put_head(const aift__markup *markup, aift__buf *out, const char *const *titles, size_t n)
{
    AIFT__TRY(begin(markup, out, AIFT__PART_ROW));
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(put(markup, out, AIFT__PART_HEAD, titles[i]));
    AIFT__TRY(end(markup, out, AIFT__PART_ROW));
    if (!markup->rule)
        return AIFT_OK;
    AIFT__TRY(begin(markup, out, AIFT__PART_ROW));
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(aift__buf_add_text(out, markup->rule));
    return end(markup, out, AIFT__PART_ROW);
}

static aift_status put_list(const aift__markup *markup, aift__buf *out, const aift__json *list)
{
    AIFT__TRY(begin(markup, out, AIFT__PART_LIST));
    for (size_t i = 0; i < aift__json_size(list); i++)
        AIFT__TRY(aift__document_value(markup, out, AIFT__PART_ITEM, aift__json_at(list, i)));
    return end(markup, out, AIFT__PART_LIST);
}

static bool used(const aift__json *list, const char *path)
{
    for (size_t i = 0; i < aift__json_size(list); i++)
        if (aift__json_kind(aift__json_path(aift__json_at(list, i), path)) != AIFT__JSON_NULL)
            return true;
    return false;
}

/* Columns that no row fills are left out. */
static aift_status put_table(const aift__markup *markup, aift__buf *out, const aift__json *list,
                             const column *columns)
{
    enum { MAX = 16 };
    const char *titles[MAX], *paths[MAX];
    size_t n = 0;
    for (; columns->title && n < MAX; columns++)
        if (used(list, columns->path)) {
            titles[n] = columns->title;
            paths[n++] = columns->path;
        }
    AIFT__TRY(begin(markup, out, AIFT__PART_TABLE));
    AIFT__TRY(put_head(markup, out, titles, n));
    for (size_t i = 0; i < aift__json_size(list); i++) {
        AIFT__TRY(begin(markup, out, AIFT__PART_ROW));
        for (size_t c = 0; c < n; c++)
            AIFT__TRY(aift__document_value(markup, out, AIFT__PART_CELL,
                                           aift__json_path(aift__json_at(list, i), paths[c])));
        AIFT__TRY(end(markup, out, AIFT__PART_ROW));
    }
    return end(markup, out, AIFT__PART_TABLE);
}

static aift_status put_pairs(const aift__markup *markup, aift__buf *out, const aift__json *object,
                             bool labels)
{
    static const char *const titles[] = {"Field", "Value"};
    aift__json_item item;
    AIFT__TRY(begin(markup, out, AIFT__PART_TABLE));
    AIFT__TRY(put_head(markup, out, titles, 2));
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        aift__buf label;
        aift__buf_init(&label, out->context, out->max);
        AIFT__TRY(begin(markup, out, AIFT__PART_ROW));
        aift_status status = labels ? aift__export_label(&label, item.key, item.key_size)
                                    : aift__buf_add(&label, item.key, item.key_size);
        if (status == AIFT_OK)
            status =
                aift__document_text(markup, out, AIFT__PART_CELL, label.data ? label.data : "", label.size);
        aift__buf_finish(&label);
        AIFT__TRY(status);
        AIFT__TRY(aift__document_value(markup, out, AIFT__PART_CELL, item.value));
        AIFT__TRY(end(markup, out, AIFT__PART_ROW));
    }
    return end(markup, out, AIFT__PART_TABLE);
}

static aift_status put_section(const aift__markup *markup, aift__buf *out, const section *s,
                               const aift__json *value)
{
    AIFT__TRY(put(markup, out, AIFT__PART_HEADING, s->title));
    switch (s->kind) {
    case AIFT__SECTION_TEXT:
        return aift__document_value(markup, out, AIFT__PART_PARAGRAPH, value);
    case AIFT__SECTION_LIST:
        return put_list(markup, out, value);
    case AIFT__SECTION_TABLE:
        return put_table(markup, out, value, s->columns);
    case AIFT__SECTION_PAIRS:
        return put_pairs(markup, out, value, strcmp(s->path, "extra") != 0);
    }
    return AIFT_OK;
}

aift_status aift__document_title(const aift__markup *markup, aift__buf *out, const aift__json *record)
{
    return aift__document_value(markup, out, AIFT__PART_TITLE, aift__json_get(record, "title"));
}

aift_status aift__document_facts(const aift__markup *markup, aift__buf *out, const aift__json *record)
{
    static const char *const titles[] = {"Field", "Value"};
    AIFT__TRY(begin(markup, out, AIFT__PART_TABLE));
    AIFT__TRY(put_head(markup, out, titles, 2));
    for (const column *f = facts; f->title; f++) {
        const aift__json *value = aift__json_path(record, f->path);
        if (aift__json_kind(value) == AIFT__JSON_NULL)
            continue;
        AIFT__TRY(begin(markup, out, AIFT__PART_ROW));
        AIFT__TRY(put(markup, out, AIFT__PART_CELL, f->title));
        AIFT__TRY(aift__document_value(markup, out, AIFT__PART_CELL, value));
        AIFT__TRY(end(markup, out, AIFT__PART_ROW));
    }
    return end(markup, out, AIFT__PART_TABLE);
}

static bool is_empty(const section *s, const aift__json *value)
{
    return s->kind == TEXT ? aift__json_kind(value) == AIFT__JSON_NULL : aift__json_size(value) == 0;
}

aift_status aift__document_walk(const aift__markup *markup, aift__buf *out, const aift__json *object,
                                const section *of, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const aift__json *value = aift__json_path(object, of[i].path);
        if (!is_empty(&of[i], value))
            AIFT__TRY(put_section(markup, out, &of[i], value));
    }
    return AIFT_OK;
}

aift_status aift__document_sections(const aift__markup *markup, aift__buf *out, const aift__json *record)
{
    return aift__document_walk(markup, out, record, sections, AIFT__COUNT(sections));
}

aift_status aift__document_foot(const aift__markup *markup, aift__buf *out, const aift__export *export)
{
    aift__buf text;
    if (!export->head && !export->at)
        return AIFT_OK;
    aift__buf_init(&text, out->context, out->max);
    aift_status status =
        aift__buf_addf(&text, "%s%s%s%s", export->at ? "As of " : "", export->at ? export->at : "",
                       export->head ? ". Head of the audit log: " : "", export->head ? export->head : "");
    if (status == AIFT_OK)
        status = aift__document_text(markup, out, AIFT__PART_PARAGRAPH, text.data, text.size);
    aift__buf_finish(&text);
    return status;
}

aift_status aift__document_xml(aift__buf *out, aift__part part, const char *text, size_t size)
{
    for (const char *lf; (lf = memchr(text, '\n', size)); text = lf + 1) {
        AIFT__TRY(aift__html_text(out, text, (size_t)(lf - text)));
        AIFT__TRY(aift__buf_add_text(out, "<br/>"));
        size -= (size_t)(lf - text) + 1;
    }
    return aift__html_text(out, text, size);
}
