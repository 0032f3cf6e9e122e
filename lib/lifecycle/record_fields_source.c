/* The fields of a data source, in the order in which they are printed. */
#include "lifecycle/schema.h"

#define END                                                                                                  \
    {                                                                                                        \
        .key = NULL                                                                                          \
    }
enum { SYSTEM = AIFT__FIELD_SYSTEM, REQUIRED = AIFT__FIELD_REQUIRED, LIST = AIFT__FIELD_LIST };
enum { SEARCHED = AIFT__FIELD_SEARCHED, INDEXED = AIFT__FIELD_INDEXED, PEOPLE = AIFT__FIELD_PEOPLE };
enum { LOOSE = AIFT__FIELD_LOOSE };

static const char *const states[] = {"active", "removed", NULL};
static const char *const kinds[] = {"file", "folder", "sqlite", "postgresql", "http", NULL};
static const char *const providers[] = {"public", "vendor", NULL};
static const char *const modalities[] = {"text", "image", "audio", "sensor", "table", NULL};
/* GDPR Art. 6(1)(a) to (f). */
static const char *const bases[] = {
    "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests",
    NULL};

static const aift__record_field party[] = {
    {"name", AIFT__FIELD_TEXT, 0, "in full"},
    {"email", AIFT__FIELD_EMAIL, 0, "e-mail address"},
    {"person", AIFT__FIELD_TEXT, 0, "the id of somebody whose name was erased"},
    END,
};

/* Art. 30(1)(a) to (g). */
static const aift__record_field art30[] = {
    {"controller", AIFT__FIELD_OBJECT, PEOPLE, "(a) who decides on the processing", .of = party},
    {"joint_controller", AIFT__FIELD_OBJECT, PEOPLE, "(a) who decides with it", .of = party},
    {"representative", AIFT__FIELD_OBJECT, PEOPLE, "(a) of a controller outside the Union", .of = party},
    {"dpo", AIFT__FIELD_OBJECT, PEOPLE, "(a) the data protection officer", .of = party},
    {"purposes", AIFT__FIELD_TEXT, LIST | LOOSE, "(b) what it is processed for"},
    {"subjects", AIFT__FIELD_TEXT, LIST | LOOSE, "(c) categories of persons whom it is about"},
    {"categories", AIFT__FIELD_TEXT, LIST | LOOSE, "(c) categories of their data"},
    {"recipients", AIFT__FIELD_TEXT, LIST | LOOSE, "(d) who receives it, also in third countries"},
    {"transfers", AIFT__FIELD_TEXT, LIST | LOOSE,
     "(e) to third countries, with the safeguards; \"none\" if there are none"},
    {"erasure", AIFT__FIELD_TEXT, LIST | LOOSE, "(f) when it is erased"},
    {"security", AIFT__FIELD_TEXT, LIST | LOOSE, "(g) the measures of Art. 32(1)"},
    END,
};

static const aift__record_field ccpa[] = {
    {"category", AIFT__FIELD_TEXT, LIST | LOOSE, "of Cal. Civ. Code 1798.140(v)"},
    {"sold_or_shared", AIFT__FIELD_FLAG, 0, "whether it is sold or shared"},
    {"opt_out", AIFT__FIELD_ANY, 0, "how a consumer says no to that (1798.135)"},
    {"limit_sensitive", AIFT__FIELD_FLAG, 0, "whether the use of sensitive data is limited (1798.121)"},
    END,
};

static const aift__record_field column[] = {
    {"name", AIFT__FIELD_TEXT, REQUIRED, "of the column"},
    {"type", AIFT__FIELD_TEXT, 0, "what its values are"},
    END,
};

static const aift__record_field check[] = {
    {"reachable", AIFT__FIELD_FLAG, REQUIRED, "whether it could be read"},
    {"rows", AIFT__FIELD_INTEGER, 0, "of a table; files of a folder", .min = 0, .max = 1e15},
    {"bytes", AIFT__FIELD_INTEGER, 0, "as they lie there", .min = 0, .max = 9e15},
    {"modified", AIFT__FIELD_TIME, 0, "when it was changed last"},
    {"schema", AIFT__FIELD_OBJECT, LIST, "its columns", .of = column},
    {"checked_at", AIFT__FIELD_TIME, REQUIRED, "when it was looked at"},
    {"error", AIFT__FIELD_TEXT, 0, "why it could not be read"},
    END,
};

static const aift__record_field profile[] = {
    {"rows", AIFT__FIELD_INTEGER, REQUIRED, "of the table", .min = 0, .max = 1e15},
    {"schema", AIFT__FIELD_OBJECT, LIST, "its columns", .of = column},
    {"profiled_at", AIFT__FIELD_TIME, REQUIRED, "when it was looked at"},
    END,
};

static const aift__record_field entity[] = {
    {"entity", AIFT__FIELD_TEXT, REQUIRED, "what was found"},
    {"count", AIFT__FIELD_INTEGER, REQUIRED, "how often", .min = 0, .max = 1e15},
    {"max_score", AIFT__FIELD_NUMBER, 0, "of the surest", .min = 0, .max = 1},
    END,
};

static const aift__record_field scanned[] = {
    {"name", AIFT__FIELD_TEXT, REQUIRED, "of the column"},
    {"entities", AIFT__FIELD_OBJECT, LIST, "what was found in it", .of = entity},
    END,
};

static const aift__record_field scan[] = {
    {"rows", AIFT__FIELD_INTEGER, REQUIRED, "of the table", .min = 0, .max = 1e15},
    {"findings", AIFT__FIELD_INTEGER, REQUIRED, "in all columns", .min = 0, .max = 1e15},
    {"columns", AIFT__FIELD_OBJECT, LIST, "with what was found in them", .of = scanned},
    {"scanned_at", AIFT__FIELD_TIME, REQUIRED, "when it was looked at"},
    END,
};

const aift__record_field aift__source_fields[] = {
    {"id", AIFT__FIELD_TEXT, INDEXED, "DS-1, ..., or the caller's own"},
    {"version", AIFT__FIELD_INTEGER, SYSTEM, "counts the changes", .min = 1, .max = 1e15},
    {"state", AIFT__FIELD_CHOICE, SYSTEM, "whether it is in use", .choices = states},
    {"name", AIFT__FIELD_TEXT, REQUIRED | SEARCHED, "one line"},
    {"description", AIFT__FIELD_TEXT, SEARCHED, "what is in it"},
    {"kind", AIFT__FIELD_CHOICE, REQUIRED, "how it is reached", .choices = kinds},
    {"location", AIFT__FIELD_TEXT, REQUIRED,
     "a path; of http an address; of postgresql a connection string with no password in it, as service=NAME"},
    {"query", AIFT__FIELD_TEXT, 0, "of sqlite and postgresql: a SELECT"},
    {"modality", AIFT__FIELD_CHOICE, SEARCHED, "what it holds", .choices = modalities},
    {"internal", AIFT__FIELD_FLAG, 0, "whether it is the company's own"},
    {"provider", AIFT__FIELD_CHOICE, 0, "of an external one", .choices = providers},
    {"contract", AIFT__FIELD_TEXT, 0, "of an external one: the contract under which it may be used"},
    {"owner", AIFT__FIELD_OBJECT, PEOPLE, "who answers for it", .of = party},
    {"access", AIFT__FIELD_TEXT, 0, "who may reach it, and by what reference; never a password"},
    {"license", AIFT__FIELD_LICENSE, 0, "an SPDX expression"},
    {"sensitivity", AIFT__FIELD_TEXT, 0, "public, internal, confidential, restricted, ..."},
    {"personal_data", AIFT__FIELD_FLAG, 0, "false: it has none, and is not in the record of Art. 30"},
    {"lawful_basis", AIFT__FIELD_CHOICE, INDEXED, "of GDPR Art. 6(1)", .choices = bases},
    {"art30", AIFT__FIELD_OBJECT, 0, "record of processing activities, GDPR Art. 30(1)", .of = art30},
    {"ccpa", AIFT__FIELD_OBJECT, 0, "California's privacy law", .of = ccpa},
    {"dpia", AIFT__FIELD_TEXT, 0, "where the data protection impact assessment is"},
    {"collected", AIFT__FIELD_DATE, 0, "the day from which retention counts; else that of created"},
    {"retention", AIFT__FIELD_DURATION, 0, "how long it may be kept"},
    {"extra", AIFT__FIELD_OPEN, 0, "what an import had besides"},
    {"check", AIFT__FIELD_OBJECT, SYSTEM, "what the last check found", .of = check},
    {"profile", AIFT__FIELD_OBJECT, SYSTEM, "what the last profile found", .of = profile},
    {"scan", AIFT__FIELD_OBJECT, SYSTEM, "how much personal data the last scan found", .of = scan},
    {"created", AIFT__FIELD_TIME, SYSTEM, "when it was added"},
    {"updated", AIFT__FIELD_TIME, SYSTEM, "when it was changed last"},
    {"imported", AIFT__FIELD_OPEN, SYSTEM | AIFT__FIELD_HIDDEN, "what the last imports had"},
    END,
};
