/* Where kernels of all operators write to, over the table of cases: added to what is there, left out, in place. */
#include "kernels.h"

static void fill(const aift_case_call *call, double scale)
{
    for (int32_t k = 0; k < call->op->n_out; k++)
        for (int64_t i = 0; i < aift__arg_elements(&call->out[k]); i++)
            aift_case_set(&call->out[k], i, scale * (double)(i % 7 - 3));
}

static void adding_of(const aift_case *source, const char *sizes, aift_dtype dtype, double tolerance)
{
    aift_case_call added, written;
    aift_case_make(contexts[2], source, sizes, 3, dtype, &added);
    aift_case_make(contexts[2], source, sizes, 3, dtype, &written);
    run(&written);
    fill(&added, 0.25);
    added.add = true;
    run(&added);
    for (int32_t k = 0; k < written.op->n_out; k++)
        for (int64_t i = 0; i < aift__arg_elements(&written.out[k]) && written.op->accumulates >> k & 1; i++)
            aift_case_set(&written.out[k], i, aift_case_get(&written.out[k], i) + 0.25 * (double)(i % 7 - 3));
    compare(&added, &written, tolerance, "adding against writing", sizes);
    aift_case_free(&added);
    aift_case_free(&written);
}

static void adding(const aift_case *source, const char *sizes)
{
    if (!aift__op_find(source->op)->accumulates)
        return;
    adding_of(source, sizes, AIFT_DTYPE_F64, 1e-14);
    adding_of(source, sizes, AIFT_DTYPE_F32, 1e-6);
}

static void adding_is_writing_and_a_sum(void **state)
{
    each(adding);
}

/* The other outputs are the same where those that are optional have no memory. */
static void without_optional_of(const aift_case *source, const char *sizes, aift_dtype dtype)
{
    aift_case_call all, some;
    aift_case_make(contexts[2], source, sizes, 9, dtype, &all);
    aift_case_make(contexts[2], source, sizes, 9, dtype, &some);
    for (int32_t k = 0; k < some.op->n_out; k++)
        if (some.op->optional >> k & 1) {
            aift__aligned_free(some.context, some.out[k].data);
            some.out[k].data = NULL;
        }
    run(&all);
    run(&some);
    for (int32_t k = 0; k < all.op->n_out; k++) {
        if (!some.out[k].data)
            continue;
        bool same = memcmp(all.out[k].data, some.out[k].data, all.out_bytes[k]) == 0;
        for (int64_t i = 0; !same && source->product; i++) { /* products may be computed another way */
            if ((same = i == aift__arg_elements(&all.out[k])))
                break;
            assert_close(aift_case_get(&some.out[k], i), aift_case_get(&all.out[k], i), 1e-5);
        }
        if (!same)
            fail_msg("%s (%s): output %d is another without the optional outputs", all.op->name, sizes,
                     (int)k);
    }
    aift_case_free(&all);
    aift_case_free(&some);
}

static void without_optional(const aift_case *source, const char *sizes)
{
    without_optional_of(source, sizes, AIFT_DTYPE_F32);
    without_optional_of(source, sizes, AIFT_DTYPE_F64);
}

static void optional_outputs_can_be_left_out(void **state)
{
    each(without_optional);
}

static void in_place_of(const aift_case *source, const char *sizes, aift_dtype dtype, bool training)
{
    aift_case_call fresh, call;
    aift_case_make(contexts[2], source, sizes, 9, dtype, &fresh);
    aift_case_make(contexts[2], source, sizes, 9, dtype, &call);
    fresh.training = call.training = training;
    run(&fresh);
    for (int32_t k = 0; k < call.op->n_out; k++)
        if (call.op->place[k].kind != AIFT__PLACE_FRESH && call.in[call.op->place[k].input].data) {
            aift__aligned_free(call.context, call.out[k].data);
            call.out[k].data = call.in[call.op->place[k].input].data;
        }
    run(&call);
    compare_bytes(&call, &fresh, "in place", sizes);
    for (int32_t k = 0; k < call.op->n_out; k++)
        if (call.op->place[k].kind != AIFT__PLACE_FRESH && call.in[call.op->place[k].input].data)
            call.out[k].data = NULL;
    aift_case_free(&fresh);
    aift_case_free(&call);
}

static void in_place(const aift_case *source, const char *sizes)
{
    for (int training = 0; training < 2; training++) {
        in_place_of(source, sizes, AIFT_DTYPE_F32, training);
        in_place_of(source, sizes, AIFT_DTYPE_F64, training);
    }
}

static void in_place_gives_the_same(void **state)
{
    each(in_place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adding_is_writing_and_a_sum),
        cmocka_unit_test(optional_outputs_can_be_left_out),
        cmocka_unit_test(in_place_gives_the_same),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
