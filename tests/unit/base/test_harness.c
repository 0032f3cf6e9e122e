/* The harness itself: the sweep must catch what it is there for. Each bad scenario runs in a child process, whose
 * tests must fail. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

#include "base/base.h"
#include "base/context_struct.h"
#include "codec/json.h"

static aift_status good(aift_context *context, void *arg)
{
    char *a = aift__strdup(context, "a");
    char *b = a ? aift__strdup(context, "b") : NULL;
    aift__free(context, a);
    aift__free(context, b);
    return b ? AIFT_OK : AIFT_E_NOMEM;
}

static aift_status leaks_after_a_failure(aift_context *context, void *arg)
{
    char *a = aift__strdup(context, "a");
    char *b = aift__strdup(context, "b");
    if (!a || !b)
        return AIFT_E_NOMEM;
    aift__free(context, a);
    aift__free(context, b);
    return AIFT_OK;
}

static aift_status overlooks_a_failure(aift_context *context, void *arg)
{
    aift__free(context, aift__strdup(context, "a"));
    return AIFT_OK;
}

static aift_status returns_another_status(aift_context *context, void *arg)
{
    char *a = aift__strdup(context, "a");
    aift__free(context, a);
    return a ? AIFT_OK : AIFT_E_IO;
}

static aift_status sets_no_message(aift_context *context, void *arg)
{
    void *block = context->allocator.malloc(context->allocator.user, 1);
    aift__free(context, block);
    return block ? AIFT_OK : AIFT_E_NOMEM;
}

static aift_status fails_ever_after(aift_context *context, void *arg)
{
    int *failed = arg;
    char *a = *failed ? NULL : aift__strdup(context, "a");
    *failed = !a;
    aift__free(context, a);
    return a ? AIFT_OK : AIFT_E_NOMEM;
}

static aift_status fails_always(aift_context *context, void *arg)
{
    return aift__fail(AIFT_E_IO, "always");
}

static aift_status leaks_json_after_a_failure(aift_context *context, void *arg)
{
    aift__json *object = NULL;
    AIFT__TRY(aift__json_parse("{\"a\": 1}", 8, "text", &object));
    char *a = aift__strdup(context, "a");
    if (!a)
        return AIFT_E_NOMEM;
    aift__free(context, a);
    aift__json_free(object);
    return AIFT_OK;
}

typedef struct row {
    aift_test_scenario scenario;
    bool fine;
} row;

static const row rows[] = {
    {good, true},
    {leaks_after_a_failure, false},
    {overlooks_a_failure, false},
    {returns_another_status, false},
    {sets_no_message, false},
    {fails_ever_after, false},
    {fails_always, false},
    {leaks_json_after_a_failure, false},
};

static void sweep(void **state)
{
    int memory = 0;
    aift_test_sweep(((const row *)*state)->scenario, &memory);
}

static bool passes_in_a_child(const row *r)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(99);
        const struct CMUnitTest tests[] = {
            {.name = "sweep", .test_func = sweep, .initial_state = (void *)(uintptr_t)r}};
        _exit(cmocka_run_group_tests(tests, NULL, NULL));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
    return WEXITSTATUS(status) == 0;
}

static void catches_what_it_is_there_for(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(rows); i++)
        assert_int_equal(passes_in_a_child(&rows[i]), rows[i].fine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(catches_what_it_is_there_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
