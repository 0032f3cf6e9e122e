/* What the operators that are one activation each have in common: all but name and formula. */
#ifndef AIFT_LIB_OPS_ACTIVATION_H
#define AIFT_LIB_OPS_ACTIVATION_H

#include "kernels/activation.h"
#include "ops/op.h"

/* The attribute `act` of operators that end in an activation: an aift__act (kernels/tail.h). */
#define AIFT__ATTR_ACT                                                                                       \
    {                                                                                                        \
        "act", .otherwise = AIFT__ACT_NONE, .min = AIFT__ACT_NONE, .max = AIFT__ACTS - 1                     \
    }

#define AIFT__ACTIVATION_OP(op_, act_)                                                                       \
    static aift_status infer(aift__infer *infer)                                                             \
    {                                                                                                        \
        AIFT__TRY(aift__need_floating(infer, #op_, 0));                                                      \
        return aift__infer_same(infer);                                                                      \
    }                                                                                                        \
    static aift_status grad(aift__grad *grad)                                                                \
    {                                                                                                        \
        const aift__attr_set attrs[] = {{"act", .i = act_}, {NULL}};                                         \
        return aift__emit1(grad, "activation_grad", attrs, (aift__value[]){grad->in[0], grad->grad_out[0]},  \
                           2, &grad->grad_in[0]);                                                            \
    }                                                                                                        \
    static aift_status run_f32(const aift__call *call)                                                       \
    {                                                                                                        \
        aift__act_f32(&call->kernel, aift__arg_elements(&call->in[0]), act_, call->in[0].data,               \
                      call->out[0].data);                                                                    \
        return AIFT_OK;                                                                                      \
    }                                                                                                        \
    static aift_status run_f64(const aift__call *call)                                                       \
    {                                                                                                        \
        aift__act_f64(&call->kernel, aift__arg_elements(&call->in[0]), act_, call->in[0].data,               \
                      call->out[0].data);                                                                    \
        return AIFT_OK;                                                                                      \
    }                                                                                                        \
    const aift__op aift__op_##op_ = {                                                                        \
        .name = #op_,                                                                                        \
        .min_in = 1,                                                                                         \
        .max_in = 1,                                                                                         \
        .n_out = 1,                                                                                          \
        .place = {{AIFT__PLACE_INPLACE, 0}},                                                                 \
        .infer = infer,                                                                                      \
        .grad = grad,                                                                                        \
        .f32 = run_f32,                                                                                      \
        .f64 = run_f64,                                                                                      \
    };

#endif
