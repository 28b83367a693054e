"""A vocabulary of a few rows, written to a folder, so that one row at a time can be spoilt."""

from pathlib import Path

from criteria.vocabulary.table import COLUMNS, TABLES

SOUND = {
    "drug_classes.csv": "HMA,hypomethylating agent,,=HMA,test,S,,\nopen_class,study drug,,,test,S,,yes\n",
    "drugs.csv": "azacitidine,azacitidine,HMA,Vidaza|=AZA,test,S,,1.5,\n",
    "diseases.csv": "MDS,myelodysplastic syndrome,,MDS,test,S,,,,,\nMDS-EB,excess blasts,MDS,,test,S,,,,,\n",
    "conditions.csv": "illness,illness,,,test,S,\nheart_failure,heart failure,illness,CHF,test,S,\n",
    "units.csv": "g,gram,,=g,test,S,,mass,1,\ndL,decilitre,,,test,S,,volume,0.1,\n",
    "labs.csv": "hemoglobin,hemoglobin,,=Hb,test,S,,g/dL,2,25,,g/dL,,,\n",
}
"""Rows without a fault, by file."""


def write_vocabulary(folder: Path, **spoilt: str) -> Path:
    """The sound rows with the `spoilt` ones put behind them: `drugs="key,name,..."`."""
    for table in TABLES:
        name = table.file.removesuffix(".csv")
        header = ",".join(COLUMNS + table.attributes)
        rows = SOUND.get(table.file, "") + spoilt.get(name, "")
        (folder / table.file).write_text(f"{header}\n{rows}", encoding="utf-8")
    return folder
