"""What stands in for SageMaker's XGBoost image: the same contract, on the XGBoost that is installed.

`python -m hpo_spec.local.programs.xgboost VERSION` trains, in a container's folder. Its texts are those of the image's
own program (github.com/aws/sagemaker-xgboost-container), so that what fails here fails there with the same words.
"""
