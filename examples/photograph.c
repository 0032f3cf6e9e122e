/* Tells what a model sees in a photograph: photograph MODEL-FOLDER PICTURE */
#include <stdio.h>

#include <aift/aift.h>

int main(int argc, char **argv)
{
    aift_context *context = NULL;
    aift_model *model = NULL;
    aift_predictions *predictions = NULL;
    if (argc != 3)
        return fprintf(stderr, "usage: photograph MODEL-FOLDER PICTURE\n"), 2;

    const aift_media picture = {.kind = AIFT_MEDIA_FILE, .path = argv[2]};
    int failed = aift_context_create(NULL, &context) || aift_model_load(context, argv[1], NULL, &model) ||
                 aift_model_predict_media(model, &picture, 1, NULL, &predictions);
    if (failed)
        fprintf(stderr, "%s\n", aift_last_error());
    else
        printf("%s\n", aift_predictions_json(predictions, 0));

    aift_predictions_release(predictions);
    aift_model_release(model);
    aift_context_release(context);
    return failed ? 1 : 0;
}
