"""Whole items and trials: the side of eligibility, the verdict of a trial, the order."""
