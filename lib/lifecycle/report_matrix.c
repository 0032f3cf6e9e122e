/* The matrix of risks, five by five, and the bars of goals, as HTML that draws itself. */
#include "lifecycle/report_matrix.h"

static const char *colour(int64_t product)
{
    return product >= 15 ? "r4" : product >= 10 ? "r3" : product >= 5 ? "r2" : "r1";
}

static aift_status put_those(aift__buf *out, const aift__json *risks, const char *likelihood,
                             const char *impact, const int64_t at[2], const char *class)
{
    for (size_t i = 0; i < aift__json_size(risks); i++) {
        const aift__json *risk = aift__json_at(risks, i);
        if (aift__json_int(aift__json_get(risk, likelihood), 0) == at[0] &&
            aift__json_int(aift__json_get(risk, impact), 0) == at[1])
            AIFT__TRY(aift__buf_addf(out, "<span class=\"%s\">%zu</span>", class, i + 1));
    }
    return AIFT_OK;
}

aift_status aift__report_matrix(aift__buf *out, const aift__json *risks)
{
    static const char *const likelihoods[] = {"1 rare", "2", "3 possible", "4", "5 nearly certain"};
    AIFT__TRY(aift__buf_add_text(out, "<table class=\"matrix\">\n"));
    for (int64_t likelihood = 5; likelihood >= 1; likelihood--) {
        AIFT__TRY(aift__buf_addf(out, "<tr><th>%s</th>", likelihoods[likelihood - 1]));
        for (int64_t impact = 1; impact <= 5; impact++) {
            const int64_t at[2] = {likelihood, impact};
            AIFT__TRY(aift__buf_addf(out, "<td class=\"%s\">", colour(likelihood * impact)));
            AIFT__TRY(put_those(out, risks, "likelihood", "impact", at, "is"));
            AIFT__TRY(put_those(out, risks, "residual_likelihood", "residual_impact", at, "then"));
            AIFT__TRY(aift__buf_add_text(out, "</td>"));
        }
        AIFT__TRY(aift__buf_add_text(out, "</tr>\n"));
    }
    return aift__buf_add_text(out,
                              "<tr><th></th><th>1 slight</th><th>2</th><th>3 serious</th><th>4</th><th>5 "
                              "grave</th></tr>\n</table>\n<p class=\"legend\"><span class=\"is\">1</span> "
                              "as it is, <span class=\"then\">1</span> when mitigated. Upwards: likelihood; "
                              "to the right: impact.</p>\n");
}

aift_status aift__report_goals(aift__buf *out, const aift__json *goals)
{
    for (size_t i = 0; i < aift__json_size(goals); i++) {
        const aift__json *goal = aift__json_at(goals, i);
        const double score = aift__json_real(aift__json_get(goal, "score"), 0);
        const double share = score < 0 ? 0 : score > 5 ? 5 : score;
        AIFT__TRY(
            aift__html_around(out, "<div class=\"goal\"><span>", aift__json_get(goal, "goal"), "</span>"));
        AIFT__TRY(
            aift__buf_addf(out, "<div class=\"bar\"><i style=\"width:%d%%\"></i></div>", (int)(20 * share)));
        AIFT__TRY(aift__html_around(out, "<b>", aift__json_get(goal, "score"), " of 5</b>"));
        AIFT__TRY(
            aift__html_around(out, "<small>weight ", aift__json_get(goal, "weight"), "</small></div>\n"));
    }
    return AIFT_OK;
}
