"""Finding trials: by words, forgiving of spelling, and by what a trial is about."""
