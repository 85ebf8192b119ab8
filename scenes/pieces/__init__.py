"""What only one scene is built from: a room a scene."""
