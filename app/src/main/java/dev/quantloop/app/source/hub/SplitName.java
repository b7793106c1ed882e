package dev.quantloop.app.source.hub;

/** A part of a dataset. */
record SplitName(String config, String split) {}
