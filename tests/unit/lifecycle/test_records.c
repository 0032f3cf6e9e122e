/* lifecycle/records: fields, changes by path, states, persons, lists, imports. */
#include "stores.h"

#include "aift/validate.h"
#include "lifecycle/records.h"
#include "lifecycle/states.h"

static void fields_have_their_order_and_kinds(void **state)
{
    static const struct {
        const char *record, *message;
    } wrong[] = {
        {"{\"title\": \"\"}", "title is an empty text: expected a text that is not empty"},
        {"{\"task\": \"x\"}", "title"},
        {"{\"title\": \"a\", \"colour\": 1}", "colour is a number: expected no such field"},
        {"{\"title\": \"a\", \"risks\": [{\"text\": \"b\", \"impact\": 6}]}",
         "risks[0].impact is 6: expected a whole number from 1 to 5"},
        {"{\"title\": \"a\", \"scores\": {\"confidence\": 80}}",
         "scores.confidence is 80: expected a number from 0 to 1"},
        {"{\"title\": \"a\", \"finance\": {\"cash_flows\": [{\"min\": 3, \"mode\": 2, \"max\": 4}]}}",
         "finance.cash_flows[0]"},
        {"{\"title\": \"a\", \"timeline\": {\"start\": \"2027-02-29\"}}",
         "timeline.start is \"2027-02-29\": expected a date"},
        {"{\"title\": \"a\", \"risk\": {\"class\": \"grave\"}}",
         "risk.class is \"grave\": expected one of \"prohibited\", \"high\", \"limited\", \"minimal\""},
        {"{\"title\": \"a\", \"goals\": {\"growth\": 6}}", "goals"},
        {"{\"title\": \"a\", \"id\": \"a b\"}", "id is \"a b\": expected no blanks"},
        {"[1]", "expected objects and texts"},
        {"7", "expected an object"},
    };
    aift_store *store = new_store(":memory:");
    aift_text *text;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_fails(aift_store_add(store, "usecase", wrong[i].record, &text), AIFT_E_FORMAT,
                     wrong[i].message);
        assert_null(text);
    }
    assert_int_equal(rows_of(store), 0);
    assert_contains(add(store, "{\"kpis\": [], \"task\": \"t\", \"title\": \"a\", \"problem\": null}"),
                    "{\"id\":\"UC-1\",\"version\":1,\"state\":\"draft\",\"title\":\"a\",\"task\":\"t\","
                    "\"kpis\":[],\"created\":\"20");
    assert_contains(add(store, "[{\"title\": \"a\", \"task\": \"t\"}, {\"title\": \"b\"}]"),
                    "\"title\":\"b\",\"task\":\"t\"");
    assert_contains(add(store, "[\"text-classification\", {\"title\": \"b\"}]"),
                    "\"task\":\"text-classification\"");
    assert_contains(add(store, "{\"title\": \"a\", \"id\": \"UC-9\"}"), "\"id\":\"UC-9\"");
    assert_contains(add(store, "{\"title\": \"a\", \"id\": \"mine\"}"), "\"id\":\"mine\"");
    assert_contains(add(store, "{\"title\": \"a\"}"), "\"id\":\"UC-10\"");
    assert_fails(aift_store_add(store, "usecase", "{\"title\": \"a\", \"id\": \"mine\"}", &text),
                 AIFT_E_EXISTS, "id is \"mine\"");
    assert_fails(aift_store_add(store, "thing", "{}", &text), AIFT_E_INVALID, "\"thing\"");
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

static void changes_go_by_paths(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add(store, "{\"title\": \"a\", \"kpis\": [{\"name\": \"k\", \"direction\": \"higher\", \"metric\": "
               "\"accuracy\"}]}");
    assert_contains(set(store, "UC-1", "{\"kpis.0.target\": 0.9, \"scope.in\": [\"x\"], \"extra.a.b\": 1}"),
                    "\"target\":0.9");
    assert_contains(get(store, "UC-1"), "\"extra\":{\"a.b\":1}");
    assert_contains(set(store, "UC-1", "[\"scope.in.1=y\", \"people=2\", \"problem=2 of us\"]"),
                    "\"in\":[\"x\",\"y\"]");
    assert_contains(set(store, "UC-1", "{\"scope.in.0\": null, \"people\": null}"), "\"in\":[\"y\"]");
    assert_contains(get(store, "UC-1"), "\"version\":4");
    assert_contains(set(store, "UC-1", "{\"title\": \"a\", \"kpis.0.target\": 0.90, \"state\": \"draft\"}"),
                    "\"version\":4");
    assert_int_equal(rows_of(store), 4);
    assert_fails(aift_store_set(store, "UC-1", "{\"kpis.4.target\": 1}", 0, &text), AIFT_E_FORMAT,
                 "kpis.4.target is no place in the list: expected an index from 0 to 1");
    assert_fails(aift_store_set(store, "UC-1", "{\"title.x\": 1}", 0, &text), AIFT_E_FORMAT,
                 "title.x goes on with .x, and what is there is a text");
    assert_fails(aift_store_set(store, "UC-1", "{\"state\": \"viable\"}", 0, &text), AIFT_E_FORMAT,
                 "aift usecase move");
    assert_fails(aift_store_set(store, "UC-1", "{\"id\": \"UC-2\"}", 0, &text), AIFT_E_FORMAT,
                 "id is the store's own");
    assert_fails(aift_store_set(store, "UC-1", "{\"version\": 3}", 0, &text), AIFT_E_STATE,
                 "version is 3: expected 4");
    assert_fails(aift_store_set(store, "UC-1", "{\"people\": 3}", 3, &text), AIFT_E_STATE,
                 "version is 4: expected 3");
    assert_fails(aift_store_set(store, "UC-1", "{\"title\": null}", 0, &text), AIFT_E_FORMAT, "title");
    assert_fails(aift_store_set(store, "UC-1", "[\"title\"]", 0, &text), AIFT_E_FORMAT,
                 "expected PATH=VALUE");
    assert_fails(aift_store_set(store, "UC-5", "{}", 0, &text), AIFT_E_NOT_FOUND, "no record UC-5");
    assert_int_equal(rows_of(store), 4);
    aift_store_release(store);
}

/* ---- states ---- */

/* The reference's words: who may go where. */
static bool allowed(int from, int to, bool prohibited)
{
    static const char *const forward[] = {
        "draft>submitted",      "submitted>onboarded",  "onboarded>viable",  "onboarded>redefine",
        "viable>prioritized",   "prioritized>approved", "approved>building", "building>validated",
        "validated>deployed",   "deployed>retired",     "redefine>draft",    "viable>redefine",
        "prioritized>redefine", "approved>redefine",    "building>redefine", "validated>redefine",
        "validated>building",   "deployed>building"};
    char move[64];
    const char *a = aift__state_name((aift__state)from), *b = aift__state_name((aift__state)to);
    const bool over = strcmp(a, "deployed") == 0 || strcmp(a, "retired") == 0 || strcmp(a, "rejected") == 0;
    if (strcmp(b, "rejected") == 0)
        return !over;
    snprintf(move, sizeof move, "%s>%s", a, b);
    for (size_t i = 0; i < sizeof forward / sizeof *forward && !prohibited; i++)
        if (strcmp(forward[i], move) == 0)
            return true;
    return false;
}

static const char complete[] =
    "{\"title\": \"a\", \"owner\": \"o@example.com\", \"team\": [{\"role\": \"lead\", \"name\": \"L\"}, "
    "{\"role\": \"expert\", "
    "\"name\": \"E\"}], \"timeline\": {\"start\": \"2027-01-01\", \"target\": \"2027-06-01\"}, \"risk\": "
    "{\"class\": \"%s\"}, "
    "\"kpis\": [{\"name\": \"k\", \"direction\": \"higher\", \"metric\": \"accuracy\", \"target\": 0.9}]}";

/* Every pair, tried on a record that is in the first state. */
static void all_pairs_of_states(void **state)
{
    static const char approval[] = "{\"role\": \"sponsor\", \"decision\": \"approve\"}";
    aift_store *store = new_store(":memory:");
    for (int prohibited = 0; prohibited < 2; prohibited++)
        for (int from = 0; from < AIFT__STATES; from++)
            for (int to = 0; to < AIFT__STATES; to++) {
                const char *a = aift__state_name((aift__state)from), *b = aift__state_name((aift__state)to);
                char record[1024];
                aift__json *given, *added;
                aift_text *text;
                snprintf(record, sizeof record, complete, prohibited ? "prohibited" : "high");
                assert_ok(aift__json_parse(record, strlen(record), "a record", &given));
                assert_ok(aift__json_set(given, "state", aift__json_new_string(a)));
                assert_ok(aift__store_begin(store));
                assert_ok(aift__record_add(store, "usecase", given, "import", true, &added));
                assert_ok(aift__store_commit(store));
                const char *id = aift__json_text(aift__json_get(added, "id"), NULL);
                if (allowed(from, to, prohibited) && strcmp(b, "approved") == 0) {
                    assert_fails(aift_store_move(store, id, b, "why", 0, &text), AIFT_E_STATE,
                                 "role sponsor");
                    assert_ok(aift_store_signoff(store, id, approval, 0, &text));
                    aift_text_release(text);
                }
                if (allowed(from, to, prohibited)) {
                    assert_ok(aift_store_move(store, id, b, "why", 0, &text));
                    aift_text_release(text);
                } else {
                    assert_fails(aift_store_move(store, id, b, "why", 0, &text), AIFT_E_STATE, a);
                    assert_contains(aift_last_error(), b);
                }
                aift__json_free(given);
                aift__json_free(added);
            }
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

static void onboarding_lists_what_is_missing(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    add(store,
        "{\"title\": \"a\", \"team\": [{\"role\": \"lead\"}, {\"role\": \"lead\"}], \"kpis\": [{\"name\": "
        "\"k\", "
        "\"direction\": \"lower\", \"metric\": \"loss\"}], \"timeline\": {\"start\": \"2027-01-01\"}}");
    assert_ok(aift_store_move(store, "UC-1", "submitted", "why", 0, &text));
    answer_of(text);
    assert_fails(aift_store_move(store, "UC-1", "onboarded", "why", 0, &text), AIFT_E_STATE,
                 "UC-1: it cannot go from submitted to onboarded: there is no owner, team (two roles), "
                 "timeline.target, kpis "
                 "(one with a target), risk.class");
    assert_fails(aift_store_move(store, "UC-1", "onboarded", "", 0, &text), AIFT_E_INVALID, "reason");
    assert_fails(aift_store_move(store, "UC-1", "nowhere", "why", 0, &text), AIFT_E_INVALID, "nowhere");
    set(store, "UC-1",
        "{\"owner\": \"o@example.com\", \"team.1.role\": \"expert\", \"timeline.target\": \"2027-06-01\", "
        "\"kpis.0.target\": 0, "
        "\"risk.class\": \"minimal\"}");
    assert_ok(aift_store_move(store, "UC-1", "onboarded", "all is there", 0, &text));
    assert_string_equal(answer_of(text), "{\"id\":\"UC-1\",\"from\":\"submitted\",\"to\":\"onboarded\"}");
    assert_contains(get(store, "UC-1"), "\"state\":\"onboarded\",\"state_reason\":\"all is there\"");
    aift_store_release(store);
}

/* ---- persons ---- */

static void names_are_in_one_place(void **state)
{
    const char *path = aift_test_join(aift_test_folder(), "a.db");
    aift_store *store = new_store(path);
    aift_text *text;
    static const char people[] =
        "\"owner\":{\"name\":\"Ida "
        "Quast\",\"email\":\"ida@example.com\"},\"team\":[{\"role\":\"lead\",\"name\":\"Ida Quast\","
        "\"email\":\"ida@example.com\"},{\"role\":\"expert\",\"name\":\"Udo "
        "Zell\"}],\"stakeholders\":[{\"name\":\"Works "
        "council\"}]";
    char record[1024];
    snprintf(record, sizeof record,
             "{\"title\":\"a\",%s,\"risks\":[{\"text\":\"late\",\"owner\":\"udo@example.com\"}]}", people);
    assert_contains(add(store, record), people);
    assert_contains(get(store, "UC-1"), "\"risks\":[{\"text\":\"late\",\"owner\":\"udo@example.com\"}]");
    assert_ok(aift_store_audit(store, NULL, &text));
    assert_contains(answer_of(text), "\"owner\":{\"person\":\"P-1\"}");
    assert_null(strstr(answered, "Quast"));
    assert_contains(list(store, "{\"owner\": \"IDA@example.com\"}"), "\"total\":1");
    assert_ok(aift_store_erase(store, "ida@example.com", &text));
    assert_string_equal(answer_of(text), "{\"person\":\"P-1\",\"rows\":0}");
    assert_contains(get(store, "UC-1"),
                    "\"owner\":{\"person\":\"P-1\"},\"team\":[{\"role\":\"lead\",\"person\":\"P-1\"}");
    assert_contains(set(store, "UC-1", "{\"owner.person\": \"P-2\"}"), "\"owner\":{\"name\":\"Udo Zell\"}");
    assert_fails(aift_store_set(store, "UC-1", "{\"owner\": {\"person\": \"P-99\"}}", 0, &text),
                 AIFT_E_FORMAT, "P-99");
    assert_fails(aift_store_erase(store, "nobody@example.com", &text), AIFT_E_NOT_FOUND,
                 "nobody@example.com");
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

/* ---- lists ---- */

static void lists_are_filtered_and_paged(void **state)
{
    aift_store *store = new_store(":memory:");
    aift_text *text;
    char record[256], next[64];
    for (int i = 1; i <= 25; i++) {
        snprintf(record, sizeof record, "{\"title\": \"Case %c of M\xc3\xbcller\", \"task\": \"t%d\"}",
                 'a' + (i * 7) % 25, i % 3);
        add(store, record);
    }
    assert_contains(list(store, NULL), "\"total\":25,\"next\":null}");
    assert_contains(list(store, "{\"task\": \"t1\", \"limit\": 2}"), "\"total\":9");
    assert_contains(list(store, "{\"search\": \"M\xc3\x9cLL case\"}"), "\"total\":25");
    assert_contains(list(store, "{\"search\": \"b of\"}"), "\"total\":1");
    assert_contains(list(store, "{\"search\": \"mulle\"}"), "{\"items\":[],\"total\":0,\"next\":null}");
    static const char *const sorts[] = {"id", "title", "updated"};
    for (size_t s = 0; s < 3; s++) {
        int n = 0, seen = 0;
        for (next[0] = 0; n == 0 || next[0]; n++) {
            snprintf(record, sizeof record, "{\"sort\": \"%s\", \"limit\": 4%s%s%s}", sorts[s],
                     next[0] ? ", \"after\": \"" : "", next, next[0] ? "\"" : "");
            aift__json *page;
            list(store, record);
            assert_ok(aift__json_parse(answered, strlen(answered), "a page", &page));
            seen += (int)aift__json_size(aift__json_get(page, "items"));
            const char *more = aift__json_text(aift__json_get(page, "next"), NULL);
            snprintf(next, sizeof next, "%s", more ? more : "");
            aift__json_free(page);
        }
        assert_int_equal(n, 7);
        assert_int_equal(seen, 25);
    }
    assert_contains(list(store, "{\"sort\": \"title\", \"limit\": 1}"), "\"title\":\"Case a of");
    assert_contains(list(store, "{\"limit\": 1, \"after\": \"10:UC-10|10\"}"), "\"id\":\"UC-11\"");
    assert_fails(aift_store_list(store, "usecase", "{\"state\": \"drft\"}", &text), AIFT_E_INVALID,
                 "state is \"drft\": expected one of");
    assert_contains(list(store, "{\"state\": \"deployed\"}"), "\"total\":0");
    assert_fails(aift_store_list(store, "usecase", "{\"sort\": \"size\"}", &text), AIFT_E_INVALID, "size");
    assert_fails(aift_store_list(store, "usecase", "{\"after\": \"x\"}", &text), AIFT_E_INVALID,
                 "expected a \"next\"");
    assert_fails(aift_store_list(store, "usecase", "{\"search\": \"?!\"}", &text), AIFT_E_INVALID,
                 "expected a word");
    assert_fails(aift_store_list(store, "usecase", "{\"where\": \"x\"}", &text), AIFT_E_INVALID, "where");
    aift_store_release(store);
}

/* ---- imports ---- */

static aift__import import(aift_store *store, const char *key, const char *fields)
{
    aift__import done;
    aift__json *given;
    assert_ok(aift__json_parse(fields, strlen(fields), "a row", &given));
    assert_ok(aift__store_begin(store));
    assert_ok(aift__record_import(store, "jira", key, given, false, &done));
    assert_ok(aift__store_commit(store));
    aift__json_free(given);
    return done;
}

static void imports_merge(void **state)
{
    static const char first[] = "{\"title\": \"a\", \"owner\": \"o@example.com\", \"extra\": {\"Rank\": "
                                "\"1\", \"Labels\": [\"x\", \"y\"]}}";
    static const char later[] = "{\"title\": \"b\", \"owner\": \"p@example.com\", \"extra\": {\"Rank\": "
                                "\"2\", \"Labels\": [\"x\", \"y\"]}}";
    aift_store *store = new_store(":memory:");
    aift__import done = import(store, "A-1", first);
    assert_int_equal(done.result, AIFT__IMPORT_CREATED);
    assert_string_equal(done.id, "UC-1");
    done = import(store, "A-1", first);
    assert_int_equal(done.result, AIFT__IMPORT_UNCHANGED);
    assert_int_equal(rows_of(store), 1);
    assert_null(strstr(get(store, "UC-1"), "imported"));
    set(store, "UC-1", "{\"title\": \"mine\"}");
    done = import(store, "A-1", later);
    assert_int_equal(done.result, AIFT__IMPORT_UPDATED);
    assert_int_equal(aift__json_size(done.conflicts), 1);
    const aift__json *conflict = aift__json_at(done.conflicts, 0);
    assert_string_equal(aift__json_text(aift__json_get(conflict, "field"), NULL), "title");
    assert_string_equal(aift__json_text(aift__json_get(conflict, "here"), NULL), "mine");
    assert_string_equal(aift__json_text(aift__json_get(conflict, "there"), NULL), "b");
    aift__json_free(done.conflicts);
    assert_contains(get(store, "UC-1"), "\"title\":\"mine\",\"owner\":{\"email\":\"p@example.com\"}");
    assert_contains(answered, "\"Rank\":\"2\"");
    done = import(store, "A-1", later);
    assert_int_equal(done.result, AIFT__IMPORT_UNCHANGED);
    assert_int_equal(aift__json_size(done.conflicts), 1);
    aift__json_free(done.conflicts);
    assert_int_equal(rows_of(store), 3);
    assert_int_equal(import(store, "A-2", "{\"id\": \"UC-1\", \"industry\": \"steel\"}").result,
                     AIFT__IMPORT_UPDATED);
    aift__json *ids;
    assert_ok(aift__record_find(store, "usecase", "import:jira", "A-2", &ids));
    assert_int_equal(aift__json_size(ids), 1);
    aift__json_free(ids);
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(fields_have_their_order_and_kinds),
        CASE(changes_go_by_paths),
        CASE(all_pairs_of_states),
        CASE(onboarding_lists_what_is_missing),
        CASE(names_are_in_one_place),
        CASE(lists_are_filtered_and_paged),
        CASE(imports_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
