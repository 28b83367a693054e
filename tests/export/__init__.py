"""Tests of what is written for people and for spreadsheets."""
