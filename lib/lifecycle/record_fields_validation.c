/* The fields of validations and sign-offs. Neither is changed once it is made: a later one counts. */
#include "lifecycle/gates.h"
#include "lifecycle/schema.h"

#define END                                                                                                  \
    {                                                                                                        \
        .key = NULL                                                                                          \
    }
enum { SYSTEM = AIFT__FIELD_SYSTEM, REQUIRED = AIFT__FIELD_REQUIRED, INDEXED = AIFT__FIELD_INDEXED };

static const char *const decisions[] = {"approve", "reject", "waive", NULL};
static const char *const verdicts[] = {"viable", "redefine", NULL};

const aift__record_field aift__signoff_fields[] = {
    {"id", AIFT__FIELD_TEXT, INDEXED, "SO-1, ..."},
    {"version", AIFT__FIELD_INTEGER, SYSTEM, "of this record", .min = 1, .max = 1e15},
    {"usecase", AIFT__FIELD_TEXT, REQUIRED | INDEXED, "the use case's id"},
    {"usecase_version", AIFT__FIELD_INTEGER, REQUIRED, "the version that is signed", .min = 1, .max = 1e15},
    {"role", AIFT__FIELD_TEXT, REQUIRED, "in which it is decided: sponsor, ..."},
    {"decision", AIFT__FIELD_CHOICE, REQUIRED, "what is decided", .choices = decisions},
    {"gate", AIFT__FIELD_CHOICE, 0, "that is waived", .choices = aift__gate_names},
    {"comment", AIFT__FIELD_TEXT, 0, "why"},
    {"by", AIFT__FIELD_PERSON, REQUIRED, "who decided"},
    {"created", AIFT__FIELD_TIME, SYSTEM, "when"},
    {"updated", AIFT__FIELD_TIME, SYSTEM, "when"},
    END,
};

const aift__record_field aift__validation_fields[] = {
    {"id", AIFT__FIELD_TEXT, INDEXED, "VAL-1, ..."},
    {"version", AIFT__FIELD_INTEGER, SYSTEM, "of this record", .min = 1, .max = 1e15},
    {"usecase", AIFT__FIELD_TEXT, REQUIRED | INDEXED, "the use case's id"},
    {"usecase_version", AIFT__FIELD_INTEGER, REQUIRED, "the version that was judged", .min = 1, .max = 1e15},
    {"verdict", AIFT__FIELD_CHOICE, REQUIRED, "what came of it", .choices = verdicts},
    {"by", AIFT__FIELD_PERSON, REQUIRED, "who had it judged"},
    {"result", AIFT__FIELD_OPEN, REQUIRED, "gates, finance, risks, goals, compliance"},
    {"created", AIFT__FIELD_TIME, SYSTEM, "when"},
    {"updated", AIFT__FIELD_TIME, SYSTEM, "when"},
    END,
};
