"""Whether a trial finds its patients in a cohort: what each criterion costs, and which are often needless."""
