/* The fields of records, as data: the check of a record, its order, its JSON Schema and where it names persons all come
 * from the tables in record_fields.c. */
#ifndef AIFT_LIB_LIFECYCLE_SCHEMA_H
#define AIFT_LIB_LIFECYCLE_SCHEMA_H

#include "base/base.h"
#include "codec/json.h"

typedef enum aift__record_field_kind {
    AIFT__FIELD_TEXT,    /* not empty */
    AIFT__FIELD_NUMBER,  /* from min to max */
    AIFT__FIELD_INTEGER, /* the same, whole */
    AIFT__FIELD_FLAG,    /* true or false */
    AIFT__FIELD_EMAIL,
    AIFT__FIELD_DATE,     /* YYYY-MM-DD */
    AIFT__FIELD_TIME,     /* RFC 3339, UTC */
    AIFT__FIELD_DURATION, /* ISO 8601 */
    AIFT__FIELD_LICENSE,  /* SPDX */
    AIFT__FIELD_CHOICE,   /* one of `choices` */
    AIFT__FIELD_PERSON,   /* a text that names somebody: kept as a person */
    AIFT__FIELD_FLOW,     /* a number, or {min, mode, max} */
    AIFT__FIELD_OBJECT,   /* of the fields `of` */
    AIFT__FIELD_OPEN,     /* an object of any fields */
    AIFT__FIELD_NUMBERS,  /* an object of any fields, each a number from min to max */
    AIFT__FIELD_ANY
} aift__record_field_kind;

typedef enum aift__record_field_flag {
    AIFT__FIELD_REQUIRED = 1,
    AIFT__FIELD_LIST = 2,      /* a list of such values */
    AIFT__FIELD_SYSTEM = 4,    /* set by the store */
    AIFT__FIELD_HIDDEN = 8,    /* and not shown */
    AIFT__FIELD_PEOPLE = 16,   /* an object that is a person: its name and email are kept as one */
    AIFT__FIELD_INDEXED = 32,  /* records are found by it */
    AIFT__FIELD_SEARCHED = 64, /* its words are found by a search */
    AIFT__FIELD_LOOSE = 128,   /* one value is as good as a list of it */
    AIFT__FIELD_ABOVE = 256    /* a number above min, which is not one of them */
} aift__record_field_flag;

typedef struct aift__record_field {
    const char *key;
    aift__record_field_kind kind;
    int flags;
    const char *about;
    const struct aift__record_field *of; /* ends in a key of NULL */
    const char *const *choices;          /* ends in NULL */
    double min, max;                     /* both 0: any number */
} aift__record_field;

/* A kind of records. */
typedef struct aift__record_kind {
    const char *name;   /* "usecase" */
    const char *title;  /* "Use case" */
    const char *prefix; /* of its ids */
    const aift__record_field *fields;
    const char *heading;     /* the field that lists are sorted by as "title"; NULL: "title" */
    const char *first_state; /* of a new record; NULL: none */
    const char *listed;      /* the state of records in lists, where none is asked for; NULL: any */
    /* What the table cannot say; NULL: nothing. AIFT_E_FORMAT. */
    aift_status (*check)(aift_context *context, const aift__json *record);
    const char *fixed; /* such a record is not changed once it is made, and this makes it; NULL: it can be */
} aift__record_kind;

const char *aift__record_heading(const aift__record_kind *kind);

extern const aift__record_field aift__source_fields[]; /* record_fields_source.c */
extern const aift__record_field aift__signoff_fields[], aift__validation_fields[];
extern const aift__record_kind aift__record_kinds[];               /* ends in a name of NULL */
const aift__record_kind *aift__record_kind_find(const char *name); /* NULL: there is none */

const aift__record_field *aift__record_field_find(const aift__record_field *fields, const char *key,
                                                  size_t size); /* NULL */

/* Checks of kinds: no two KPIs have one name (schema.c); what a source's kind needs, and that no password is in it
 * (source_record.c). */
aift_status aift__record_check_kpis(aift_context *context, const aift__json *record);
aift_status aift__source_check_record(aift_context *context, const aift__json *record);
/* Takes out of a source's new record what was found where it was before. Of other kinds nothing. */
void aift__source_forget(const aift__record_kind *kind, const aift__json *before, aift__json *after);

/* Whether a value (of a list: one of its values) is of the field's kind; the fields of an object are not looked at. */
bool aift__record_fits(const aift__record_field *field, const aift__json *value);
/* AIFT_E_FORMAT: "PLACE is VALUE: expected ...". */
aift_status aift__record_misfits(const aift__record_field *field, const char *place, const aift__json *value);

/* Checks a record and copies it in the fixed order of its fields; a null is as good as a missing field. Fields that are
 * not in the table are an error if `strict`, else kept behind the others. AIFT_E_FORMAT names the field, the value met and
 * what was expected. */
aift_status aift__record_check(aift_context *context, const aift__record_kind *kind, const aift__json *given,
                               bool strict, aift__json **out);

/* The JSON Schema (draft 2020-12). */
aift_status aift__record_schema(const aift__record_kind *kind, aift__json **out);

#endif
