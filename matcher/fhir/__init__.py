"""Home to FHIR: patients in as mCODE describes them, matches out as a searchset. No other room may."""
