/* Fine-tunes a model on labelled texts, and classifies one more: classify MODEL-FOLDER DATA-FILE TEXT */
#include <stdio.h>

#include <aift/aift.h>

int main(int argc, char **argv)
{
    aift_context *context = NULL;
    aift_dataset *data = NULL;
    aift_model *model = NULL;
    aift_train_report *report = NULL;
    aift_predictions *predictions = NULL;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_train_epochs = 1;
    if (argc != 4)
        return fprintf(stderr, "usage: classify MODEL-FOLDER DATA-FILE TEXT\n"), 2;

    const char *texts[] = {argv[3]};
    int failed = aift_context_create(NULL, &context) || aift_dataset_load(context, argv[2], NULL, &data) ||
                 aift_model_load(context, argv[1], NULL, &model) ||
                 aift_train(model, data, NULL, &options, &report) ||
                 aift_model_predict(model, texts, NULL, 1, NULL, &predictions);
    if (failed)
        fprintf(stderr, "%s\n", aift_last_error());
    else
        printf("%s\n", aift_predictions_json(predictions, 0));

    aift_predictions_release(predictions);
    aift_train_report_release(report);
    aift_model_release(model);
    aift_dataset_release(data);
    aift_context_release(context);
    return failed ? 1 : 0;
}
