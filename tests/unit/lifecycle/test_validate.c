/* lifecycle/validate, signoffs, report: gates that are measured, waived and overridden, decisions that a change voids. */
#include "stores.h"

#include "aift/aift.h"
#include "golden.h"
#include "lifecycle/finance.h"
#include "lifecycle/report.h"
#include "lifecycle/signoffs.h"

static const char usecase[] = "{\"title\": \"Sorting mail\", \"problem\": \"too slow\", \"finance\": "
                              "{\"rate\": 0.1, \"cash_flows\": [-1000, 500, "
                              "500, {\"min\": 400, \"mode\": 500, \"max\": 600}]}, \"risk\": {\"class\": "
                              "\"minimal\", \"role\": \"deployer\", "
                              "\"reason\": \"it sorts\"}, \"privacy\": {\"personal_data\": false}, "
                              "\"risks\": [{\"text\": \"lost <mail>\", "
                              "\"likelihood\": 4, \"impact\": 5, \"residual\": {\"likelihood\": 1, "
                              "\"impact\": 5}}, {\"text\": \"slow\"}], "
                              "\"goals\": {\"growth\": 4, \"trust\": 1}, \"swot\": {\"strengths\": [\"people "
                              "know it\"]}, \"links\": [{\"kind\": "
                              "\"rosbag\", \"url\": \"https://example.com/a.bag\"}, {\"kind\": "
                              "\"annex_iv_7\", \"url\": \"https://example.com/s\"}]}";

typedef struct answer {
    aift__json *json;
    bool viable;
} answer;

static answer validate(aift_store *store, const char *id, const aift_dataset *data, aift_model *model,
                       const aift_validate_options *options)
{
    answer out;
    aift_text *text;
    int32_t viable;
    assert_ok(aift_store_validate(store, id, data, model, options, &viable, &text));
    assert_ok(aift__json_parse(aift_text_data(text), aift_text_size(text), "the answer", &out.json));
    aift_text_release(text);
    out.viable = viable;
    assert_string_equal(aift__json_text(aift__json_get(out.json, "verdict"), NULL),
                        viable ? "viable" : "redefine");
    return out;
}

static const aift__json *gate_of(const answer *of, const char *name)
{
    const aift__json *gates = aift__json_get(of->json, "gates");
    for (size_t i = 0; i < aift__json_size(gates); i++)
        if (strcmp(aift__json_text(aift__json_get(aift__json_at(gates, i), "name"), NULL), name) == 0)
            return aift__json_at(gates, i);
    return NULL;
}

static const char *status_of(const answer *of, const char *name)
{
    return aift__json_text(aift__json_get(gate_of(of, name), "status"), NULL);
}

static void sign(aift_store *store, const char *decision)
{
    aift_text *text;
    assert_ok(aift_store_signoff(store, "UC-1", decision, 0, &text));
    aift_text_release(text);
}

/* ---- without data ---- */

static void what_is_not_measured_cannot_pass(void **state)
{
    aift_store *store = new_store(":memory:");
    add(store, usecase);
    answer of = validate(store, "UC-1", NULL, NULL, NULL);
    assert_false(of.viable);
    assert_int_equal(aift__json_size(aift__json_get(of.json, "gates")), 8);
    static const char *const open[] = {"rows", "label_coverage", "smallest_class", "baseline", "memory"};
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(status_of(&of, open[i]), "not_measured");
        assert_int_equal(aift__json_kind(aift__json_get(gate_of(&of, open[i]), "value")), AIFT__JSON_NULL);
    }
    assert_string_equal(status_of(&of, "lawful_basis"), "pass");
    assert_string_equal(status_of(&of, "risk_class"), "pass");
    assert_string_equal(status_of(&of, "dpia"), "pass");
    assert_string_equal(aift__json_text(aift__json_get(of.json, "id"), NULL), "VAL-1");
    assert_int_equal(aift__json_int(aift__json_get(of.json, "usecase_version"), 0), 1);
    const aift__json *finance = aift__json_get(of.json, "finance");
    assert_close(aift__json_real(aift__json_get(finance, "npv"), 0), 243.42599549211130, 1e-12);
    assert_close(aift__json_real(aift__json_get(finance, "payback_discounted"), 0), 2.352, 1e-12);
    assert_string_equal(aift__json_text(aift__json_path(finance, "irr.status"), NULL), "one");
    assert_int_equal(aift__json_int(aift__json_path(finance, "monte_carlo.draws"), 0), 10000);
    const aift__json *risks = aift__json_get(of.json, "risks");
    assert_int_equal(aift__json_int(aift__json_get(aift__json_at(risks, 0), "inherent"), 0), 20);
    assert_int_equal(aift__json_int(aift__json_get(aift__json_at(risks, 0), "residual"), 0), 5);
    assert_int_equal(aift__json_kind(aift__json_get(aift__json_at(risks, 1), "inherent")), AIFT__JSON_NULL);
    assert_close(aift__json_real(aift__json_path(of.json, "goals.score"), 0), 2.5, 1e-12);
    const aift__json *annex = aift__json_path(of.json, "compliance.annex_iv");
    static const bool there[9] = {true, false, false, false, true, true, true, false, false};
    assert_int_equal(aift__json_size(annex), 9);
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(aift__json_bool(aift__json_get(aift__json_at(annex, i), "present"), false),
                         there[i]);
    assert_int_equal(aift__json_size(aift__json_get(of.json, "prototypes")), 1);
    aift__json_free(of.json);
    assert_contains(get(store, "UC-1"), "\"version\":1"); /* the record is as it was */
    assert_int_equal(rows_of(store), 2);
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

static void waivers_are_bound_to_the_version(void **state)
{
    static const char *const names[] = {"rows", "label_coverage", "smallest_class", "baseline", "memory"};
    aift_store *store = new_store(":memory:");
    char decision[300];
    add(store, usecase);
    for (size_t i = 0; i < 5; i++) {
        snprintf(decision, sizeof decision,
                 "{\"role\": \"legal\", \"decision\": \"waive\", \"gate\": \"%s\", \"comment\": \"a trial\"}",
                 names[i]);
        sign(store, decision);
    }
    answer of = validate(store, "UC-1", NULL, NULL, NULL);
    assert_true(of.viable);
    assert_string_equal(status_of(&of, "memory"), "waived");
    assert_string_equal(aift__json_text(aift__json_get(gate_of(&of, "memory"), "waiver"), NULL), "SO-5");
    aift__json_free(of.json);
    sign(store, "{\"role\": \"sponsor\", \"decision\": \"reject\", \"gate\": \"rows\"}"); /* and withdrawn */
    of = validate(store, "UC-1", NULL, NULL, NULL);
    assert_string_equal(status_of(&of, "rows"), "not_measured");
    assert_string_equal(status_of(&of, "memory"), "waived");
    aift__json_free(of.json);
    set(store, "UC-1", "{\"people\": 2}");
    of = validate(store, "UC-1", NULL, NULL, NULL);
    assert_string_equal(status_of(&of, "memory"), "not_measured");
    aift__json_free(of.json);
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

static void what_is_prohibited_is_waived_by_nobody(void **state)
{
    aift_store *store = new_store(":memory:");
    add(store, "{\"title\": \"a\", \"risk\": {\"class\": \"prohibited\", \"reason\": \"Art. 5\", \"role\": "
               "\"provider\"}}");
    sign(store, "{\"role\": \"r\", \"decision\": \"waive\", \"gate\": \"risk_class\", \"comment\": \"c\"}");
    answer of = validate(store, "UC-1", NULL, NULL, NULL);
    assert_string_equal(status_of(&of, "risk_class"), "fail");
    assert_string_equal(status_of(&of, "lawful_basis"), "not_measured");
    aift__json_free(of.json);
    set(store, "UC-1", "{\"risk\": {\"class\": \"high\", \"reason\": \"r\", \"role\": \"deployer\"}}");
    of = validate(store, "UC-1", NULL, NULL, NULL);
    assert_string_equal(status_of(&of, "risk_class"), "fail"); /* no point of Annex III */
    assert_string_equal(status_of(&of, "dpia"), "fail");
    aift__json_free(of.json);
    set(store, "UC-1",
        "{\"risk.annex_iii\": \"4(a)\", \"links\": [{\"kind\": \"DPIA\", \"url\": \"https://x.org\"}]}");
    of = validate(store, "UC-1", NULL, NULL, NULL);
    assert_string_equal(status_of(&of, "risk_class"), "pass");
    assert_string_equal(status_of(&of, "dpia"), "pass");
    assert_int_equal(aift__json_kind(aift__json_get(of.json, "finance")), AIFT__JSON_NULL);
    aift__json_free(of.json);
    aift_store_release(store);
}

/* ---- decisions ---- */

static void decisions_end_with_a_change(void **state)
{
    aift_store *store = new_store(":memory:");
    bool approved;
    add(store, usecase);
    assert_ok(aift__signoff_approved(store, "UC-1", 1, "sponsor", &approved));
    assert_false(approved);
    sign(store, "{\"role\": \"sponsor\", \"decision\": \"approve\"}");
    assert_ok(aift__signoff_approved(store, "UC-1", 1, "sponsor", &approved));
    assert_true(approved);
    assert_ok(aift__signoff_approved(store, "UC-1", 1, "legal", &approved));
    assert_false(approved);
    sign(store,
         "{\"role\": \"sponsor\", \"decision\": \"reject\", \"comment\": \"no\"}"); /* the last one counts */
    assert_ok(aift__signoff_approved(store, "UC-1", 1, "sponsor", &approved));
    assert_false(approved);
    sign(store, "{\"role\": \"sponsor\", \"decision\": \"approve\"}");
    set(store, "UC-1", "{\"people\": 2}");
    assert_ok(aift__signoff_approved(store, "UC-1", 2, "sponsor", &approved));
    assert_false(approved);
    aift__json *list;
    assert_ok(aift__signoffs_of(store, "UC-1", 1, &list));
    assert_int_equal(aift__json_size(list), 3);
    assert_false(aift__json_bool(aift__json_get(aift__json_at(list, 1), "valid"), true));
    assert_true(aift__json_bool(aift__json_get(aift__json_at(list, 2), "valid"), false));
    aift__json_free(list);
    aift_store_release(store);
}

static void what_is_wrong_changes_nothing(void **state)
{
    static const struct {
        const char *decision, *message;
        int64_t version;
        aift_status status;
    } wrong[] = {
        {"{\"role\": \"r\", \"decision\": \"waive\", \"gate\": \"rows\"}", "comment is missing", 0,
         AIFT_E_INVALID},
        {"{\"role\": \"r\", \"decision\": \"waive\", \"gate\": \"rows\", \"comment\": \" \"}",
         "comment is missing", 0, AIFT_E_INVALID},
        {"{\"role\": \"r\", \"decision\": \"waive\", \"comment\": \"c\"}", "gate is missing", 0,
         AIFT_E_INVALID},
        {"{\"role\": \"r\", \"decision\": \"waive\", \"gate\": \"size\", \"comment\": \"c\"}",
         "gate is \"size\"", 0, AIFT_E_FORMAT},
        {"{\"role\": \"r\", \"decision\": \"approve\", \"gate\": \"rows\"}",
         "gate is \"rows\": expected none", 0, AIFT_E_INVALID},
        {"{\"role\": \"r\", \"decision\": \"shrug\"}", "decision is \"shrug\"", 0, AIFT_E_FORMAT},
        {"{\"role\": \"r\"}", "decision", 0, AIFT_E_FORMAT},
        {"{\"decision\": \"approve\"}", "role is missing", 0, AIFT_E_INVALID},
        {"{\"role\": \"r\", \"decision\": \"approve\", \"by\": \"x\"}",
         "by is a text: expected no such field", 0, AIFT_E_INVALID},
        {"{\"role\": \"r\", \"decision\": \"approve\"}", "version is 1: expected 7", 7, AIFT_E_STATE},
        {"[]", "an array", 0, AIFT_E_INVALID},
    };
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add(store, usecase);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_fails(aift_store_signoff(store, "UC-1", wrong[i].decision, wrong[i].version, &text),
                     wrong[i].status, wrong[i].message);
        assert_null(text);
    }
    assert_fails(aift_store_signoff(store, "UC-9", wrong[9].decision, 0, &text), AIFT_E_NOT_FOUND, "UC-9");
    assert_int_equal(rows_of(store), 1);
    sign(store, "{\"role\": \"r\", \"decision\": \"approve\"}");
    assert_fails(aift_store_set(store, "SO-1", "{\"comment\": \"later\"}", 0, &text), AIFT_E_STATE,
                 "SO-1 is a signoff, which is not changed");
    assert_fails(aift_store_add(store, "signoff", "{}", &text), AIFT_E_INVALID, "aift_store_signoff");
    assert_fails(aift_store_signoff(store, "SO-1", "{\"role\": \"r\", \"decision\": \"approve\"}", 0, &text),
                 AIFT_E_STATE, "expected a use case");
    aift_store_release(store);
}

static void bad_options_are_named(void **state)
{
    static const struct {
        const char *gates, *message;
    } wrong[] = {
        {"{\"size\": 1}", "gates.size is a number: expected no such gate"},
        {"{\"rows\": \"many\"}", "gates.rows is a text: expected a number"},
        {"{\"rows\": -1}", "gates.rows is -1"},
        {"{\"label_coverage\": 2}", "gates.label_coverage is 2: expected a number from 0 to 1"},
        {"{\"dpia\": 1}", "gates.dpia is a number: expected true"},
        {"{\"goals\": {\"growth\": -1}}", "gates.goals.growth"},
        {"{\"goals\": []}", "gates.goals is an array"},
        {"[]", "gates is an array"},
    };
    aift_validate_options options = AIFT_VALIDATE_OPTIONS_INIT;
    aift_store *store = new_store(":memory:");
    aift_text *text;
    int32_t viable;
    add(store, usecase);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        options.gates = wrong[i].gates;
        assert_fails(aift_store_validate(store, "UC-1", NULL, NULL, &options, &viable, &text), AIFT_E_INVALID,
                     wrong[i].message);
        assert_null(text);
    }
    options = (aift_validate_options)AIFT_VALIDATE_OPTIONS_INIT;
    options.draws = 0;
    assert_fails(aift_store_validate(store, "UC-1", NULL, NULL, &options, &viable, &text), AIFT_E_RANGE,
                 "draws: 0");
    options.draws = 1;
    options.if_version = 3;
    assert_fails(aift_store_validate(store, "UC-1", NULL, NULL, &options, &viable, &text), AIFT_E_STATE,
                 "version is 1: expected 3");
    assert_fails(aift_store_validate(store, "UC-9", NULL, NULL, NULL, &viable, &text), AIFT_E_NOT_FOUND,
                 "UC-9");
    assert_fails(aift_store_set(store, "UC-1", "{\"finance.rate\": -1}", 0, &text), AIFT_E_FORMAT,
                 "finance.rate is -1: expected a number above -1");
    set(store, "UC-1", "{\"finance.rate\": null}");
    assert_fails(aift_store_validate(store, "UC-1", NULL, NULL, NULL, &viable, &text), AIFT_E_RANGE,
                 "finance.rate is missing");
    assert_int_equal(rows_of(store), 2);
    aift_store_release(store);
}

/* ---- on data ---- */

enum { EACH = 12 };

/* Rows of three labels that the tiny model knows, some of them without. */
static aift_dataset *rows_of_data(size_t blank)
{
    static const char *const names[] = {"text", "label"};
    static const char *const labels[] = {"Weather", "bills", "travel"};
    static const char *const words[] = {"rain and wind", "please pay the bill", "a train for the trip"};
    const char *values[3 * EACH * 2];
    static char texts[3 * EACH][64];
    aift_dataset *data;
    for (size_t i = 0; i < 3 * EACH; i++) {
        snprintf(texts[i], sizeof texts[i], "%s %zu", words[i % 3], i / 3);
        values[2 * i] = texts[i];
        values[2 * i + 1] = i < blank ? " " : labels[i % 3];
    }
    assert_ok(aift_dataset_from_rows(context, names, 2, values, 3 * EACH, &data));
    return data;
}

static void gates_are_measured_on_the_data(void **state)
{
    aift_validate_options options = AIFT_VALIDATE_OPTIONS_INIT;
    aift_store *store = new_store(":memory:");
    aift_model *model = golden_model(context);
    aift_dataset *data = rows_of_data(0);
    add(store, usecase);
    answer of = validate(store, "UC-1", data, NULL, NULL);
    assert_string_equal(status_of(&of, "rows"), "fail");
    assert_string_equal(status_of(&of, "label_coverage"), "pass");
    assert_int_equal(aift__json_int(aift__json_get(gate_of(&of, "smallest_class"), "value"), 0), EACH);
    assert_string_equal(status_of(&of, "baseline"), "not_measured");
    aift__json_free(of.json);
    options.gates = "{\"rows\": 36, \"baseline\": 0.3, \"goals\": {\"trust\": 3, \"reach\": 1}}";
    of = validate(store, "UC-1", data, model, &options);
    assert_true(of.viable);
    assert_string_equal(status_of(&of, "memory"), "pass");
    assert_true(aift__json_bool(aift__json_get(gate_of(&of, "rows"), "overridden"), false));
    assert_int_equal(aift__json_int(aift__json_get(gate_of(&of, "rows"), "standard"), 0), 500);
    assert_int_equal(aift__json_int(aift__json_path(of.json, "baseline.test_rows"), 0), 8);
    assert_close(aift__json_real(aift__json_path(of.json, "baseline.majority"), 0), 1.0 / 3, 1e-12);
    assert_close(aift__json_real(aift__json_path(of.json, "goals.score"), 0), 0.75,
                 1e-12); /* nothing of reach */
    aift__json_free(of.json);
    aift_dataset_release(data);
    data = rows_of_data(3); /* three of 36 without a label */
    of = validate(store, "UC-1", data, model, &options);
    assert_string_equal(status_of(&of, "label_coverage"), "fail");
    assert_close(aift__json_real(aift__json_get(gate_of(&of, "label_coverage"), "value"), 0), 33.0 / 36,
                 1e-12);
    aift__json_free(of.json);
    aift_text *text;
    int32_t viable;
    options.label_column = "kind";
    assert_fails(aift_store_validate(store, "UC-1", data, model, &options, &viable, &text), AIFT_E_NOT_FOUND,
                 "kind");
    options.label_column = NULL;
    options.text_column = "words";
    assert_fails(aift_store_validate(store, "UC-1", data, model, &options, &viable, &text), AIFT_E_NOT_FOUND,
                 "words");
    aift_dataset_release(data);
    aift_model_release(model);
    aift_store_release(store);
}

/* ---- documents ---- */

static void figures_are_for_people(void **state)
{
    static const struct {
        double value;
        const char *text;
    } figures[] = {
        {0, "0"},          {0.12345, "0.123"},  {-0.5, "-0.5"},           {9.9999, "10"},
        {12.345, "12.35"}, {1234.5, "1,234.5"}, {-1234567, "-1,234,567"}, {1e15, "more than can be told"},
        {-0.0001, "0"}};
    char text[AIFT__FIGURE];
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (strcmp(aift__report_figure(text, figures[i].value), figures[i].text) != 0)
            fail_msg("%g is \"%s\", and not \"%s\"", figures[i].value, text, figures[i].text);
}

static void the_report_tells_it_all(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add(store, usecase);
    assert_ok(aift_store_report(store, "UC-1", "markdown", &text));
    assert_contains(aift_text_data(text), "It has not been validated yet");
    aift_text_release(text);
    aift__json_free(validate(store, "UC-1", NULL, NULL, NULL).json);
    sign(store, "{\"role\": \"spon<b>sor\", \"decision\": \"approve\"}");
    assert_ok(aift_store_report(store, "UC-1", "html", &text));
    assert_contains(aift_text_data(text), "To be redefined");
    assert_contains(aift_text_data(text), "243.43");
    assert_contains(aift_text_data(text), "lost &lt;mail&gt;");
    assert_contains(aift_text_data(text), "spon&lt;b&gt;sor");
    assert_contains(aift_text_data(text), "3 of 8 gates passed");
    assert_null(strstr(aift_text_data(text), "<script"));
    aift_text_release(text);
    set(store, "UC-1", "{\"people\": 2}");
    assert_ok(aift_store_report(store, "UC-1", "markdown", &text));
    assert_contains(aift_text_data(text), "it is version 2, which nobody has judged");
    assert_contains(aift_text_data(text), "| void |");
    aift_text_release(text);
    assert_fails(aift_store_report(store, "UC-1", "pdf", &text), AIFT_E_INVALID, "\"pdf\"");
    assert_null(text);
    assert_fails(aift_store_report(store, "SO-1", "html", &text), AIFT_E_STATE, "expected a use case");
    aift_store_release(store);
}

/* ---- memory ---- */

static aift_status work(aift_store *store)
{
    aift_validate_options options = AIFT_VALIDATE_OPTIONS_INIT;
    aift_text *texts[4] = {NULL};
    int32_t viable;
    options.draws = 10;
    options.gates = "{\"rows\": 1, \"goals\": {\"growth\": 2}}";
    aift_status status = aift_store_add(store, "usecase", usecase, &texts[0]);
    if (status == AIFT_OK)
        status = aift_store_signoff(
            store, "UC-1",
            "{\"role\": \"r\", \"decision\": \"waive\", \"gate\": \"rows\", \"comment\": \"c\"}", 0,
            &texts[1]);
    if (status == AIFT_OK)
        status = aift_store_validate(store, "UC-1", NULL, NULL, &options, &viable, &texts[2]);
    if (status == AIFT_OK)
        status = aift_store_report(store, "UC-1", "html", &texts[3]);
    for (size_t i = 0; i < 4; i++)
        aift_text_release(texts[i]);
    return status;
}

static aift_status scenario(aift_context *ctx, void *arg)
{
    aift_store *store;
    aift_status status = aift_store_create(ctx, ":memory:", NULL, &store);
    if (status == AIFT_OK)
        status = work(store);
    aift_store_release(store);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(scenario, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_not_measured_cannot_pass),
        CASE(waivers_are_bound_to_the_version),
        CASE(what_is_prohibited_is_waived_by_nobody),
        CASE(decisions_end_with_a_change),
        CASE(what_is_wrong_changes_nothing),
        CASE(bad_options_are_named),
        CASE(gates_are_measured_on_the_data),
        CASE(figures_are_for_people),
        CASE(the_report_tells_it_all),
        CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
