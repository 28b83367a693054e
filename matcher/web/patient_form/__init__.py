"""The form that writes a patient file: its shape is that of the file, so that neither can say what the other
cannot."""
