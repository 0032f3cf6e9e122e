/* Thresholds of gates, the caller's own ones, and how gates are told. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "lifecycle/gates.h"
#include "lifecycle/signoffs.h"

const char *const aift__gate_names[] = {"rows",       "label_coverage", "smallest_class",
                                        "baseline",   "memory",         "lawful_basis",
                                        "risk_class", "dpia",           NULL};

enum kind { COUNT, SHARE, FLAG };

static const struct gate_rule {
    enum kind kind;
    bool at_most;     /* the value has to be the threshold at most; else at least */
    double threshold; /* NaN: follows from a measurement */
} rules[AIFT__GATES] = {
    [AIFT__GATE_ROWS] = {COUNT, false, 500},          [AIFT__GATE_LABEL_COVERAGE] = {SHARE, false, 0.95},
    [AIFT__GATE_SMALLEST_CLASS] = {COUNT, false, 10}, [AIFT__GATE_BASELINE] = {SHARE, false, NAN},
    [AIFT__GATE_MEMORY] = {COUNT, true, NAN},         [AIFT__GATE_LAWFUL_BASIS] = {FLAG, false, 1},
    [AIFT__GATE_RISK_CLASS] = {FLAG, false, 1},       [AIFT__GATE_DPIA] = {FLAG, false, 1},
};

/* ---- the caller's thresholds ---- */

static aift_status read_threshold(const aift__json *value, enum kind kind, const char *name, double *out)
{
    char met[32];
    const aift__json_type type = aift__json_kind(value);
    if (kind == FLAG) {
        if (type != AIFT__JSON_BOOL)
            return aift__fail(AIFT_E_INVALID,
                              "gates.%s is %s: expected true, or false where it is not asked for", name,
                              aift__json_kind_name(value));
        *out = aift__json_bool(value, true);
        return AIFT_OK;
    }
    if (type != AIFT__JSON_INT && type != AIFT__JSON_REAL)
        return aift__fail(AIFT_E_INVALID, "gates.%s is %s: expected a number", name,
                          aift__json_kind_name(value));
    *out = aift__json_real(value, 0);
    if (*out >= 0 && (kind != SHARE || *out <= 1))
        return AIFT_OK;
    return aift__fail(AIFT_E_INVALID, "gates.%s is %s: expected %s", name, aift__dtoa(met, *out),
                      kind == SHARE ? "a number from 0 to 1" : "a number of 0 or more");
}

static aift_status read_goals(const aift__json *goals)
{
    aift__json_item item;
    if (aift__json_kind(goals) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_INVALID, "gates.goals is %s: expected an object of weights by goal",
                          aift__json_kind_name(goals));
    for (bool more = aift__json_first(goals, &item); more; more = aift__json_next(goals, &item))
        if (!(aift__json_real(item.value, -1) >= 0))
            return aift__fail(AIFT_E_INVALID, "gates.goals.%.60s is %s: expected a weight of 0 or more",
                              item.key, aift__json_kind_name(item.value));
    return AIFT_OK;
}

static aift_status read_item(aift__policy *policy, const aift__json_item *item)
{
    if (strcmp(item->key, "goals") == 0) {
        policy->goals = item->value;
        return read_goals(item->value);
    }
    for (size_t i = 0; i < AIFT__GATES; i++)
        if (strcmp(item->key, aift__gate_names[i]) == 0)
            return read_threshold(item->value, rules[i].kind, item->key, &policy->thresholds[i]);
    return aift__fail(AIFT_E_INVALID, "gates.%.60s is %s: expected no such gate (" AIFT__GATE_LIST "; goals)",
                      item->key, aift__json_kind_name(item->value));
}

aift_status aift__policy_read(const char *text, aift__policy *out)
{
    aift__json_item item;
    *out = (aift__policy){.json = NULL};
    for (size_t i = 0; i < AIFT__GATES; i++)
        out->thresholds[i] = NAN;
    if (!text)
        return AIFT_OK;
    AIFT__TRY(aift__json_parse(text, strlen(text), "gates", &out->json));
    if (aift__json_kind(out->json) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_INVALID, "gates is %s: expected an object of thresholds by gate",
                          aift__json_kind_name(out->json));
    for (bool more = aift__json_first(out->json, &item); more; more = aift__json_next(out->json, &item))
        AIFT__TRY(read_item(out, &item));
    return AIFT_OK;
}

void aift__policy_free(aift__policy *policy)
{
    aift__json_free(policy->json);
    policy->json = NULL;
}

/* ---- measuring ---- */

void aift__gates_begin(const aift__policy *policy, aift__gate gates[AIFT__GATES])
{
    for (size_t i = 0; i < AIFT__GATES; i++) {
        const double own = policy->thresholds[i];
        gates[i] =
            (aift__gate){.threshold = isnan(own) ? rules[i].threshold : own, .overridden = !isnan(own)};
    }
}

void aift__gate_measured(aift__gate *gate, double value, const char *note)
{
    gate->measured = true;
    gate->value = value;
    snprintf(gate->note, sizeof gate->note, "%s", note);
}

void aift__gate_standard(aift__gate *gate, double threshold)
{
    if (!gate->overridden)
        gate->threshold = threshold;
}

/* ---- telling ---- */

static bool passes(const aift__gate *gate, const struct gate_rule *rule)
{
    return gate->measured &&
           (rule->at_most ? gate->value <= gate->threshold : gate->value >= gate->threshold);
}

static aift__json *number(double value, enum kind kind)
{
    if (isnan(value))
        return aift__json_new_null();
    if (kind == FLAG)
        return aift__json_new_bool(value != 0);
    return kind == COUNT && value == floor(value) && fabs(value) < 9e15 ? aift__json_new_int((int64_t)value)
                                                                        : aift__json_new_real(value);
}

static aift_status gate_json(const aift__gate *gate, const struct gate_rule *rule, const char *name,
                             const aift__json *waiver, aift__json *to)
{
    const char *status = passes(gate, rule)       ? "pass"
                         : waiver && !gate->final ? "waived"
                         : gate->measured         ? "fail"
                                                  : "not_measured";
    AIFT__TRY(aift__json_set(to, "name", aift__json_new_string(name)));
    AIFT__TRY(aift__json_set(to, "value", number(gate->measured ? gate->value : NAN, rule->kind)));
    AIFT__TRY(aift__json_set(to, "op", aift__json_new_string(rule->at_most ? "<=" : ">=")));
    AIFT__TRY(aift__json_set(to, "threshold", number(gate->threshold, rule->kind)));
    AIFT__TRY(aift__json_set(to, "status", aift__json_new_string(status)));
    if (*gate->note)
        AIFT__TRY(aift__json_set(to, "note", aift__json_new_string(gate->note)));
    if (gate->overridden) {
        AIFT__TRY(aift__json_set(to, "overridden", aift__json_new_bool(true)));
        AIFT__TRY(aift__json_set(to, "standard", number(rule->threshold, rule->kind)));
    }
    if (strcmp(status, "waived") != 0)
        return AIFT_OK;
    return aift__json_set(to, "waiver",
                          aift__json_new_string(aift__json_text(aift__json_get(waiver, "id"), NULL)));
}

aift_status aift__gates_json(const aift__gate gates[AIFT__GATES], const aift__json *signoffs,
                             aift__json **out, bool *viable)
{
    aift__json *list = aift__json_new_array();
    aift_status status = list ? AIFT_OK : aift__fail_nomem(0);
    *viable = true;
    *out = NULL;
    for (size_t i = 0; i < AIFT__GATES && status == AIFT_OK; i++) {
        const aift__json *waiver = aift__signoff_waiver(signoffs, aift__gate_names[i]);
        aift__json *one = aift__json_new_object();
        *viable = *viable && (passes(&gates[i], &rules[i]) || (waiver && !gates[i].final));
        status = aift__json_push(list, one);
        if (status == AIFT_OK)
            status = gate_json(&gates[i], &rules[i], aift__gate_names[i], waiver, one);
    }
    if (status == AIFT_OK)
        *out = list;
    else
        aift__json_free(list);
    return status;
}
