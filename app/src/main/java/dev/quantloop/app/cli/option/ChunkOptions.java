package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which evaluation chunks of which quant are shown. */
public final class ChunkOptions {
  @Option(
      names = "--worst",
      paramLabel = "K",
      converter = WholeNumber.Count.class,
      description = "Show the K evaluation chunks of the highest composite, with their text.")
  private Integer worst;

  @Option(
      names = "--chunk",
      paramLabel = "SET:CHUNK",
      description = "Show this evaluation chunk with its text: code:7.")
  private String chunk;

  @Option(
      names = "--quant",
      paramLabel = "TYPE",
      converter = QuantTypeName.class,
      description = "Of this quant type; needed where the iteration has several.")
  private QuantType quant;

  /** Whether chunks are asked for at all. */
  public boolean wanted() {
    if (worst != null && chunk != null) {
      throw new UsageException("give --worst or --chunk, not both");
    } else if (quant != null && worst == null && chunk == null) {
      throw new UsageException("--quant goes with --worst or --chunk");
    }
    return worst != null || chunk != null;
  }

  /**
   * @param target the iteration, as people write it
   */
  public Quant quant(String target, List<Quant> quants) {
    String types = quants.stream().map(Quant::quantType).collect(Collectors.joining(", "));
    if (quant == null && quants.size() > 1) {
      throw new UsageException("say which quant of " + target + ": --quant with one of " + types);
    }
    return quants.stream()
        .filter(one -> quant == null || one.quantType().equals(quant.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    types.isEmpty()
                        ? target + " has not been quantized yet"
                        : "%s has no quant %s; it has %s".formatted(target, quant, types)));
  }

  public List<ChunkScore> chosen(Distribution distribution) {
    if (worst != null) {
      return distribution.worst().stream().limit(worst).toList();
    }
    List<ChunkScore> named =
        distribution.chunks().stream().filter(one -> name(one).equals(chunk)).toList();
    if (named.isEmpty()) {
      throw new UserException(
          "there is no evaluation chunk %s; there are %s"
              .formatted(
                  chunk,
                  distribution.chunks().stream()
                      .map(ChunkScore::set)
                      .distinct()
                      .map(set -> set.name() + ":0 to " + (set.chunks() - 1))
                      .collect(Collectors.joining(", "))));
    }
    return named;
  }

  /** As {@code --chunk} takes it. */
  public static String name(ChunkScore chunk) {
    return chunk.set().name() + ":" + chunk.chunk();
  }
}
