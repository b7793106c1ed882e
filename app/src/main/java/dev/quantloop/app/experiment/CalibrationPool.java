package dev.quantloop.app.experiment;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.corpus.CorpusSplit;
import dev.quantloop.app.corpus.TokenFile;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.RecipePart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The calibration text of some corpora of an experiment, in whole chunks.
 *
 * @param corpora in round-robin order
 * @param contextSize tokens a chunk
 */
public record CalibrationPool(List<Corpus> corpora, int contextSize) {
  public CalibrationPool {
    corpora = List.copyOf(corpora);
  }

  public int chunks() {
    return order().size();
  }

  /** What a corpus of the first {@code chunks} chunks of the round robin takes from each source. */
  public List<RecipePart> recipe(int chunks) {
    int[] counts = order().counts(chunks);
    List<RecipePart> parts = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        parts.add(new RecipePart(corpora.get(i).id(), 0, counts[i]));
      }
    }
    return parts;
  }

  /** The tokens of a part of a recipe. */
  public int[] tokens(RecipePart part) {
    return tokens(corpusOf(part), part.firstChunk(), part.chunks());
  }

  public int[] tokens(Corpus corpus, int firstChunk, int chunks) {
    long first = corpus.poolFirstToken() + (long) firstChunk * contextSize;
    return TokenFile.read(corpus.file(), Math.toIntExact(first), chunks * contextSize);
  }

  public Corpus corpusOf(RecipePart part) {
    return corpora.stream()
        .filter(corpus -> corpus.id().equals(part.corpus()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * SHA-256 of the recipe's tokens, part after part; with imported imatrices, of that and theirs.
   */
  public String sha256(List<RecipePart> recipe) {
    Map<Boolean, List<RecipePart>> parts =
        recipe.stream().collect(Collectors.partitioningBy(part -> corpusOf(part).isImported()));
    String text = sha256OfText(parts.get(false));
    return parts.get(true).isEmpty()
        ? text
        : Sha256.of(
            parts.get(true).stream()
                .map(part -> corpusOf(part).sha256() + " " + part.weight())
                .collect(Collectors.joining("\n", text + "\n", ""))
                .getBytes(StandardCharsets.UTF_8));
  }

  private String sha256OfText(List<RecipePart> recipe) {
    int chunks = recipe.stream().mapToInt(RecipePart::chunks).sum();
    int[] all = new int[Math.multiplyExact(chunks, contextSize)];
    int at = 0;
    for (RecipePart part : recipe) {
      int[] tokens = tokens(part);
      System.arraycopy(tokens, 0, all, at, tokens.length);
      at += tokens.length;
    }
    return Sha256.of(all, 0, all.length);
  }

  /** An imported imatrix as a part of a recipe. */
  public RecipePart imported(String name, double weight) {
    List<Corpus> imported = corpora.stream().filter(Corpus::isImported).toList();
    Corpus corpus =
        imported.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new UserException(
                        "no imatrix %s was imported into this experiment (quantloop ledger import); there are: %s"
                            .formatted(
                                name,
                                imported.isEmpty()
                                    ? "none"
                                    : imported.stream()
                                        .map(Corpus::name)
                                        .collect(Collectors.joining(", ")))));
    return new RecipePart(corpus.id(), 0, Math.toIntExact(corpus.tokens() / contextSize), weight);
  }

  /** Refuses a corpus larger than the pool, with both figures. */
  public void require(long tokens) {
    CorpusSplit.requirePool(corpora.stream().map(this::split).toList(), tokens);
  }

  /** The part of the pool that comes from these sources. */
  public CalibrationPool of(List<String> sources) {
    List<String> names =
        corpora.stream().filter(corpus -> !corpus.isImported()).map(Corpus::name).toList();
    for (String source : sources) {
      if (!names.contains(source)) {
        throw new UserException(
            "there is no source "
                + source
                + " in this experiment; it has "
                + String.join(", ", names));
      }
    }
    List<Corpus> chosen =
        corpora.stream().filter(corpus -> sources.contains(corpus.name())).toList();
    for (Corpus corpus : chosen) {
      if (corpus.poolTokens() == 0) {
        throw new UserException(
            "the source %s is for evaluation alone; calibrate on: %s"
                .formatted(
                    corpus.name(),
                    corpora.stream()
                        .filter(one -> one.poolTokens() > 0)
                        .map(Corpus::name)
                        .collect(Collectors.joining(", "))));
      }
    }
    return new CalibrationPool(chosen, contextSize);
  }

  ChunkOrder order() {
    return ChunkOrder.of(corpora.stream().map(this::split).toList());
  }

  private CorpusSplit split(Corpus corpus) {
    return new CorpusSplit(
        corpus.name(),
        contextSize,
        (int) (corpus.evaluationTokens() / contextSize),
        0,
        (int) (corpus.poolTokens() / contextSize));
  }
}
