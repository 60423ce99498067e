"""Pure deciders of the fleet: plain values in, a decision and its reason out. No Django here."""
