/* What the law asks: gates, and lists of what is there and what is not (AI Act, GDPR, CCPA). */
#include <stdio.h>
#include <string.h>

#include "codec/json_field.h"
#include "lifecycle/validation.h"

/* Something that has to be there. It is where the record has the field, or every data source has its own, or a link is of
 * that kind. */
typedef struct duty {
    const char *item;   /* of a checklist; of Annex IV NULL */
    const char *where;  /* article, or the title of the group */
    const char *field;  /* of the record; NULL: none. "log": the store's log is it */
    const char *source; /* of a data source; NULL: none */
} duty;

static const duty annex_iv[] = {
    {NULL, "general description", "problem", NULL},
    {NULL, "elements and development process", "requirements", NULL},
    {NULL, "monitoring, functioning and control", NULL, NULL},
    {NULL, "appropriateness of the performance metrics", "kpis", NULL},
    {NULL, "risk management system (Art. 9)", "risks", NULL},
    {NULL, "changes through the lifecycle", "log", NULL},
    {NULL, "harmonised standards applied", NULL, NULL},
    {NULL, "EU declaration of conformity", NULL, NULL},
    {NULL, "post-market monitoring plan (Art. 72)", NULL, NULL},
};
static const duty gdpr[] = {
    {"lawful_basis", "Art. 6", "privacy.lawful_basis", "lawful_basis"},
    {"purpose", "Art. 5(1)(b)", "privacy.purpose", "art30.purposes"},
    {"minimisation", "Art. 5(1)(c)", "requirements.0.columns", NULL},
    {"retention", "Art. 5(1)(e)", "privacy.retention", "retention"},
    {"information", "Art. 13, 14", NULL, NULL},
    {"rights", "Art. 15 to 21", NULL, NULL},
    {"automated_decisions", "Art. 22", NULL, NULL},
    {"records", "Art. 30", NULL, "art30.controller"},
    {"security", "Art. 32", NULL, "art30.security"},
    {"dpia", "Art. 35", NULL, "dpia"},
    {"transfers", "Art. 44", NULL, "art30.transfers"},
};
static const duty ccpa[] = {
    {"notice", "1798.100", NULL, NULL},
    {"category", "1798.140", NULL, "ccpa.category"},
    {"sold_or_shared", "1798.120", NULL, "ccpa.sold_or_shared"},
    {"opt_out", "1798.135", NULL, "ccpa.opt_out"},
    {"limit_sensitive", "1798.121", NULL, "ccpa.limit_sensitive"},
};

/* ---- what is there ---- */

static bool is_there(const aift__json *value)
{
    switch (aift__json_kind(value)) {
    case AIFT__JSON_NULL:
        return false;
    case AIFT__JSON_ARRAY:
    case AIFT__JSON_OBJECT:
        return aift__json_size(value) > 0;
    default:
        return true;
    }
}

static bool in_all(const aift__json *sources, const char *path)
{
    for (size_t i = 0; i < aift__json_size(sources); i++)
        if (!is_there(aift__json_path(aift__json_at(sources, i), path)))
            return false;
    return aift__json_size(sources) > 0;
}

/* Upper and lower case of ASCII are the same. */
static bool same_kind(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        const char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        if (x != *b)
            return false;
    }
    return *a == *b;
}

static bool has_link(const aift__json *record, const char *kind)
{
    const aift__json *links = aift__json_get(record, "links");
    for (size_t i = 0; i < aift__json_size(links); i++) {
        const char *of = aift__json_text(aift__json_get(aift__json_at(links, i), "kind"), NULL);
        if (of && same_kind(of, kind))
            return true;
    }
    return false;
}

/* "requirements.0.columns": the first requirement's. */
static const aift__json *field_of(const aift__json *record, const char *path)
{
    if (strcmp(path, "requirements.0.columns") == 0)
        return aift__json_get(aift__json_at(aift__json_get(record, "requirements"), 0), "columns");
    return aift__json_path(record, path);
}

static bool is_done(const duty *d, const aift__json *record, const aift__json *sources, const char *link)
{
    if (d->field && (strcmp(d->field, "log") == 0 || is_there(field_of(record, d->field))))
        return true;
    return (d->source && in_all(sources, d->source)) || has_link(record, link);
}

/* ---- gates ---- */

static bool handles_nobody(const aift__json *record)
{
    const aift__json *personal = aift__json_path(record, "privacy.personal_data");
    return personal && !aift__json_bool(personal, true);
}

static void lawful_basis(const aift__json *record, const aift__json *sources, size_t unknown,
                         aift__gate *gate)
{
    char note[AIFT__GATE_NOTE];
    const size_t n = aift__json_size(sources);
    if (handles_nobody(record)) {
        aift__gate_measured(gate, 1, "no personal data");
        return;
    }
    if (is_there(aift__json_path(record, "privacy.lawful_basis"))) {
        aift__gate_measured(gate, 1, "of the use case (privacy.lawful_basis)");
        return;
    }
    if (n + unknown == 0) {
        snprintf(gate->note, sizeof gate->note, "neither privacy.lawful_basis nor a data source is given");
        return;
    }
    size_t with = 0;
    for (size_t i = 0; i < n; i++)
        with += is_there(aift__json_get(aift__json_at(sources, i), "lawful_basis"));
    snprintf(note, sizeof note, "of %zu of %zu data sources", with, n + unknown);
    aift__gate_measured(gate, with == n + unknown, note);
}

static void risk_class(const aift__json *record, aift__gate *gate)
{
    char note[AIFT__GATE_NOTE];
    const aift__json *risk = aift__json_get(record, "risk");
    const char *class = aift__json_text(aift__json_get(risk, "class"), NULL);
    if (!class) {
        aift__gate_measured(gate, 0, "no class is assigned");
        return;
    }
    if (strcmp(class, "prohibited") == 0) {
        aift__gate_measured(gate, 0, "prohibited: it can only be rejected");
        gate->final = true;
        return;
    }
    const bool reason = is_there(aift__json_get(risk, "reason")),
               role = is_there(aift__json_get(risk, "role"));
    const bool point = strcmp(class, "high") != 0 || is_there(aift__json_get(risk, "annex_iii"));
    snprintf(note, sizeof note, "%s%s%s%s%s", class,
             reason && role && point ? "" : "; missing:", reason ? "" : " reason", role ? "" : " role",
             point ? "" : " annex_iii");
    aift__gate_measured(gate, reason && role && point, note);
}

static void dpia(const aift__json *record, const aift__json *sources, aift__gate *gate)
{
    const char *class = aift__json_text(aift__json_path(record, "risk.class"), NULL);
    if (!class)
        snprintf(gate->note, sizeof gate->note, "no risk class is assigned");
    else if (has_link(record, "dpia") || in_all(sources, "dpia"))
        aift__gate_measured(gate, 1, "linked");
    else if (strcmp(class, "high") != 0)
        aift__gate_measured(gate, 1, "not needed: the risk is not high");
    else
        aift__gate_measured(gate, 0, "the risk is high, and no link is of the kind dpia");
}

void aift__validation_law(const aift__json *record, const aift__json *sources, size_t unknown,
                          aift__gate gates[AIFT__GATES])
{
    lawful_basis(record, sources, unknown, &gates[AIFT__GATE_LAWFUL_BASIS]);
    risk_class(record, &gates[AIFT__GATE_RISK_CLASS]);
    dpia(record, sources, &gates[AIFT__GATE_DPIA]);
}

/* ---- checklists ---- */

typedef struct facts {
    const aift__json *record, *sources;
} facts;

static aift_status put_duty(const duty *d, size_t number, const char *prefix, const facts *of, aift__json *to)
{
    char link[64];
    if (d->item)
        snprintf(link, sizeof link, "%s%s", prefix, d->item);
    else
        snprintf(link, sizeof link, "%s%zu", prefix, number);
    const bool known = is_done(d, of->record, of->sources, link) ||
                       (d->item && strcmp(d->item, "dpia") == 0 && has_link(of->record, "dpia"));
    AIFT__TRY(d->item ? aift__json_set(to, "item", aift__json_new_string(d->item))
                      : aift__json_set(to, "group", aift__json_new_int((int64_t)number)));
    AIFT__TRY(aift__json_set(to, d->item ? "article" : "title", aift__json_new_string(d->where)));
    return aift__json_set(to, "present", aift__json_new_bool(known));
}

static aift_status put_list(const char *key, const char *prefix, const duty *duties, size_t n,
                            const facts *of, aift__json *to)
{
    aift__json *list = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, key, list));
    for (size_t i = 0; i < n; i++) {
        aift__json *one = aift__json_new_object();
        AIFT__TRY(aift__json_push(list, one));
        AIFT__TRY(put_duty(&duties[i], i + 1, prefix, of, one));
    }
    return AIFT_OK;
}

static aift_status put_all(const facts *of, aift__json *to)
{
    const aift__json *personal = aift__json_path(of->record, "privacy.personal_data");
    const char *class = aift__json_text(aift__json_path(of->record, "risk.class"), NULL);
    AIFT__TRY(aift__json_set(to, "risk_class", aift__json_new_string(class)));
    AIFT__TRY(aift__json_set(to, "personal_data",
                             personal ? aift__json_new_bool(aift__json_bool(personal, true))
                                      : aift__json_new_null()));
    AIFT__TRY(put_list("annex_iv", "annex_iv_", annex_iv, AIFT__COUNT(annex_iv), of, to));
    AIFT__TRY(put_list("gdpr", "gdpr_", gdpr, AIFT__COUNT(gdpr), of, to));
    return put_list("ccpa", "ccpa_", ccpa, AIFT__COUNT(ccpa), of, to);
}

aift_status aift__validation_duties(const aift__json *record, const aift__json *sources, aift__json **out)
{
    const facts of = {record, sources};
    aift__json *made = aift__json_new_object();
    aift_status status = made ? put_all(&of, made) : aift__fail_nomem(0);
    *out = NULL;
    if (status == AIFT_OK)
        *out = made;
    else
        aift__json_free(made);
    return status;
}
