"""What a person brings of their own, read and checked: texts, colours, fonts."""
