"""The plain operations of a night."""
