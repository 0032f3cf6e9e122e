/* Every scenario meets every fault: faults GROUP [SCENARIO].
 *
 * Of each kind of fault the first, the second, the third, ... allocation or call is tried, until none is met any more.
 * Each time an output that was not made is NULL, there is a message, nothing is lost (memory, file descriptors), files
 * are whole, and the same call without the fault does what it always does.
 */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <time.h>

#include <jansson.h>

#include "allocations.h"
#include "faults.h"
#include "support.h"
#include "sweeps.h"

/* ---- faults ---- */

typedef enum verdict { MUST_FAIL, MAY_FAIL, MUST_SUCCEED } verdict;

typedef struct fault {
    const char *group, *name;
    enum { NONE, ALLOCATOR, MALLOC, CALLS } way;
    bool sticky;
    aift_test_fault call;
    verdict verdict;
} fault;

static const fault faults[] = {
    {"once", "no fault", NONE, false, 0, MUST_SUCCEED},
    {"allocator", "an allocation fails", ALLOCATOR, false, 0, MUST_FAIL},
    {"allocator", "all allocations fail from there on", ALLOCATOR, true, 0, MUST_FAIL},
    {"malloc", "a malloc fails", MALLOC, false, 0, MAY_FAIL}, /* libjpeg tries again with less */
    {"malloc", "all mallocs fail from there on", MALLOC, true, 0, MUST_FAIL},
    {"calls", "a call that opens, writes, syncs, ... fails", CALLS, false, AIFT_TEST_FAIL, MAY_FAIL},
    {"calls", "the disk is full", CALLS, false, AIFT_TEST_FULL, MUST_FAIL},
    {"calls", "a call that reads or looks fails", CALLS, false, AIFT_TEST_READ, MAY_FAIL},
    {"calls", "mmap fails", CALLS, false, AIFT_TEST_MAP, MUST_FAIL},
    {"calls", "a call is interrupted", CALLS, false, AIFT_TEST_INTERRUPT, MUST_SUCCEED},
    {"calls", "reads and writes are short", CALLS, false, AIFT_TEST_SHORT, MUST_SUCCEED},
    {"calls", "a thread cannot be started", CALLS, false, AIFT_TEST_THREAD, MAY_FAIL},
    {"calls", "no thread can be started from there on", CALLS, false, AIFT_TEST_THREADS, MAY_FAIL},
};
enum { FAULTS = sizeof faults / sizeof faults[0] };

static void arm(const fault *f, aift_test_heap *heap, int nth)
{
    if (f->way == ALLOCATOR)
        aift_test_heap_fail(heap, nth, f->sticky);
    else if (f->way == MALLOC)
        allocations_fail(nth, f->sticky);
    else if (f->way == CALLS)
        aift_test_calls_arm(f->call, nth);
}

/* True if it was met. */
static bool disarm(const fault *f, aift_test_heap *heap)
{
    bool met = f->way == ALLOCATOR ? aift_test_heap_failed(heap) : f->way == MALLOC && allocations_failed();
    if (f->way == CALLS)
        met = aift_test_calls_disarm();
    aift_test_heap_fail(heap, 0, false);
    allocations_fail(0, false);
    return met;
}

/* ---- one scenario ---- */

static void release(things *t)
{
    aift_context *context = t->context;
    const aift_allocator allocator = t->allocator;
    aift_trainer_release(t->trainer);
    aift_train_report_release(t->report);
    aift_plan_release(t->plan);
    aift_predictions_release(t->predictions);
    aift_evaluation_release(t->evaluation);
    aift_usecase_release(t->usecase);
    aift_text_release(t->text);
    aift_store_release(t->store);
    aift_metrics_release(t->metrics);
    aift_metrics_release(t->more);
    aift_tensor_release(t->tensor);
    aift_model_release(t->model);
    aift_model_release(t->copy);
    aift_encoding_release(t->encoding);
    aift_tokenizer_release(t->tokenizer);
    aift_dataset_release(t->data);
    aift_dataset_release(t->part);
    aift_dataset_release(t->rest);
    aift_reader_release(t->reader);
    aift_context_release(t->other_context);
    *t = (things){.context = context, .allocator = allocator};
}

static int open_files(void)
{
    int n = 0;
    DIR *dir = opendir("/proc/self/fd");
    while (dir && readdir(dir))
        n++;
    if (dir)
        closedir(dir);
    return n;
}

/* A scenario on a heap of its own. */
typedef struct run {
    const scenario *scenario;
    aift_test_heap *heap;
    things given;
    char place[256]; /* stands in messages */
    uint64_t told;
    int64_t live; /* outside of the heap */
    int files;
} run;

static void begin(run *r, int32_t num_threads)
{
    r->live = allocations_live();
    r->files = open_files();
    r->heap = aift_test_heap_create();
    r->given = (things){.allocator = aift_test_heap_allocator(r->heap)};
    r->given.context = aift_test_context(r->heap, num_threads);
    if (r->scenario->prepare && r->scenario->prepare(&r->given) != AIFT_OK)
        fail_msg("%s: cannot be prepared: %s", r->place, aift_last_error());
}

static void end(run *r)
{
    release(&r->given);
    aift_context_release(r->given.context);
    if (aift_test_heap_live(r->heap) != 0)
        fail_msg("%s: %lld blocks were not given back", r->place, (long long)aift_test_heap_live(r->heap));
    aift_test_heap_destroy(r->heap);
    if (allocations_live() != r->live)
        fail_msg("%s: %lld blocks that did not come from the allocator were not given back", r->place,
                 (long long)(allocations_live() - r->live));
    if (open_files() != r->files)
        fail_msg("%s: %d files were not closed", r->place, open_files() - r->files);
}

/* What is wrong after an act, if anything. */
static void look(run *r, const fault *f, bool met, aift_status status, bool same)
{
    const char *name = aift_status_name(status);
    const bool failed = status != AIFT_OK;
    if (faults_wrong[0])
        fail_msg("%s: %s", r->place, faults_wrong);
    if (failed && (!met || f->verdict == MUST_SUCCEED))
        fail_msg("%s: %s: %s", r->place, name, aift_last_error());
    if (!failed && met && f->verdict == MUST_FAIL)
        fail_msg("%s: succeeded in spite of it", r->place);
    if (failed && (f->way == ALLOCATOR || f->way == MALLOC) &&
        (status != AIFT_E_NOMEM || !strstr(aift_last_error(), "out of memory")))
        fail_msg("%s: %s: %s", r->place, name, aift_last_error());
    if (failed && (aift_last_error()[0] == '\0' || strstr(aift_last_error(), "num_threads is -1")))
        fail_msg("%s: %s has no message", r->place, name);
    if (!failed && !same && !(met && f->way == CALLS && r->scenario->passes_over))
        fail_msg("%s: succeeded with another result", r->place);
}

static aift_status act(run *r, const fault *f, int nth, bool *met)
{
    things made = {.told = 0};
    faults_wrong[0] = '\0';
    arm(f, r->heap, nth);
    const aift_status status = r->scenario->act(&r->given, &made);
    *met = disarm(f, r->heap);
    look(r, f, *met, status, made.told == r->told || f->way == NONE);
    if (f->way == NONE)
        r->told = made.told;
    release(&made);
    if (r->scenario->check && !r->scenario->check(&r->given, status == AIFT_OK))
        fail_msg("%s: %s: what is there is not whole", r->place, aift_status_name(status));
    return status;
}

/* A failure that leaves the thread's old message standing would go unseen: so one is set that is known. */
static void set_known_message(void)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = -1;
    aift_context *context;
    assert_int_equal(aift_context_create(&options, &context), AIFT_E_RANGE);
}

/* One run with the nth fault; false if it was not met any more. */
static bool attempt(run *r, const fault *f, int nth)
{
    bool met, again;
    snprintf(r->place, sizeof r->place, "%s: %s: %d", f->name, r->scenario->name, nth);
    begin(r, 2);
    set_known_message();
    const aift_status status = act(r, f, nth, &met);
    if (status != AIFT_OK)
        act(r, &(fault){.way = CALLS, .call = AIFT_TEST_NOTHING, .verdict = MUST_SUCCEED}, 1, &again);
    end(r);
    return met;
}

/* One after the other at first; of the thousands that a database takes, the suite then takes every STEPth ("whole": all). */
enum { ONE_BY_ONE = 300, STEP = 29, NO_END = 200000 };
static bool whole;

static int sweep(const scenario *s, const fault *f)
{
    run r = {.scenario = s};
    int nth = 1, n = 0;
    attempt(&r, &faults[0], 1); /* what it tells; and whatever libraries keep, they have now */
    if (f->way == NONE)
        return 0;
    for (; attempt(&r, f, nth); n++) {
        if (f->call == AIFT_TEST_SHORT) /* all of them, from the first on */
            return 1;
        if (nth >= NO_END)
            fail_msg("%s: no end", r.place);
        nth += whole || nth < ONE_BY_ONE ? 1 : STEP;
    }
    return n;
}

/* ---- all of them ---- */

static const scenario *const tables[] = {scenarios_base,     scenarios_data,   scenarios_models,
                                         scenarios_predict,  scenarios_source, scenarios_profile,
                                         scenarios_store,    scenarios_train,  scenarios_usecase,
                                         scenarios_validate, scenarios_chain};
static const char *only; /* the one that was asked for; NULL: all */

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Calls `each` with every scenario; returns the sum of what it gives. */
static long over_scenarios(int (*each)(const scenario *, const fault *), const fault *f)
{
    long sum = 0;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (const scenario *s = tables[t]; s->name; s++) {
            if ((only && strcmp(only, s->name) != 0) || (s->needs && !*s->needs))
                continue;
            const double start = seconds();
            const int n = each(s, f);
            if (n)
                print_message("  %s: %d (%.2f s)\n", s->name, n, seconds() - start);
            sum += n;
        }
    return sum;
}

static void meets_fault(void **state)
{
    const fault *f = *state;
    if (f->way == MALLOC && !allocations_are_seen())
        skip_because("a sanitizer has a malloc of its own");
    const double start = seconds();
    const long n = over_scenarios(sweep, f);
    if (f->way == MALLOC && !only)
        allocations_print();
    print_message("%s: %ld injected (%.1f s)\n", f->name, n, seconds() - start);
    if (f->way != NONE && !only)
        assert_true(n > 0);
}

/* ---- kills ---- */

static run killed; /* what is killed and looked at again */

static void prepare_kill(void *arg)
{
    begin(&killed, 1); /* a child of fork has no other threads */
}

static aift_status act_to_kill(void *arg)
{
    things made = {.told = 0};
    faults_wrong[0] = '\0';
    aift_status status = killed.scenario->act(&killed.given, &made);
    return faults_wrong[0] ? AIFT_E_INTERNAL : status;
}

static void check_kill(void *arg, bool done)
{
    if (!killed.scenario->check(&killed.given, done))
        fail_msg("%s: what is there is not whole", killed.place);
    end(&killed);
}

/* Whether it writes files. */
static bool writes(const scenario *s)
{
    run r = {.scenario = s};
    things made = {.told = 0};
    begin(&r, 1);
    aift_test_calls_arm(AIFT_TEST_FULL, INT_MAX);
    const aift_status status = s->act(&r.given, &made);
    aift_test_calls_disarm();
    assert_int_equal(status, AIFT_OK);
    const bool any = aift_test_calls_counted() > 0;
    release(&made);
    end(&r);
    return any;
}

/* Of interrupted runs nothing is left when one has ended well. */
static void nothing_is_left(const char *folder)
{
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        if (strstr(entry->d_name, ".aift-"))
            fail_msg("%s: %s was left", killed.place, entry->d_name);
    closedir(dir);
}

static int kill_sweep(const scenario *s, const fault *f)
{
    int n = 0;
    if (!writes(s))
        return 0;
    if (!s->check)
        fail_msg("%s: writes files and has no check of them", s->name);
    for (int no_exchange = 0; no_exchange < 2; no_exchange++) {
        killed = (run){.scenario = s};
        snprintf(killed.place, sizeof killed.place, "killed: %s", s->name);
        const aift_test_crash crash = {prepare_kill, act_to_kill, check_kill, NULL, no_exchange};
        n += aift_test_kill_sweep(&crash);
        nothing_is_left(faults_files.out);
    }
    return n;
}

static void is_killed(void **state)
{
    const long n = over_scenarios(kill_sweep, NULL);
    print_message("killed at every call: %ld kills\n", n);
    if (!only)
        assert_true(n > 50);
}

static int set_up_all(void **state)
{
    json_set_alloc_funcs(malloc, free); /* its own again, so that they are seen as its own */
    faults_make_files();
    if (!faults_files.pictures || !faults_files.recordings)
        print_message("this build has no %s: those scenarios are left out\n",
                      faults_files.pictures ? "recordings" : "pictures");
    return 0;
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[FAULTS + 1];
    size_t n = 0;
    for (size_t i = 0; argc > 1 && i < FAULTS; i++)
        if (strcmp(argv[1], faults[i].group) == 0)
            tests[n++] =
                (struct CMUnitTest){faults[i].name, meets_fault, NULL, NULL, (void *)(uintptr_t)&faults[i]};
    if (argc > 1 && strcmp(argv[1], "kill") == 0)
        tests[n++] = (struct CMUnitTest){"killed at every call", is_killed, NULL, NULL, NULL};
    if (n == 0) {
        fprintf(stderr, "usage: %s once|allocator|malloc|calls|kill [whole] [SCENARIO]\n", argv[0]);
        return 2;
    }
    whole = argc > 2 && strcmp(argv[2], "whole") == 0;
    only = argc > 2 + whole ? argv[2 + whole] : NULL;
    return _cmocka_run_group_tests("faults", tests, n, set_up_all, NULL);
}
