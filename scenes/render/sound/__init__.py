"""Sound: where it belongs in a clip, how it is mixed, and how it gets into the clip's file."""
