/* What people judged: risks in the matrix of five by five, goals by weight, strengths and weaknesses, prototypes. */
#include <math.h>
#include <string.h>

#include "lifecycle/validation.h"

/* Likelihood times impact, 1 to 25; null where one of them is missing. */
static aift__json *severity(const aift__json *of)
{
    const int64_t likelihood = aift__json_int(aift__json_get(of, "likelihood"), 0);
    const int64_t impact = aift__json_int(aift__json_get(of, "impact"), 0);
    return likelihood && impact ? aift__json_new_int(likelihood * impact) : aift__json_new_null();
}

static aift_status put_copy(aift__json *to, const char *key, const aift__json *value)
{
    aift__json *copy = NULL;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, key, copy);
}

static aift_status put_risks(const aift__json *risks, aift__json *to)
{
    aift__json *list = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, "risks", list));
    for (size_t i = 0; i < aift__json_size(risks); i++) {
        const aift__json *risk = aift__json_at(risks, i);
        aift__json *one = aift__json_new_object();
        AIFT__TRY(aift__json_push(list, one));
        AIFT__TRY(put_copy(one, "text", aift__json_get(risk, "text")));
        AIFT__TRY(aift__json_set(one, "inherent", severity(risk)));
        AIFT__TRY(aift__json_set(one, "residual", severity(aift__json_get(risk, "residual"))));
    }
    return AIFT_OK;
}

/* ---- goals ---- */

static aift_status put_goal(aift__json *list, const aift__json_item *goal, double score, double weight)
{
    aift__json *one = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, one));
    AIFT__TRY(aift__json_set(one, "goal", aift__json_new_text(goal->key, goal->key_size)));
    AIFT__TRY(aift__json_set(one, "score", aift__json_new_real(score)));
    return aift__json_set(one, "weight", aift__json_new_real(weight));
}

/* Where the company has weights, its goals count: one that the use case says nothing of scores 0. */
static aift_status put_goals(const aift__json *goals, const aift__json *weights, aift__json *to)
{
    double sum = 0, of = 0;
    aift__json *object = aift__json_new_object(), *list;
    aift__json_item item;
    AIFT__TRY(aift__json_set(to, "goals", object));
    list = aift__json_new_array();
    AIFT__TRY(aift__json_set(object, "items", list));
    const aift__json *walked = weights ? weights : goals;
    for (bool more = aift__json_first(walked, &item); more; more = aift__json_next(walked, &item)) {
        const double weight = weights ? aift__json_real(item.value, 0) : 1;
        const double score = aift__json_real(aift__json_get(goals, item.key), 0);
        AIFT__TRY(put_goal(list, &item, score, weight));
        sum += score * weight;
        of += weight;
    }
    return aift__json_set(object, "score", aift__json_new_real(of > 0 ? sum / of : NAN));
}

/* ---- prototypes ---- */

static bool is_prototype(const char *kind)
{
    static const char *const kinds[] = {"notebook", "ros-package", "rosbag", "prototype"};
    for (size_t i = 0; kind && i < AIFT__COUNT(kinds); i++)
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    return false;
}

static aift_status put_prototypes(const aift__json *links, aift__json *to)
{
    aift__json *list = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, "prototypes", list));
    for (size_t i = 0; i < aift__json_size(links); i++) {
        aift__json *copy = NULL;
        if (!is_prototype(aift__json_text(aift__json_get(aift__json_at(links, i), "kind"), NULL)))
            continue;
        AIFT__TRY(aift__json_copy(aift__json_at(links, i), &copy));
        AIFT__TRY(aift__json_push(list, copy));
    }
    return AIFT_OK;
}

aift_status aift__validation_judgement(const aift__json *record, const aift__policy *policy, aift__json *to)
{
    const aift__json *swot = aift__json_get(record, "swot");
    AIFT__TRY(put_risks(aift__json_get(record, "risks"), to));
    AIFT__TRY(put_goals(aift__json_get(record, "goals"), policy->goals, to));
    AIFT__TRY(swot ? put_copy(to, "swot", swot) : aift__json_set(to, "swot", aift__json_new_object()));
    return put_prototypes(aift__json_get(record, "links"), to);
}
