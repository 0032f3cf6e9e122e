/* The fields of records: what there is, in the order in which it is printed. */
#include <string.h>

#include "lifecycle/schema.h"

#define END                                                                                                  \
    {                                                                                                        \
        .key = NULL                                                                                          \
    }
enum { SYSTEM = AIFT__FIELD_SYSTEM, REQUIRED = AIFT__FIELD_REQUIRED, LIST = AIFT__FIELD_LIST };
enum {
    ABOVE = AIFT__FIELD_ABOVE,
    SEARCHED = AIFT__FIELD_SEARCHED,
    INDEXED = AIFT__FIELD_INDEXED,
    PEOPLE = AIFT__FIELD_PEOPLE
};

static const char *const states[] = {"draft",       "submitted", "onboarded", "viable",    "redefine",
                                     "prioritized", "approved",  "building",  "validated", "deployed",
                                     "retired",     "rejected",  NULL};
static const char *const directions[] = {"higher", "lower", NULL};
static const char *const risk_classes[] = {"prohibited", "high", "limited", "minimal", NULL};
static const char *const lawful_bases[] = {
    "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests",
    NULL};
static const char *const channels[] = {"survey", "interview", "workshop", NULL};
static const char *const kpi_states[] = {"pending", "met", "missed", NULL};

static const aift__record_field scope[] = {
    {"in", AIFT__FIELD_TEXT, LIST | SEARCHED, "what belongs to it"},
    {"out", AIFT__FIELD_TEXT, LIST, "what does not"},
    END,
};

static const aift__record_field person[] = {
    {"name", AIFT__FIELD_TEXT, 0, "in full"},
    {"email", AIFT__FIELD_EMAIL, 0, "e-mail address"},
    {"person", AIFT__FIELD_TEXT, 0, "the id of somebody whose name was erased"},
    END,
};

static const aift__record_field member[] = {
    {"role", AIFT__FIELD_TEXT, 0, "what he or she does in the team"},
    {"name", AIFT__FIELD_TEXT, 0, "in full"},
    {"email", AIFT__FIELD_EMAIL, 0, "e-mail address"},
    {"person", AIFT__FIELD_TEXT, 0, "the id of somebody whose name was erased"},
    END,
};

static const aift__record_field note[] = {
    {"name", AIFT__FIELD_TEXT, 0, "the stakeholder"},
    {"email", AIFT__FIELD_EMAIL, 0, "e-mail address"},
    {"person", AIFT__FIELD_TEXT, 0, "the id of somebody whose name was erased"},
    {"date", AIFT__FIELD_DATE, 0, "when it was said"},
    {"channel", AIFT__FIELD_CHOICE, 0, "where it was said", .choices = channels},
    {"text", AIFT__FIELD_TEXT, 0, "what was said"},
    END,
};

static const aift__record_field pain_point[] = {
    {"text", AIFT__FIELD_TEXT, REQUIRED | SEARCHED, "what hurts"},
    {"count", AIFT__FIELD_INTEGER, 0, "how often it was named", .min = 0, .max = 1e9},
    {"stakeholders", AIFT__FIELD_OBJECT, LIST | PEOPLE, "who named it", .of = person},
    END,
};

static const aift__record_field kpi[] = {
    {"name", AIFT__FIELD_TEXT, REQUIRED, "what is measured; no other KPI of the use case has it"},
    {"unit", AIFT__FIELD_TEXT, 0, "of baseline and target"},
    {"baseline", AIFT__FIELD_NUMBER, 0, "the figure today"},
    {"target", AIFT__FIELD_NUMBER, 0, "the figure to reach"},
    {"direction", AIFT__FIELD_CHOICE, REQUIRED, "which way is better", .choices = directions},
    {"metric", AIFT__FIELD_TEXT, REQUIRED, "dotted path into an evaluation's JSON"},
    {"review_date", AIFT__FIELD_DATE, 0, "when it is looked at again"},
    END,
};

static const aift__record_field risk[] = {
    {"class", AIFT__FIELD_CHOICE, 0, "of the AI Act", .choices = risk_classes},
    {"role", AIFT__FIELD_TEXT, 0, "of the company under the AI Act: provider, deployer, ..."},
    {"reason", AIFT__FIELD_TEXT, 0, "why it is this class"},
    {"annex_iii", AIFT__FIELD_ANY, 0, "the point of Annex III"},
    {"general_purpose", AIFT__FIELD_FLAG, 0, "whether it is general-purpose AI (chapter V)"},
    END,
};

static const aift__record_field privacy[] = {
    {"personal_data", AIFT__FIELD_FLAG, 0, "whether there are any"},
    {"lawful_basis", AIFT__FIELD_CHOICE, 0, "of Art. 6 GDPR", .choices = lawful_bases},
    {"purpose", AIFT__FIELD_TEXT, 0, "what they are processed for"},
    {"retention", AIFT__FIELD_TEXT, 0, "how long they are kept: an ISO 8601 duration"},
    END,
};

static const aift__record_field timeline[] = {
    {"start", AIFT__FIELD_DATE, 0, "first day"},
    {"target", AIFT__FIELD_DATE, 0, "when it shall be in use"},
    END,
};

static const aift__record_field link[] = {
    {"kind", AIFT__FIELD_TEXT, 0, "what is there: notebook, dpia, ..."},
    {"url", AIFT__FIELD_TEXT, REQUIRED, "where"},
    END,
};

static const aift__record_field finance[] = {
    {"rate", AIFT__FIELD_NUMBER, ABOVE, "discount rate of a period: 0.1", .min = -1, .max = 1e6},
    {"cash_flows", AIFT__FIELD_FLOW, LIST, "of the periods, from 0 on; {min, mode, max} is triangular"},
    END,
};

static const aift__record_field swot[] = {
    {"strengths", AIFT__FIELD_TEXT, LIST, "what helps, inside"},
    {"weaknesses", AIFT__FIELD_TEXT, LIST, "what hinders, inside"},
    {"opportunities", AIFT__FIELD_TEXT, LIST, "what helps, outside"},
    {"threats", AIFT__FIELD_TEXT, LIST, "what hinders, outside"},
    END,
};

static const aift__record_field residual[] = {
    {"likelihood", AIFT__FIELD_INTEGER, 0, "when mitigated", .min = 1, .max = 5},
    {"impact", AIFT__FIELD_INTEGER, 0, "when mitigated", .min = 1, .max = 5},
    END,
};

static const aift__record_field risk_item[] = {
    {"text", AIFT__FIELD_TEXT, REQUIRED | SEARCHED, "what may happen"},
    {"likelihood", AIFT__FIELD_INTEGER, 0, "1 rare to 5 nearly certain", .min = 1, .max = 5},
    {"impact", AIFT__FIELD_INTEGER, 0, "1 slight to 5 grave", .min = 1, .max = 5},
    {"residual", AIFT__FIELD_OBJECT, 0, "what is left of it", .of = residual},
    {"owner", AIFT__FIELD_PERSON, 0, "who answers for it: name or e-mail address"},
    {"mitigation", AIFT__FIELD_TEXT, 0, "what is done about it"},
    END,
};

static const aift__record_field scores[] = {
    {"reach", AIFT__FIELD_NUMBER, 0, "RICE: how many a quarter", .min = 0, .max = 1e15},
    {"impact", AIFT__FIELD_NUMBER, 0, "RICE: 0.25 to 3", .min = 0, .max = 1e15},
    {"confidence", AIFT__FIELD_NUMBER, 0, "RICE: 0 to 1", .min = 0, .max = 1},
    {"effort", AIFT__FIELD_NUMBER, ABOVE, "person-months", .min = 0, .max = 1e15},
    {"business_value", AIFT__FIELD_NUMBER, 0, "WSJF", .min = 0, .max = 1e15},
    {"time_criticality", AIFT__FIELD_NUMBER, 0, "WSJF", .min = 0, .max = 1e15},
    {"risk_reduction", AIFT__FIELD_NUMBER, 0, "WSJF", .min = 0, .max = 1e15},
    {"job_size", AIFT__FIELD_NUMBER, ABOVE, "WSJF", .min = 0, .max = 1e15},
    {"ice_impact", AIFT__FIELD_NUMBER, 0, "ICE: 1 to 10", .min = 1, .max = 10},
    {"ice_confidence", AIFT__FIELD_NUMBER, 0, "ICE: 1 to 10", .min = 1, .max = 10},
    {"ease", AIFT__FIELD_NUMBER, 0, "ICE: 1 to 10", .min = 1, .max = 10},
    {"criteria", AIFT__FIELD_NUMBERS, 0, "of the weighted matrix, by name"},
    END,
};

static const aift__record_field requirement[] = {
    {"name", AIFT__FIELD_TEXT, REQUIRED | SEARCHED, "of the data"},
    {"kind", AIFT__FIELD_TEXT, 0, "text, image, audio, sensor, table"},
    {"rows", AIFT__FIELD_INTEGER, 0, "at least", .min = 0, .max = 1e15},
    {"columns", AIFT__FIELD_TEXT, LIST, "that must be there"},
    {"freshness", AIFT__FIELD_DURATION, 0, "how old it may be"},
    {"sources", AIFT__FIELD_TEXT, LIST, "ids of data sources"},
    END,
};

static const aift__record_field usecase[] = {
    {"id", AIFT__FIELD_TEXT, INDEXED, "UC-1, ..., or the caller's own"},
    {"version", AIFT__FIELD_INTEGER, SYSTEM, "counts the changes", .min = 1, .max = 1e15},
    {"state", AIFT__FIELD_CHOICE, SYSTEM, "where it stands; it is moved", .choices = states},
    {"state_reason", AIFT__FIELD_TEXT, SYSTEM, "of the last move"},
    {"title", AIFT__FIELD_TEXT, REQUIRED | SEARCHED, "one line"},
    {"problem", AIFT__FIELD_TEXT, SEARCHED, "what is to be solved"},
    {"objectives", AIFT__FIELD_TEXT, LIST | SEARCHED, "what shall be reached"},
    {"scope", AIFT__FIELD_OBJECT, 0, "what belongs to it and what does not", .of = scope},
    {"task", AIFT__FIELD_TEXT, SEARCHED, "text-classification, ..."},
    {"modality", AIFT__FIELD_TEXT, SEARCHED, "text, image, audio, ..."},
    {"industry", AIFT__FIELD_TEXT, SEARCHED, "of the company"},
    {"owner", AIFT__FIELD_OBJECT, PEOPLE, "who answers for it", .of = person},
    {"team", AIFT__FIELD_OBJECT, LIST | PEOPLE, "who works on it", .of = member},
    {"stakeholders", AIFT__FIELD_OBJECT, LIST | PEOPLE, "whom it concerns", .of = member},
    {"notes", AIFT__FIELD_OBJECT, LIST | PEOPLE, "of surveys, interviews and workshops", .of = note},
    {"pain_points", AIFT__FIELD_OBJECT, LIST, "what stakeholders named", .of = pain_point},
    {"kpis", AIFT__FIELD_OBJECT, LIST, "the figures it is held to", .of = kpi},
    {"risk", AIFT__FIELD_OBJECT, 0, "under the AI Act, as a person judged it", .of = risk},
    {"privacy", AIFT__FIELD_OBJECT, 0, "of the persons whom the data are about", .of = privacy},
    {"timeline", AIFT__FIELD_OBJECT, 0, "when", .of = timeline},
    {"links", AIFT__FIELD_OBJECT, LIST, "what lies elsewhere", .of = link},
    {"goals", AIFT__FIELD_NUMBERS, 0, "strategic goals by name: 0 to 5", .min = 0, .max = 5},
    {"people", AIFT__FIELD_NUMBER, ABOVE, "who work on it at a time", .min = 0, .max = 1e6},
    {"depends_on", AIFT__FIELD_TEXT, LIST, "ids of use cases that come before"},
    {"finance", AIFT__FIELD_OBJECT, 0, "what it costs and brings", .of = finance},
    {"swot", AIFT__FIELD_OBJECT, 0, "strengths, weaknesses, opportunities, threats", .of = swot},
    {"risks", AIFT__FIELD_OBJECT, LIST, "what may happen", .of = risk_item},
    {"scores", AIFT__FIELD_OBJECT, 0, "for ranking", .of = scores},
    {"requirements", AIFT__FIELD_OBJECT, LIST, "of data", .of = requirement},
    {"extra", AIFT__FIELD_OPEN, 0, "what an import had besides, by header"},
    {"created", AIFT__FIELD_TIME, SYSTEM, "when it was added"},
    {"updated", AIFT__FIELD_TIME, SYSTEM, "when it was changed last"},
    {"imported", AIFT__FIELD_OPEN, SYSTEM | AIFT__FIELD_HIDDEN, "what the last imports had"},
    END,
};

static const aift__record_field run_kpi[] = {
    {"name", AIFT__FIELD_TEXT, REQUIRED, "of the use case's KPI"},
    {"unit", AIFT__FIELD_TEXT, 0, "of the figures"},
    {"metric", AIFT__FIELD_TEXT, 0, "dotted path into the evaluation"},
    {"direction", AIFT__FIELD_CHOICE, 0, "which way is better", .choices = directions},
    {"target", AIFT__FIELD_NUMBER, 0, "the figure to reach"},
    {"value", AIFT__FIELD_NUMBER, 0, "what the evaluation has"},
    {"state", AIFT__FIELD_CHOICE, REQUIRED, "how it stands", .choices = kpi_states},
    {"model_sha256", AIFT__FIELD_TEXT, 0, "of the model that was evaluated"},
    {"run", AIFT__FIELD_TEXT, 0, "the run"},
    {"at", AIFT__FIELD_TIME, 0, "when"},
    END,
};

static const aift__record_field run[] = {
    {"id", AIFT__FIELD_TEXT, INDEXED, "RUN-1, ..."},
    {"version", AIFT__FIELD_INTEGER, SYSTEM, "counts the changes", .min = 1, .max = 1e15},
    {"usecase", AIFT__FIELD_TEXT, REQUIRED | INDEXED, "the use case's id"},
    {"model", AIFT__FIELD_TEXT, 0, "the model's folder"},
    {"model_sha256", AIFT__FIELD_TEXT, REQUIRED | INDEXED, "the digest of the model's file"},
    {"parameters_sha256", AIFT__FIELD_TEXT, INDEXED, "that of its parameters, whatever the file"},
    {"data", AIFT__FIELD_TEXT, 0, "where the data is that it was trained on"},
    {"data_sha256", AIFT__FIELD_TEXT, INDEXED, "the digest of its rows"},
    {"at", AIFT__FIELD_TIME, 0, "when it ended"},
    {"kpis", AIFT__FIELD_OBJECT, LIST, "what came of the use case's KPIs", .of = run_kpi},
    {"train", AIFT__FIELD_OPEN, 0, "the training's report"},
    {"evaluation", AIFT__FIELD_OPEN, 0, "the evaluation"},
    {"extra", AIFT__FIELD_OPEN, 0, "what else is to be kept"},
    {"created", AIFT__FIELD_TIME, SYSTEM, "when it was added"},
    {"updated", AIFT__FIELD_TIME, SYSTEM, "when it was changed last"},
    END,
};

const aift__record_kind aift__record_kinds[] = {
    {"usecase", "Use case", "UC-", usecase, .first_state = "draft", .check = aift__record_check_kpis},
    {"run", "Run", "RUN-", run, .check = aift__record_check_kpis},
    {"source", "Data source", "DS-", aift__source_fields, .heading = "name", .first_state = "active",
     .listed = "active", .check = aift__source_check_record},
    {"validation", "Validation", "VAL-", aift__validation_fields, .fixed = "aift_store_validate"},
    {"signoff", "Sign-off", "SO-", aift__signoff_fields, .fixed = "aift_store_signoff"},
    {.name = NULL},
};

const char *aift__record_heading(const aift__record_kind *kind)
{
    return kind->heading ? kind->heading : "title";
}

const aift__record_kind *aift__record_kind_find(const char *name)
{
    for (const aift__record_kind *kind = aift__record_kinds; kind->name; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return NULL;
}
