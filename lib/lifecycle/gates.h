/* The gates of a validation, as data: what is measured, and from which value on it is enough. */
#ifndef AIFT_LIB_LIFECYCLE_GATES_H
#define AIFT_LIB_LIFECYCLE_GATES_H

#include "base/base.h"
#include "codec/json.h"

typedef enum aift__gate_name {
    AIFT__GATE_ROWS,
    AIFT__GATE_LABEL_COVERAGE,
    AIFT__GATE_SMALLEST_CLASS,
    AIFT__GATE_BASELINE,
    AIFT__GATE_MEMORY,
    AIFT__GATE_LAWFUL_BASIS,
    AIFT__GATE_RISK_CLASS,
    AIFT__GATE_DPIA,
    AIFT__GATES
} aift__gate_name;

extern const char *const aift__gate_names[]; /* ends in NULL */
#define AIFT__GATE_LIST                                                                                      \
    "rows, label_coverage, smallest_class, baseline, memory, lawful_basis, risk_class, dpia"

enum { AIFT__GATE_NOTE = 200 };

/* One gate, measured. Of those that are a yes or no the value is 1 or 0. */
typedef struct aift__gate {
    bool measured;
    double value;
    double threshold;           /* NaN: it is not known without a measurement */
    bool overridden;            /* by the caller */
    bool final;                 /* nobody can waive it */
    char note[AIFT__GATE_NOTE]; /* how it came to that; no text of a record */
} aift__gate;

/* What a company asks of its use cases: other thresholds, and what its goals weigh. */
typedef struct aift__policy {
    double thresholds[AIFT__GATES]; /* NaN: the library's */
    aift__json *json;               /* NULL: none was given */
    const aift__json *goals;        /* of it; NULL: all goals weigh the same */
} aift__policy;

/* `text` NULL: the library's thresholds. AIFT_E_INVALID names what is wrong. The policy is freed also after a failure. */
aift_status aift__policy_read(const char *text, aift__policy *out);
void aift__policy_free(aift__policy *policy);

/* All gates, not measured, with their thresholds. */
void aift__gates_begin(const aift__policy *policy, aift__gate gates[AIFT__GATES]);
/* A value that was measured, and the threshold that goes with it unless the policy has one. */
void aift__gate_measured(aift__gate *gate, double value, const char *note);
void aift__gate_standard(aift__gate *gate, double threshold);

/* [{name, value, op, threshold, status, note, standard, waiver}]; `signoffs` are those of the use case. */
aift_status aift__gates_json(const aift__gate gates[AIFT__GATES], const aift__json *signoffs,
                             aift__json **out, bool *viable);

#endif
