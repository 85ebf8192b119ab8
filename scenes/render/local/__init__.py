"""Drawing with the processes of this machine."""
