package dev.quantloop.app.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.corpus.ReadingListener;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.open.SourceReaders;
import dev.quantloop.llama.model.Model;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How many tokens of a model the documents of a source have.
 *
 * @param documents tokens of each
 * @param problem why they can't be counted, or empty
 */
public record SourceTokens(List<Long> documents, String problem) {
  public SourceTokens {
    documents = List.copyOf(documents);
  }

  /** Reads a source and counts. */
  public static SourceTokens count(
      SourceSpec source,
      SourceReaders readers,
      Model vocabulary,
      TokenCache cache,
      Path directory) {
    try (ReadSources read =
        ReadSources.of(
            SourceInput.of(List.of(source), readers),
            false,
            VocabularyTokenizer.text(vocabulary),
            new VocabularyTokenizer(vocabulary, ThisMachine.mostThreads()),
            cache,
            directory,
            ReadingListener.NONE,
            input -> Long.MAX_VALUE)) {
      long[] lengths = read.sources().get(0).source().lengths();
      return new SourceTokens(Arrays.stream(lengths).boxed().toList(), "");
    } catch (RuntimeException e) {
      return problem(FailureMessage.ofAny(e));
    }
  }

  public static SourceTokens problem(String problem) {
    return new SourceTokens(List.of(), problem);
  }

  public long[] lengths() {
    return documents.stream().mapToLong(Long::longValue).toArray();
  }

  public long tokens() {
    return documents.stream().mapToLong(Long::longValue).sum();
  }

  /** In types that JSON has; {@link #of} reads it. */
  public Map<String, Object> document() {
    return Map.of("documents", documents, "problem", problem);
  }

  public static SourceTokens of(Map<?, ?> document) {
    return new SourceTokens(
        ((List<?>) document.get("documents")).stream().map(n -> ((Number) n).longValue()).toList(),
        (String) document.get("problem"));
  }
}
