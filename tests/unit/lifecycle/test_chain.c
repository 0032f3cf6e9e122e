/* lifecycle: from a use case's KPIs to runs, models and figures, and back. */
#include "stores.h"

#include "aift/chain.h"
#include "aift/validate.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static const char record[] =
    "{\"title\":\"Mail\",\"kpis\":["
    "{\"name\":\"right\",\"metric\":\"accuracy\",\"direction\":\"higher\",\"target\":0.9,\"unit\":\"share\"},"
    "{\"name\":\"loss\",\"metric\":\"loss\",\"direction\":\"lower\",\"target\":0.5},"
    "{\"name\":\"open\",\"metric\":\"per_label.a.b.recall\",\"direction\":\"higher\"}],"
    "\"requirements\":[{\"name\":\"mails\",\"sources\":[\"DS-1\",\"DS-2\"]}]}";
static const char good[] =
    "{\"n\":10,\"accuracy\":0.9,\"loss\":0.5,\"per_label\":{\"a.b\":{\"recall\":0.75}}}";
static const char bad[] = "{\"n\":10,\"accuracy\":0.89,\"loss\":0.4,\"per_label\":{\"a.b\":{\"recall\":1}}}";

static aift_store *made(void)
{
    aift_store *store = new_store(":memory:");
    add(store, record);
    return store;
}

static aift__json *tree_of(aift_text *text)
{
    aift__json *tree;
    assert_ok(aift__json_parse(aift_text_data(text), aift_text_size(text), "answer", &tree));
    aift_text_release(text);
    return tree;
}

static aift__json *bind(aift_store *store, const char *id, const char *run, const char *evaluation,
                        int32_t want_met)
{
    aift_text *text;
    int32_t met;
    assert_ok(aift_store_bind(store, id, run, evaluation, &met, &text));
    assert_int_equal(met, want_met);
    return tree_of(text);
}

static aift__json *trace(aift_store *store, const char *what)
{
    aift_text *text;
    assert_ok(aift_store_trace(store, what, &text));
    return tree_of(text);
}

static const char *at(const aift__json *tree, const char *list, size_t i, const char *key)
{
    const char *text =
        aift__json_text(aift__json_get(aift__json_at(aift__json_get(tree, list), i), key), NULL);
    return text ? text : "";
}

static size_t count(const aift__json *tree, const char *list)
{
    return aift__json_size(aift__json_get(tree, list));
}

static void judges_kpis(void **state)
{
    aift_store *store = made();
    aift__json *answer = bind(store, "UC-1", "{\"model_sha256\":\"" A "\"}", good, 1);
    (void)state;
    assert_string_equal(aift__json_text(aift__json_get(answer, "run"), NULL), "RUN-1");
    assert_int_equal(count(answer, "kpis"), 3);
    const aift__json *first = aift__json_at(aift__json_get(answer, "kpis"), 0);
    static const char *const keys[] = {"name",  "metric",       "target", "value",
                                       "state", "model_sha256", "run",    "at"};
    for (size_t i = 0; i < AIFT__COUNT(keys); i++)
        assert_non_null(aift__json_get(first, keys[i]));
    assert_close(aift__json_real(aift__json_get(first, "value"), 0), 0.9, 0);
    assert_string_equal(at(answer, "kpis", 0, "state"), "met");
    assert_string_equal(at(answer, "kpis", 0, "model_sha256"), A);
    assert_string_equal(at(answer, "kpis", 0, "run"), "RUN-1");
    assert_string_equal(at(answer, "kpis", 1, "state"), "met");
    assert_string_equal(at(answer, "kpis", 2, "state"), "pending"); /* it has no target */
    assert_close(
        aift__json_real(aift__json_get(aift__json_at(aift__json_get(answer, "kpis"), 2), "value"), 0), 0.75,
        0);
    aift__json_free(answer);
    answer = bind(store, "UC-1", "{\"model_sha256\":\"" A "\"}", bad, 0);
    assert_string_equal(at(answer, "kpis", 0, "state"), "missed");
    assert_string_equal(at(answer, "kpis", 1, "state"), "met");
    aift__json_free(answer);
    answer = bind(store, "UC-1", "{\"model_sha256\":\"" A "\"}", NULL, 1);
    assert_string_equal(at(answer, "kpis", 0, "state"), "pending");
    aift__json_free(answer);
    aift_store_release(store);
}

static void refuses(void **state)
{
    static const struct {
        const char *usecase, *run, *evaluation, *part;
        aift_status status;
    } cases[] = {
        {"UC-2", "{\"model_sha256\":\"" A "\"}", good, "UC-2", AIFT_E_NOT_FOUND},
        {"UC-1", "{\"model_sha256\":\"" A "\"}", "{\"accuracy\":1}",
         "UC-1: kpis[1].metric: evaluation has no figure \"loss\"; it has accuracy", AIFT_E_NOT_FOUND},
        {"UC-1", "{}", good, "model_sha256", AIFT_E_FORMAT},
        {"UC-1", "{\"model_sha256\":\"abc\"}", good, "model_sha256 is \"abc\": expected 64 hexadecimal",
         AIFT_E_FORMAT},
        {"UC-1", "{\"model_sha256\":\"" A "\",\"data_sha256\":\"" A "0\"}", good, "data_sha256",
         AIFT_E_FORMAT},
        {"UC-1", "{\"model_sha256\":\"" A "\",\"parameters_sha256\":1}", good, "parameters_sha256",
         AIFT_E_FORMAT},
        {"UC-1", "{\"model_sha256\":\"" A "\",\"colour\":1}", good, "colour", AIFT_E_FORMAT},
        {"UC-1", "[]", good, "the run", AIFT_E_FORMAT},
        {"UC-1", "{\"model_sha256\":\"" A "\"}", "[]", "the evaluation", AIFT_E_FORMAT},
        {"UC-1", "{\"model_sha256\":\"" A "\"}", "{\"n\":", "the evaluation", AIFT_E_FORMAT},
    };
    aift_store *store = made();
    aift_text *before, *after, *text;
    int32_t met = 7;
    (void)state;
    assert_ok(aift_store_info(store, &before));
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        assert_fails(aift_store_bind(store, cases[i].usecase, cases[i].run, cases[i].evaluation, &met, &text),
                     cases[i].status, cases[i].part);
        assert_null(text);
        assert_int_equal(met, 0);
    }
    assert_ok(aift_store_info(store, &after));
    assert_string_equal(aift_text_data(before), aift_text_data(after));
    aift_text_release(before);
    aift_text_release(after);
    assert_fails(aift_store_trace(store, "UC-7", &text), AIFT_E_NOT_FOUND, "UC-7");
    assert_null(text);
    assert_fails(aift_store_trace(store, B, &text), AIFT_E_NOT_FOUND, "no run has a model");
    aift__json_free(bind(store, "UC-1", "{\"model_sha256\":\"" A "\"}", good, 1));
    assert_fails(aift_store_trace(store, "RUN-1", &text), AIFT_E_NOT_FOUND,
                 "RUN-1 is a record of the kind run: expected one of the kind usecase");
    assert_fails(aift_store_bind(store, "RUN-1", "{\"model_sha256\":\"" A "\"}", good, &met, &text),
                 AIFT_E_NOT_FOUND, "of the kind run");
    assert_fails(aift_store_export(store, "json", (const char *const[]){"RUN-1"}, 1, &text), AIFT_E_NOT_FOUND,
                 "of the kind run");
    aift_store_release(store);
}

static void move(aift_store *store, const char *state, const char *reason)
{
    aift_text *text;
    assert_ok(aift_store_move(store, "UC-1", state, reason, 0, &text));
    aift_text_release(text);
}

static void approve(aift_store *store)
{
    static const char *const states[] = {"submitted", "onboarded", "viable", "prioritized"};
    aift_text *text;
    set(store, "UC-1",
        "{\"owner\":{\"name\":\"O\",\"email\":\"o@example.com\"},\"risk\":{\"class\":\"minimal\"},"
        "\"team\":[{\"role\":\"a\",\"name\":\"X\"},{\"role\":\"b\",\"name\":\"Y\"}],"
        "\"timeline\":{\"start\":\"2027-01-01\",\"target\":\"2027-06-01\"},\"problem\":\"p\"}");
    for (size_t i = 0; i < AIFT__COUNT(states); i++)
        move(store, states[i], "on");
    assert_ok(aift_store_signoff(store, "UC-1", "{\"role\":\"sponsor\",\"decision\":\"approve\"}", 0, &text));
    aift_text_release(text);
    move(store, "approved", "worth it");
}

static void traces_both_ways(void **state)
{
    aift_store *store = made();
    (void)state;
    aift__json *tree = trace(store, "UC-1");
    assert_true(count(tree, "runs") == 0 && count(tree, "models") == 0 && count(tree, "kpis") == 3);
    assert_string_equal(at(tree, "kpis", 0, "state"), "pending");
    assert_int_equal(aift__json_kind(aift__json_get(tree, "approval")), AIFT__JSON_NULL);
    aift__json_free(tree);
    approve(store);
    aift__json_free(bind(store, "UC-1",
                         "{\"model_sha256\":\"" A "\",\"parameters_sha256\":\"" C
                         "\",\"model\":\"a\",\"data_sha256\":\"" B "\"}",
                         good, 1));
    aift__json_free(bind(store, "UC-1", "{\"model_sha256\":\"" B "\",\"model\":\"b\"}", bad, 0));
    aift__json_free(bind(store, "UC-1", "{\"model_sha256\":\"" A "\",\"model\":\"a\"}", good, 1));
    add(store, "{\"title\":\"Other\"}");
    aift__json_free(bind(store, "UC-2", "{\"model_sha256\":\"" B "\"}", NULL, 1));
    tree = trace(store, "UC-1");
    assert_string_equal(aift__json_text(aift__json_path(tree, "usecase.id"), NULL), "UC-1");
    assert_int_equal(count(tree, "runs"), 3);
    assert_string_equal(at(tree, "runs", 0, "data_sha256"), B);
    assert_int_equal(count(tree, "models"), 2);
    assert_string_equal(at(tree, "models", 0, "model_sha256"), A);
    assert_string_equal(at(tree, "models", 0, "parameters_sha256"), C);
    assert_int_equal(count(tree, "signoffs"), 1);
    assert_string_equal(at(tree, "signoffs", 0, "role"), "sponsor");
    assert_int_equal(count(aift__json_at(aift__json_get(tree, "models"), 0), "runs"), 2);
    assert_string_equal(at(tree, "kpis", 0, "run"), "RUN-3"); /* the latest */
    assert_string_equal(at(tree, "kpis", 0, "state"), "met");
    assert_string_equal(at(tree, "sources", 1, "id"), "DS-2");
    assert_string_equal(at(tree, "sources", 1, "requirement"), "mails");
    assert_string_equal(aift__json_text(aift__json_path(tree, "approval.reason"), NULL), "worth it");
    assert_string_equal(aift__json_text(aift__json_path(tree, "approval.from"), NULL), "prioritized");
    aift__json_free(tree);
    tree = trace(store, B);
    assert_string_equal(aift__json_text(aift__json_path(tree, "usecase.id"), NULL), "UC-2");
    assert_int_equal(count(tree, "usecases"), 2);
    assert_true(count(tree, "runs") == 1 && count(tree, "models") == 1);
    aift__json_free(tree);
    tree = trace(store, C); /* of the parameters */
    assert_string_equal(aift__json_text(aift__json_path(tree, "usecase.id"), NULL), "UC-1");
    assert_int_equal(count(tree, "runs"), 1);
    aift__json_free(tree);
    aift_store_release(store);
}

static bool is_approved(aift_store *store)
{
    aift__json *tree = trace(store, "UC-1");
    const bool approved = aift__json_kind(aift__json_get(tree, "approval")) == AIFT__JSON_OBJECT;
    aift__json_free(tree);
    return approved;
}

/* An approval holds until the use case has to be redefined. */
static void an_approval_ends(void **state)
{
    aift_store *store = made();
    (void)state;
    approve(store);
    assert_true(is_approved(store));
    move(store, "building", "so");
    assert_true(is_approved(store));
    move(store, "redefine", "so");
    assert_false(is_approved(store));
    move(store, "draft", "so");
    assert_false(is_approved(store));
    aift_store_release(store);
}

/* An export has the figures of the latest run, where they answer today's promise. */
static void figures_are_exported(void **state)
{
    aift_store *store = made();
    aift_text *text;
    (void)state;
    aift__json_free(bind(store, "UC-1", "{\"model_sha256\":\"" A "\"}", bad, 0));
    assert_ok(aift_store_export(store, "markdown", NULL, 0, &text));
    assert_non_null(strstr(aift_text_data(text), "0.89"));
    assert_non_null(strstr(aift_text_data(text), "missed"));
    assert_non_null(strstr(aift_text_data(text), "RUN-1"));
    aift_text_release(text);
    set(store, "UC-1", "{\"kpis.0.target\":0.8}");
    assert_ok(aift_store_export(store, "markdown", NULL, 0, &text));
    assert_null(strstr(aift_text_data(text), "missed"));
    aift_text_release(text);
    aift_store_release(store);
}

/* A promise that was changed is open again. */
static void forgets_what_was_another_promise(void **state)
{
    aift_store *store = made();
    (void)state;
    aift__json_free(bind(store, "UC-1", "{\"model_sha256\":\"" A "\"}", good, 1));
    set(store, "UC-1", "{\"kpis.0.target\":0.99}");
    aift__json *tree = trace(store, "UC-1");
    assert_string_equal(at(tree, "kpis", 0, "state"), "pending");
    assert_string_equal(at(tree, "kpis", 0, "run"), "");
    assert_string_equal(at(tree, "kpis", 1, "state"), "met");
    aift__json_free(tree);
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(judges_kpis),          CASE(refuses),
        CASE(traces_both_ways),     CASE(an_approval_ends),
        CASE(figures_are_exported), CASE(forgets_what_was_another_promise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
