package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ModelId;

/** An experiment that is to be created; its name is unique among those not removed. */
public record NewExperiment(
    String name, ModelId model, ExperimentSettings settings, String programVersion) {}
