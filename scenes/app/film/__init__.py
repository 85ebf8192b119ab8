"""From a list of scenes to one film."""
