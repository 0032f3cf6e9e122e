/* A validation in words and figures for people. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lifecycle/gates.h"
#include "lifecycle/report.h"

static const char *const gate_titles[AIFT__GATES] = {
    "Rows",          "Label coverage", "Smallest class", "Baseline accuracy",
    "Memory needed", "Lawful basis",   "Risk class",     "Impact assessment (DPIA)"};

static const char *text_of(const aift__json *object, const char *key)
{
    const char *text = aift__json_text(aift__json_get(object, key), NULL);
    return text ? text : "";
}

static aift_status put(aift__json *to, const char *key, const char *text)
{
    return aift__json_set(to, key, aift__json_new_string(text));
}

static aift_status put_value(aift__json *to, const char *key, const aift__json *value)
{
    aift__json *copy = NULL;
    if (aift__json_kind(value) == AIFT__JSON_NULL)
        return AIFT_OK;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, key, copy);
}

static aift_status new_list(aift__json *to, const char *key, aift__json **list)
{
    *list = aift__json_new_array();
    return aift__json_set(to, key, *list);
}

static aift_status new_row(aift__json *list, aift__json **row)
{
    *row = aift__json_new_object();
    return aift__json_push(list, *row);
}

/* ---- gates and verdict ---- */

static bool is_overridden(const aift__json *gate)
{
    return aift__json_bool(aift__json_get(gate, "overridden"), false);
}

static const char *gate_title(const char *name)
{
    size_t i = 0;
    while (aift__gate_names[i] && strcmp(aift__gate_names[i], name) != 0)
        i++;
    return i < AIFT__GATES ? gate_titles[i] : name;
}

static void gate_value(char text[AIFT__FIGURE], size_t gate, const aift__json *value)
{
    if (aift__json_kind(value) == AIFT__JSON_NULL) {
        snprintf(text, AIFT__FIGURE, "not known");
    } else if (aift__json_kind(value) == AIFT__JSON_BOOL) {
        snprintf(text, AIFT__FIGURE, "%s", aift__json_bool(value, false) ? "yes" : "no");
    } else if (gate == AIFT__GATE_LABEL_COVERAGE || gate == AIFT__GATE_BASELINE) {
        aift__report_percent(text, aift__json_real(value, 0));
    } else if (gate == AIFT__GATE_MEMORY) {
        const double mebibytes = aift__json_real(value, 0) / (1 << 20);
        const bool small = mebibytes < 1024;
        aift__report_figure(text, small ? mebibytes : mebibytes / 1024);
        snprintf(text + strlen(text), AIFT__FIGURE - strlen(text), small ? " MiB" : " GiB");
    } else {
        aift__report_figure(text, aift__json_real(value, 0));
    }
}

/* "at least 60 (set by hand; else 500)" */
static void gate_needs(char *text, size_t size, const aift__json *gate, size_t i)
{
    char threshold[AIFT__FIGURE], standard[AIFT__FIGURE] = "";
    const aift__json *limit = aift__json_get(gate, "threshold"), *other = aift__json_get(gate, "standard");
    const char *how = aift__json_kind(limit) != AIFT__JSON_INT && aift__json_kind(limit) != AIFT__JSON_REAL
                          ? ""
                      : strcmp(text_of(gate, "op"), "<=") == 0 ? "at most "
                                                               : "at least ";
    gate_value(threshold, i, limit);
    if (aift__json_kind(other) != AIFT__JSON_NULL)
        gate_value(standard, i, other);
    snprintf(text, size, "%s%s%s%s%s%s", how, threshold, is_overridden(gate) ? " (set by hand" : "",
             *standard ? "; else " : "", standard, is_overridden(gate) ? ")" : "");
}

static aift_status put_gate(aift__json *list, const aift__json *gate, size_t i)
{
    char value[AIFT__FIGURE], needed[2 * AIFT__FIGURE + 48];
    aift__json *row;
    gate_value(value, i, aift__json_get(gate, "value"));
    gate_needs(needed, sizeof needed, gate, i);
    AIFT__TRY(new_row(list, &row));
    AIFT__TRY(put(row, "gate", gate_titles[i]));
    AIFT__TRY(put(row, "value", value));
    AIFT__TRY(put(row, "needed", needed));
    AIFT__TRY(
        put(row, "status",
            strcmp(text_of(gate, "status"), "not_measured") == 0 ? "not measured" : text_of(gate, "status")));
    AIFT__TRY(put_value(row, "note", aift__json_get(gate, "note")));
    return put_value(row, "waiver", aift__json_get(gate, "waiver"));
}

static aift_status put_gates(const aift__json *gates, aift__json *to)
{
    aift__json *list;
    AIFT__TRY(new_list(to, "gates", &list));
    for (size_t i = 0; i < aift__json_size(gates) && i < AIFT__GATES; i++)
        AIFT__TRY(put_gate(list, aift__json_at(gates, i), i));
    return AIFT_OK;
}

/* " Failed: Rows, Memory needed." */
static aift_status add_gates(aift__buf *text, const aift__json *gates, const char *status, const char *title)
{
    const char *before = title;
    for (size_t i = 0; i < aift__json_size(gates); i++) {
        const aift__json *gate = aift__json_at(gates, i);
        if (strcmp(text_of(gate, "status"), status) != 0)
            continue;
        AIFT__TRY(aift__buf_addf(text, "%s%s", before, gate_title(text_of(gate, "name"))));
        before = ", ";
    }
    return before == title ? AIFT_OK : aift__buf_add_text(text, ".");
}

/* What is decided on, in a few sentences. */
static aift_status tell(aift__buf *text, const aift__json *validation, long long now)
{
    char worth[AIFT__FIGURE], loss[AIFT__FIGURE];
    const aift__json *gates = aift__json_get(validation, "gates");
    const aift__json *finance = aift__json_get(validation, "finance");
    const long long judged = (long long)aift__json_int(aift__json_get(validation, "usecase_version"), 0);
    size_t set = 0, passed = 0;
    for (size_t i = 0; i < aift__json_size(gates); i++) {
        set += is_overridden(aift__json_at(gates, i));
        passed += strcmp(text_of(aift__json_at(gates, i), "status"), "pass") == 0;
    }
    AIFT__TRY(aift__buf_addf(text, "Version %lld was judged on %.10s (%s): %zu of %zu gates passed.", judged,
                             text_of(validation, "at"), text_of(validation, "id"), passed,
                             aift__json_size(gates)));
    AIFT__TRY(add_gates(text, gates, "fail", " Failed: "));
    AIFT__TRY(add_gates(text, gates, "not_measured", " Not measured: "));
    AIFT__TRY(add_gates(text, gates, "waived", " Waived: "));
    if (set)
        AIFT__TRY(aift__buf_addf(text, " %zu threshold%s set by hand.", set, set == 1 ? " was" : "s were"));
    if (aift__json_size(finance)) {
        aift__report_figure(worth, aift__json_real(aift__json_get(finance, "npv"), NAN));
        aift__report_percent(loss, aift__json_real(aift__json_path(finance, "monte_carlo.p_negative"), NAN));
        AIFT__TRY(aift__buf_addf(text, " Net present value: %s; probability of a loss: %s.", worth, loss));
    }
    return judged == now ? AIFT_OK
                         : aift__buf_addf(text,
                                          " The record has changed since: it is version %lld, which "
                                          "nobody has judged.",
                                          now);
}

static aift_status put_summary(aift_context *context, const aift__json *record, const aift__json *validation,
                               aift__json *to)
{
    aift__buf text;
    if (!validation)
        return put(to, "summary", "It has not been validated yet.");
    AIFT__TRY(put(to, "verdict", text_of(validation, "verdict")));
    aift__buf_init(&text, context, 1 << 16);
    aift_status status = tell(&text, validation, aift__json_int(aift__json_get(record, "version"), 0));
    if (status == AIFT_OK)
        status = put(to, "summary", text.data);
    aift__buf_finish(&text);
    return status;
}

/* ---- lists ---- */

static aift_status put_checklist(const aift__json *from, const char *key, aift__json *to)
{
    aift__json *list, *row;
    const aift__json *items = aift__json_get(from, key);
    AIFT__TRY(new_list(to, key, &list));
    for (size_t i = 0; i < aift__json_size(items); i++) {
        const aift__json *item = aift__json_at(items, i), *name = aift__json_get(item, "item");
        char label[64];
        snprintf(label, sizeof label, "%s", aift__json_text(name, NULL) ? aift__json_text(name, NULL) : "");
        for (char *c = label; *c; c++)
            *c = *c == '_' ? ' ' : *c;
        AIFT__TRY(new_row(list, &row));
        AIFT__TRY(name ? put(row, "item", label) : put_value(row, "item", aift__json_get(item, "group")));
        AIFT__TRY(put_value(row, "where", aift__json_get(item, name ? "article" : "title")));
        AIFT__TRY(
            put(row, "present", aift__json_bool(aift__json_get(item, "present"), false) ? "yes" : "no"));
    }
    return AIFT_OK;
}

static aift_status put_risks(const aift__json *record, const aift__json *risks, aift__json *to)
{
    static const struct {
        const char *key, *path;
    } places[] = {{"likelihood", "likelihood"},
                  {"impact", "impact"},
                  {"residual_likelihood", "residual.likelihood"},
                  {"residual_impact", "residual.impact"}};
    aift__json *list, *row;
    const aift__json *told = aift__json_get(record, "risks");
    AIFT__TRY(new_list(to, "risks", &list));
    for (size_t i = 0; i < aift__json_size(risks); i++) {
        const aift__json *risk = aift__json_at(risks, i), *of = aift__json_at(told, i);
        const bool same = aift__json_equal(aift__json_get(risk, "text"), aift__json_get(of, "text"));
        AIFT__TRY(new_row(list, &row));
        AIFT__TRY(aift__json_set(row, "number", aift__json_new_int((int64_t)i + 1)));
        AIFT__TRY(put_value(row, "text", aift__json_get(risk, "text")));
        AIFT__TRY(put_value(row, "inherent", aift__json_get(risk, "inherent")));
        AIFT__TRY(put_value(row, "residual", aift__json_get(risk, "residual")));
        for (size_t k = 0; k < AIFT__COUNT(places) && same; k++)
            AIFT__TRY(put_value(row, places[k].key, aift__json_path(of, places[k].path)));
        AIFT__TRY(put_value(row, "owner", same ? aift__json_get(of, "owner") : NULL));
        AIFT__TRY(put_value(row, "mitigation", same ? aift__json_get(of, "mitigation") : NULL));
    }
    return AIFT_OK;
}

/* "2026-11-23 16:56" of a time. */
static aift_status put_minute(aift__json *to, const char *time)
{
    char text[20];
    snprintf(text, sizeof text, "%.10s %.5s", time, strlen(time) > 11 ? time + 11 : "");
    return put(to, "at", text);
}

static aift_status put_signoffs(const aift__json *signoffs, aift__json *to)
{
    static const char *const keys[] = {"id", "role", "decision", "by", "comment"};
    aift__json *list, *row;
    AIFT__TRY(new_list(to, "signoffs", &list));
    for (size_t i = 0; i < aift__json_size(signoffs); i++) {
        const aift__json *one = aift__json_at(signoffs, i);
        AIFT__TRY(new_row(list, &row));
        for (size_t k = 0; k < AIFT__COUNT(keys); k++)
            AIFT__TRY(put_value(row, keys[k], aift__json_get(one, keys[k])));
        if (aift__json_get(one, "gate"))
            AIFT__TRY(put(row, "gate", gate_title(text_of(one, "gate"))));
        AIFT__TRY(put_minute(row, text_of(one, "at")));
        AIFT__TRY(put_value(row, "version", aift__json_get(one, "usecase_version")));
        AIFT__TRY(put(row, "state", aift__json_bool(aift__json_get(one, "valid"), false) ? "valid" : "void"));
    }
    return AIFT_OK;
}

static aift_status put_goals(const aift__json *goals, aift__json *to)
{
    char figure[AIFT__FIGURE];
    const aift__json *score = aift__json_get(goals, "score");
    AIFT__TRY(put_value(to, "goals", aift__json_get(goals, "items")));
    return aift__json_kind(score) == AIFT__JSON_NULL
               ? AIFT_OK
               : put(to, "goals_score", aift__report_figure(figure, aift__json_real(score, NAN)));
}

static aift_status fill(aift_context *context, const aift__json *record, const aift__json *validation,
                        const aift__json *signoffs, aift__json *to)
{
    const aift__json *law = aift__json_get(validation, "compliance");
    AIFT__TRY(put_summary(context, record, validation, to));
    AIFT__TRY(put_gates(aift__json_get(validation, "gates"), to));
    AIFT__TRY(aift__report_finance(aift__json_get(validation, "finance"), to));
    AIFT__TRY(put_risks(record, aift__json_get(validation, "risks"), to));
    AIFT__TRY(put_value(to, "swot", aift__json_get(validation, "swot")));
    AIFT__TRY(put_goals(aift__json_get(validation, "goals"), to));
    AIFT__TRY(put_checklist(law, "annex_iv", to));
    AIFT__TRY(put_checklist(law, "gdpr", to));
    AIFT__TRY(put_checklist(law, "ccpa", to));
    AIFT__TRY(put_value(to, "prototypes", aift__json_get(validation, "prototypes")));
    return put_signoffs(signoffs, to);
}

aift_status aift__report_view(aift_context *context, const aift__json *record, const aift__json *validation,
                              const aift__json *signoffs, aift__json **out)
{
    aift__json *made = aift__json_new_object();
    aift_status status = made ? fill(context, record, validation, signoffs, made) : aift__fail_nomem(0);
    *out = NULL;
    if (status == AIFT_OK)
        *out = made;
    else
        aift__json_free(made);
    return status;
}
