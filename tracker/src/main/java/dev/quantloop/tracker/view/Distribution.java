package dev.quantloop.tracker.view;

import static java.util.Comparator.comparingDouble;

import dev.quantloop.tracker.stats.Percentiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the divergence of a quant is spread: over all its tokens, and over the chunks.
 *
 * @param chunks in the order of the evaluation sets
 * @param worst the chunks by their composite, the highest first
 * @param kld of every scored token of these chunks
 */
public record Distribution(List<ChunkScore> chunks, List<ChunkScore> worst, Percentiles kld) {
  public Distribution(List<ChunkScore> chunks, Percentiles kld) {
    this(
        List.copyOf(chunks),
        chunks.stream().sorted(comparingDouble(ChunkScore::composite).reversed()).toList(),
        kld);
  }

  /** The place of one of its chunks among the worst, from 1. */
  public int place(ChunkScore chunk) {
    return worst.indexOf(chunk) + 1;
  }

  /** How it comes out chunk by chunk against another quant, on the texts that both have. */
  public ChunkWins against(Distribution other) {
    Map<String, Double> others = new HashMap<>();
    other.chunks.forEach(chunk -> others.put(text(chunk), chunk.composite()));
    int better = 0;
    int worse = 0;
    int common = 0;
    for (ChunkScore chunk : chunks) {
      Double reference = others.get(text(chunk));
      if (reference != null) {
        common++;
        better += chunk.composite() < reference ? 1 : 0;
        worse += chunk.composite() > reference ? 1 : 0;
      }
    }
    return new ChunkWins(better, worse, common);
  }

  /** The same tokens cut into as many chunks are the same chunks. */
  private static String text(ChunkScore chunk) {
    return "%s %d/%d".formatted(chunk.set().sha256(), chunk.chunk(), chunk.set().chunks());
  }
}
