package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;

/**
 * What a merge brought to an experiment.
 *
 * @param theirName what it is called in the other history
 * @param name what it is called here
 * @param isNew whether it was not here before
 * @param gained what came
 */
public record MergedExperiment(
    ExperimentId id, String theirName, String name, boolean isNew, Contents gained) {
  /** How much there is of an experiment, replicates included. */
  public record Contents(
      long iterations,
      long blocks,
      long imatrices,
      long quants,
      long evaluations,
      long scores,
      long runs,
      long importedResults,
      long remarks,
      long chunksPutAside) {
    public Contents minus(Contents before) {
      return new Contents(
          iterations - before.iterations,
          blocks - before.blocks,
          imatrices - before.imatrices,
          quants - before.quants,
          evaluations - before.evaluations,
          scores - before.scores,
          runs - before.runs,
          importedResults - before.importedResults,
          remarks - before.remarks,
          chunksPutAside - before.chunksPutAside);
    }
  }
}
