"""What each criterion of a trial costs in a cohort."""
